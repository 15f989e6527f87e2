/* What has expired is removed. */
#ifndef TC_JOBS_SWEEP_H
#define TC_JOBS_SWEEP_H

#include "jobs/state.h"

/* Looks whether anything is due, removes a part of it, and returns. */
void tc_jobs_sweep_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now);

#endif
