/* Scheduled posts are published. */
#ifndef TC_JOBS_DUE_H
#define TC_JOBS_DUE_H

#include "jobs/state.h"

void tc_jobs_due_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now);

#endif
