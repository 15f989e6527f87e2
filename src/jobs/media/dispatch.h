/* Media that wait go to the workers. */
#ifndef TC_JOBS_MEDIA_DISPATCH_H
#define TC_JOBS_MEDIA_DISPATCH_H

#include "jobs/state.h"

/* Each does a little and returns. */
void tc_jobs_dispatch_step(tc_jobs_t *jobs, apr_time_t now);

/* 1: a worker has a job. */
int tc_jobs_dispatch_is_busy(const tc_jobs_t *jobs);

/* Give back what was claimed, hang up. */
void tc_jobs_dispatch_stop(tc_jobs_t *jobs);

#endif
