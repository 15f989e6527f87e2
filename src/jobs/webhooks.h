/* Events are told: to GET /changes/, and to webhooks. */
#ifndef TC_JOBS_WEBHOOKS_H
#define TC_JOBS_WEBHOOKS_H

#include "jobs/state.h"

void tc_jobs_webhooks_step(tc_jobs_t *jobs, tc_job_site_t *site,
                           apr_time_t now);

/* What is under way is given up; another server, or the next generation, sends
 * it again at once. */
void tc_jobs_webhooks_stop(tc_jobs_t *jobs, tc_job_site_t *site);

#endif
