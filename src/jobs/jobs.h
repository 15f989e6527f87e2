/*
 * Background work of a server: one named singleton watchdog, whose thread in
 * one of the children sends media to the pool, settles due posts, writes view
 * counts, sweeps and purges. It must not count on being the only process:
 * exactly-once comes from the database.
 */
#ifndef TC_JOBS_JOBS_H
#define TC_JOBS_JOBS_H

#include <httpd.h>

#include "core/error.h"
#include "jobs/state.h"

/* Every pass of post_config, before mod_watchdog's own (name mod_watchdog.c
 * as successor of the hook). APR_EGENERAL where mod_watchdog is missing. */
apr_status_t tc_jobs_post_config(apr_pool_t *pconf, server_rec *s);
/* After tc_db_child_init: at the child's end the work must stop before it. */
void tc_jobs_child_init(apr_pool_t *pchild, server_rec *s);

/*
 * Have call(state, data, pool) called, in one child of the server, by the
 * singleton watchdog of that name. In post_config, before mod_watchdog's own.
 * APR_ENOTIMPL: mod_watchdog is not loaded.
 */
apr_status_t tc_jobs_watchdog(apr_pool_t *pconf, const char *name,
                              ap_watchdog_callback_fn_t *call, void *data);

/* 1 where the site may be worked for now. */
int tc_jobs_may(const tc_job_site_t *site, apr_time_t now);

/* 1 where such work (TC_WORK_...) may wait in the site's database. */
int tc_jobs_waits(const tc_job_site_t *site, apr_uint32_t work,
                  apr_time_t now);

/* 1 where the site is worked for as another host of its database and store. */
int tc_jobs_is_twin(const tc_jobs_t *jobs, const tc_job_site_t *site);

/* What came of using its database; logs what is new, 1 where it was fine. */
int tc_jobs_note(tc_job_site_t *site, const tc_error_t *error);

#endif
