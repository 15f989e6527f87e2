/*
 * Background work of a server: one named singleton watchdog, whose thread in
 * one of the children sends pictures to the pool, settles due posts, writes
 * view counts and sweeps. Never being the only process is what it must stand:
 * exactly-once comes from the database.
 */
#ifndef TC_JOBS_JOBS_H
#define TC_JOBS_JOBS_H

#include <httpd.h>

/* Every pass of post_config, before mod_watchdog's own (name mod_watchdog.c
 * as successor of the hook). APR_EGENERAL where mod_watchdog is missing. */
apr_status_t tc_jobs_post_config(apr_pool_t *pconf, server_rec *s);
/* After tc_db_child_init: at the child's end the work must stop before it. */
void tc_jobs_child_init(apr_pool_t *pchild, server_rec *s);

#endif
