/* What has expired is removed. */
#ifndef TC_JOBS_SWEEP_H
#define TC_JOBS_SWEEP_H

#include "jobs/private.h"

/* Does a little and returns: what is next at its turn. */
void tc_jobs_sweep_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now);

#endif
