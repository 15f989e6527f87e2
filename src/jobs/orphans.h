/* Stored files without a row are removed. */
#ifndef TC_JOBS_ORPHANS_H
#define TC_JOBS_ORPHANS_H

#include "core/error.h"
#include "jobs/state.h"

/* Remove stored files that have no row, in a 256th of the store at a time;
 * while the store's lock is held alone. now: as files are dated. */
tc_error_t *tc_jobs_orphans_sweep(tc_jobs_t *jobs, tc_job_site_t *site,
                                  apr_time_t now);

#endif
