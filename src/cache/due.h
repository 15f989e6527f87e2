/* When a site's next scheduled post is due. */
#ifndef TC_CACHE_DUE_H
#define TC_CACHE_DUE_H

#include "cache/segment.h"

/*
 * The next due schedule of a site. A hit counts only while the due time is
 * not reached (tc_due_is_quiet). Writers lower it after commit; a reader
 * whose read has settled the due posts sets the next one, which counts only
 * where nobody lowered it since `seen` was taken (before the read).
 * when 0: no schedule stands.
 */
typedef apr_uint64_t tc_due_t; /* time in ms << 20 | generation */

/* 1 where an answer read from the database at `made` is not older than the
 * last due time of the site that was settled, and no due time waits. */
int tc_due_holds(const tc_site_slot_t *site, apr_time_t made, apr_time_t now);
tc_due_t tc_due_seen(apr_uint64_t site);
apr_time_t tc_due_time(tc_due_t seen); /* 0: no schedule stands */
int tc_due_is_quiet(tc_due_t seen, apr_time_t now);
void tc_due_lower(apr_uint64_t site, apr_time_t when);
void tc_due_settled(apr_uint64_t site, tc_due_t seen, apr_time_t next);

#endif
