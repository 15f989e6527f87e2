/* Views of posts that are not in the database yet. */
#ifndef TC_CACHE_VIEWS_H
#define TC_CACHE_VIEWS_H

#include <apr.h>

/* Every count that stands, for the state file; nothing is taken. */
typedef void (*tc_views_each_fn)(void *baton, apr_uint64_t site,
                                 apr_int64_t post, apr_uint32_t views);

typedef int (*tc_views_take_fn)(void *baton, apr_int64_t post,
                                apr_uint32_t views);

void tc_views_each(tc_views_each_fn each, void *baton);

/* View counts not yet in the database. add: 0 where the table is full, and the
 * caller counts in the database at once. take: calls back with each post of
 * the site and resets it; where the callback returns 0 the count is put
 * back. */
int tc_views_add(apr_uint64_t site, apr_int64_t post, apr_uint32_t views);
void tc_views_take(apr_uint64_t site, tc_views_take_fn take, void *baton);

#endif
