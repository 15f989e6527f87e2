/* What the parts of jobs/ share. All of it belongs to the watchdog's thread
 * (tc_jobs_watchdog apart); nobody else touches it. Times are on the steady
 * clock (base/clock.h): whoever sets the machine's stops no work by it. */
#ifndef TC_JOBS_PRIVATE_H
#define TC_JOBS_PRIVATE_H

#include <pthread.h>

#include <apr_pools.h>
#include <httpd.h>
#include <mod_watchdog.h>

#include "base/job/frame.h"
#include "core/site.h"
#include "core/error.h"
#include "media/queue.h"

/* A site with its own database; virtual hosts on one database and media root
 * are worked for once. */
typedef struct {
    tc_site_t *site;
    apr_uint64_t id;       /* of the database, 0: not reached yet */
    int failures;          /* of the database, one after the other */
    apr_time_t not_before; /* back-off after them */
    apr_uint32_t nudges;   /* seen at the last look at the queue */
    apr_time_t looked;
    int more; /* the last look left jobs behind */
    apr_time_t renewed;
    apr_time_t due_looked;
    apr_time_t views_written;
    apr_time_t swept;
    struct tc_purge *purge; /* purge.c's; NULL: nothing was to be done yet */
} tc_job_site_t;

typedef enum {
    TC_SLOT_EMPTY,
    TC_SLOT_OFFERED, /* no worker has taken it yet */
    TC_SLOT_READY,   /* a worker waits for a job */
    TC_SLOT_BUSY,    /* it has one */
    TC_SLOT_LOST,    /* the worker died with it */
    TC_SLOT_DONE     /* the result is not in the database yet */
} tc_slot_state_t;

typedef struct {
    tc_slot_state_t state;
    int fd;
    apr_pool_t *p; /* cleared when the slot becomes empty */
    tc_frame_t frame;
    tc_job_site_t *site;
    tc_media_job_t job;
    apr_time_t deadline; /* BUSY: to be done; LOST, DONE: next try */
    const char *result;  /* DONE: text of the answer */
} tc_slot_t;

typedef struct tc_jobs {
    pthread_mutex_t busy; /* a step is on its way; see stop_before_pools */
    int stopped;
    server_rec *server;
    apr_pool_t *p;       /* of the thread, with its own allocator */
    apr_pool_t *scratch; /* cleared after every step */
    tc_job_site_t *sites;
    int sites_count;
    tc_slot_t *slots;
    int slots_count;
    int next_site; /* who comes first at the next round */
} tc_jobs_t;

/*
 * Have call(state, data, pool) called, in one child of the server, by the
 * singleton watchdog of that name. In post_config, before mod_watchdog's own.
 * APR_ENOTIMPL: mod_watchdog is not loaded.
 */
apr_status_t tc_jobs_watchdog(apr_pool_t *pconf, const char *name,
                              ap_watchdog_callback_fn_t *call, void *data);

/* 1 where the site may be worked for now. */
int tc_jobs_may(const tc_job_site_t *site, apr_time_t now);
/* What came of using its database; logs what is new, 1 where it was fine. */
int tc_jobs_note(tc_job_site_t *site, const tc_error_t *error);

/* Each does a little and returns. */
void tc_jobs_dispatch_step(tc_jobs_t *jobs, apr_time_t now);
void tc_jobs_due_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now);
void tc_jobs_views_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now);
void tc_jobs_sweep_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now);

/* What a sweep could and could not remove; all zero at its begin. */
typedef struct {
    int removed;
    int failed;
    apr_status_t rv; /* of the last that failed */
} tc_removal_t;

void tc_removal_add(tc_removal_t *removal, apr_status_t rv);
/* Logs it; `what` names the files, "media files without a row". */
void tc_removal_log(const tc_removal_t *removal, const tc_job_site_t *site,
                    const char *what);

/* For each host, twins too: which of them purges is its own matter. */
void tc_jobs_purge_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now);
/* Give the right to send to somebody else. */
void tc_jobs_purge_stop(tc_jobs_t *jobs, tc_job_site_t *site);

/* Remove stored files that have no row, in a 256th of the store at a time;
 * while the store's lock is held alone. now: as files are dated. */
tc_error_t *tc_jobs_orphans_sweep(tc_jobs_t *jobs, tc_job_site_t *site,
                             apr_time_t now);

/* Give back what was claimed, hang up. */
void tc_jobs_dispatch_stop(tc_jobs_t *jobs);

/* One slot (slots.c). */
void tc_slots_offer(tc_jobs_t *jobs, tc_slot_t *slot);
/* Reads what there is; the state says what became of it. */
void tc_slots_listen(tc_jobs_t *jobs, tc_slot_t *slot, apr_time_t now);
/* Sends a job; the slot becomes BUSY, or LOST. job is copied. */
void tc_slots_give(tc_jobs_t *jobs, tc_slot_t *slot, tc_job_site_t *site,
                  const tc_media_job_t *job);
/* Hangs up; the slot is EMPTY. */
void tc_slots_clear(tc_slot_t *slot);

/* Write the answer of a DONE slot into the database; 1 where that is settled
 * (also where the lease was lost meanwhile). */
int tc_jobs_answer_settle(tc_jobs_t *jobs, tc_slot_t *slot);

#endif
