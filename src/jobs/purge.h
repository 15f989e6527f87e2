/* Caches in front of httpd are told what changed. */
#ifndef TC_JOBS_PURGE_H
#define TC_JOBS_PURGE_H

#include "jobs/state.h"

/* For each host, twins too: which of them purges is its own matter. */
void tc_jobs_purge_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now);

/* Give the right to send to somebody else. */
void tc_jobs_purge_stop(tc_jobs_t *jobs, tc_job_site_t *site);

#endif
