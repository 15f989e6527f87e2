/* One slot for each media worker: its state and its socket. */
#ifndef TC_JOBS_MEDIA_SLOTS_H
#define TC_JOBS_MEDIA_SLOTS_H

#include "jobs/state.h"
#include "media/queue.h"

/* Offers a connection to the workers; the slot becomes OFFERED. */
void tc_slots_offer(tc_jobs_t *jobs, tc_slot_t *slot);

/* Reads what there is; the state says what became of it. */
void tc_slots_listen(tc_jobs_t *jobs, tc_slot_t *slot, apr_time_t now);

/* Sends a job; the slot becomes BUSY, or LOST. job is copied. */
void tc_slots_give(tc_jobs_t *jobs, tc_slot_t *slot, tc_job_site_t *site,
                   const tc_media_job_t *job);

/* Copies what is known of a job into the slot's pool: claimed rows lie in one
 * that ends with the step. */
void tc_slots_keep(tc_slot_t *slot, const tc_media_job_t *job);

/* The line of the site that must not get the next worker: it has all but one
 * of `alive`, and its jobs may last. TC_QUEUE_NO_LINE: none. */
apr_int64_t tc_slots_full_line(const tc_jobs_t *jobs,
                               const tc_job_site_t *site, int alive,
                               apr_time_t now);

/* Hangs up; the slot is EMPTY. */
void tc_slots_clear(tc_slot_t *slot);

#endif
