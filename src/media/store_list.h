/* What stands in the store, for whoever sweeps it. */
#ifndef TC_MEDIA_STORE_LIST_H
#define TC_MEDIA_STORE_LIST_H

#include <apr_pools.h>
#include <apr_tables.h>
#include <apr_time.h>

#include "core/site.h"

/* The store may be large: it is listed in so many parts. */
#define TC_STORE_LIST_PARTS 256

typedef struct {
    const char *name;  /* hash of an original, key of public files; of an
                          unfinished upload the file's own */
    const char *place; /* the store's own: of a file; NULL: a key's folder */
} tc_store_found_t;

/*
 * Originals and keys of one part that were last changed before that time, as
 * files are dated: tc_store_found_t from p, at most so many. What cannot be
 * read is left out.
 */
apr_array_header_t *tc_store_list(apr_pool_t *p, const tc_site_t *site,
                                  int part, apr_time_t before, int most);
/* Uploads that nobody has written to since then. */
apr_array_header_t *tc_store_list_unfinished(apr_pool_t *p,
                                             const tc_site_t *site,
                                             apr_time_t before);

/* Remove one of them, with all that is in it; a missing one is fine. */
apr_status_t tc_store_list_remove(apr_pool_t *p, const tc_site_t *site,
                                  const tc_store_found_t *found);

#endif
