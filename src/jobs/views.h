/* Counted views are added to the database. */
#ifndef TC_JOBS_VIEWS_H
#define TC_JOBS_VIEWS_H

#include "jobs/state.h"

void tc_jobs_views_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now);

#endif
