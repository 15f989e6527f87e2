/*
 * The workers: processes of talecraft-worker. The parent starts
 * TalecraftMediaWorkers of them and starts again what dies, with growing waits
 * where it dies young. A reload ends those that are idle; one that has a job
 * ends after it, and has its successor then (pool.h has what they share).
 */
#ifndef TC_MEDIA_WORKERS_H
#define TC_MEDIA_WORKERS_H

#include <httpd.h>

/* post_config, in the second pass only (the first does nothing). */
apr_status_t tc_workers_post_config(apr_pool_t *pconf, server_rec *s);

/* Says what keeps workers from being started (`httpd -t`). */
void tc_workers_check(server_rec *s);

#endif
