/*
 * Private to cache/: views that wait while no process of the server runs.
 */
#ifndef TC_CACHE_VIEWS_FILE_H
#define TC_CACHE_VIEWS_FILE_H

#include <apr_pools.h>

/* Write all counts of the segment to path, whole or not at all; where there
 * are none, no file stands there afterwards. The segment is not changed. */
apr_status_t tc_views_file_save(apr_pool_t *p, const char *path);

/* Add the counts of the file to the segment and remove it. APR_ENOENT: there
 * is none; APR_EGENERAL: not a whole file of ours, removed, nothing added. */
apr_status_t tc_views_file_load(apr_pool_t *p, const char *path);

#endif
