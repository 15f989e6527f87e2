/* What a media worker answered, written into the database. */
#ifndef TC_JOBS_MEDIA_ANSWER_H
#define TC_JOBS_MEDIA_ANSWER_H

#include "jobs/state.h"

/* Write the answer of a DONE slot into the database; 1 where that is settled
 * (also where the lease was lost meanwhile). */
int tc_jobs_answer_settle(tc_jobs_t *jobs, tc_slot_t *slot);

#endif
