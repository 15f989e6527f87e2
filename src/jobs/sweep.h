/* What has expired is removed. */
#ifndef TC_JOBS_SWEEP_H
#define TC_JOBS_SWEEP_H

#include "jobs/private.h"

/* What a sweep could and could not remove; all zero at its begin. */
typedef struct {
    int removed;
    int failed;
    apr_status_t rv; /* of the last that failed */
} tc_removal_t;

void tc_jobs_sweep_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now);
void tc_removal_add(tc_removal_t *removal, apr_status_t rv);

/* Logs it; `what` names the files, "media files without a row". */
void tc_removal_log(const tc_removal_t *removal, const tc_job_site_t *site,
                    const char *what);

#endif
