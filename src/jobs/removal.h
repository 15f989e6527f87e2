/* What a sweep could and could not remove, and the line of the log for it. */
#ifndef TC_JOBS_REMOVAL_H
#define TC_JOBS_REMOVAL_H

#include "jobs/state.h"

/* What a sweep could and could not remove; all zero at its beginning. */
typedef struct {
    int removed;
    int failed;
    apr_status_t rv; /* of the last that failed */
} tc_removal_t;

void tc_removal_add(tc_removal_t *removal, apr_status_t rv);

/* Logs it; `what` names the files, "media files without a row". */
void tc_removal_log(const tc_removal_t *removal, const tc_job_site_t *site,
                    const char *what);

#endif
