/*
 * Sends files to the pool: claims one for each worker that is idle, in turns
 * over the sites (and, in the statement, over a site's uploaders), hands it
 * over, keeps the leases alive, and writes the results. The thread is the
 * watchdog's and has other things to do, so each step takes only what is
 * there.
 */
#include "jobs/media/dispatch.h"

#include <poll.h>
#include <string.h>

#include <apr_strings.h>

#include "base/clock.h"
#include "base/job/failure.h"
#include "cache/signals.h"
#include "core/error.h"
#include "core/log.h"
#include "jobs/media/answer.h"
#include "jobs/jobs.h"
#include "jobs/media/slots.h"
#include "jobs/state.h"
#include "media/lines.h"
#include "media/outage.h"
#include "media/pool.h"
#include "media/queue.h"
#include "media/store.h"

#define LOOK_EVERY apr_time_from_sec(1)
#define RENEW_EVERY apr_time_from_sec(TC_MEDIA_LEASE / 4)
#define WRITE_AGAIN apr_time_from_sec(1)

/* While workers are busy the thread waits here rather than for its next
 * turn, so that a worker that is done has its next job at once. */
#define WAIT_IN_STEP apr_time_from_msec(80)
#define MOST_WAITED_FOR 64

/* ---------------------------------------------------------------- results */

/* A worker died: another one may have more luck, TalecraftMediaRetries times
 * at most. */
static const char *worker_died(const tc_slot_t *slot)
{
    static const tc_failure_t died = { TC_REASON_KILLED, 1,
                                       "its worker died with it" };
    tc_failure_limits_t limits = tc_queue_limits(slot->site->site);

    return tc_failure_write(slot->p, &died, &limits);
}

/* Its uploader may have this worker, or another one, for the next. */
static void end(tc_slot_t *slot, apr_time_t now)
{
    tc_lines_note(&slot->site->lines, slot->job.line,
                  tc_lines_is_short(slot->job.media_type, slot->begun, now),
                  now);
    slot->site->more |= slot->site->kept;
    if (slot->fd < 0 || slot->leaves) {
        tc_slots_clear(slot);
        return;
    }
    slot->state = TC_SLOT_READY; /* the worker waits for its next job */
    slot->site = NULL;
    slot->result = NULL;
    apr_pool_clear(slot->p);
}

static void settle(tc_jobs_t *jobs, tc_slot_t *slot, apr_time_t now)
{
    if (now < slot->deadline) {
        return;
    }
    if (slot->state == TC_SLOT_LOST) {
        slot->state = TC_SLOT_DONE;
        slot->result = worker_died(slot);
    }
    if (!tc_jobs_may(slot->site, now)) {
        return;
    }
    if (!tc_jobs_answer_settle(jobs, slot)) {
        slot->deadline = now + WRITE_AGAIN;
    }
    else {
        end(slot, now);
    }
    apr_pool_clear(jobs->scratch);
}

static void attend(tc_jobs_t *jobs, apr_time_t now)
{
    int alive = tc_pool_alive();

    for (int i = 0; i < jobs->slots_count; i++) {
        tc_slot_t *slot = &jobs->slots[i];

        tc_slots_listen(jobs, slot, now);
        if (slot->state == TC_SLOT_LOST || slot->state == TC_SLOT_DONE) {
            settle(jobs, slot, now);
        }
        if (slot->state == TC_SLOT_EMPTY && i < alive) {
            tc_slots_offer(jobs, slot);
        }
    }
}

/* ----------------------------------------------------------------- leases */

/* The tokens of what the site has at work, "a,b"; NULL: nothing. */
static const char *tokens_of(const tc_jobs_t *jobs, const tc_job_site_t *site)
{
    const char *tokens = NULL;

    for (int i = 0; i < jobs->slots_count; i++) {
        const tc_slot_t *slot = &jobs->slots[i];

        if (slot->site == site) {
            tokens = tokens != NULL
                         ? apr_pstrcat(jobs->scratch, tokens, ",",
                                       slot->job.token, NULL)
                         : apr_pstrdup(jobs->scratch, slot->job.token);
        }
    }
    return tokens;
}

static void renew(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now)
{
    const char *tokens;

    if (now - site->renewed < RENEW_EVERY || !tc_jobs_may(site, now)) {
        return;
    }
    site->renewed = now;
    tokens = tokens_of(jobs, site);
    if (tokens != NULL) {
        (void)tc_jobs_note(site,
                           tc_queue_renew(site->site, jobs->scratch, tokens));
    }
}

/* ----------------------------------------------------------------- claims */

static tc_slot_t *ready_slot(const tc_jobs_t *jobs)
{
    for (int i = 0; i < jobs->slots_count; i++) {
        if (jobs->slots[i].state == TC_SLOT_READY) {
            return &jobs->slots[i];
        }
    }
    return NULL;
}

static int is_hungry(const tc_job_site_t *site, apr_time_t now)
{
    return tc_store_is_set(site->site) && tc_jobs_may(site, now) &&
           (site->more || site->nudges != tc_signals_nudges(site->id) ||
            (now - site->looked >= LOOK_EVERY &&
             tc_jobs_waits(site, TC_WORK_MEDIA, now)));
}

/* While files cannot be made, jobs wait: a try would only be lost. */
static int is_usable(tc_jobs_t *jobs, tc_job_site_t *site)
{
    apr_status_t rv = tc_store_usable(jobs->scratch, site->site);

    if (rv != APR_SUCCESS && tc_outage_says(site->site)) {
        ap_log_error(APLOG_MARK, APLOG_ERR, rv, site->site->server,
                     TCNO(8015) "nothing can be written into "
                                "TalecraftMediaRoot %s: media waits until "
                                "something can",
                          tc_store_root(site->site));
    }
    return rv == APR_SUCCESS;
}

static void hand_over(tc_jobs_t *jobs, tc_job_site_t *site,
                      const tc_media_job_t *job)
{
    tc_slot_t *slot = ready_slot(jobs);
    apr_status_t rv = tc_store_make_public(jobs->scratch, site->site,
                                           job->key);

    if (rv != APR_SUCCESS) {
        ap_log_error(
            APLOG_MARK, APLOG_ERR, rv, site->site->server,
            TCNO(8004) "the folder for a picture's variants cannot "
                      "be made below TalecraftMediaRoot %s; it is tried again",
                tc_store_root(site->site));
    }
    if (slot != NULL) {
        /* without the folder the worker says that it must be tried again */
        tc_slots_give(jobs, slot, site, job);
    }
}

/* Claims a job of one site; 1 where there was one. */
static int claim(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now)
{
    tc_media_job_t *job = NULL;
    apr_uint32_t nudges = tc_signals_nudges(site->id);
    apr_int64_t full = tc_slots_full_line(jobs, site, tc_pool_alive(), now);
    tc_error_t *error = tc_queue_claim(site->site, jobs->scratch, full, &job);

    site->looked = now;
    site->more = 0;
    site->kept = full != TC_QUEUE_NO_LINE;
    if (!tc_jobs_note(site, error)) {
        return 0;
    }
    site->nudges = nudges;
    site->more = job != NULL;
    if (job != NULL) {
        hand_over(jobs, site, job);
    }
    return job != NULL;
}

/* No site takes more than one job at a time, and one that got a job goes to
 * the end of the line. 0: none got any. */
static int feed_round(tc_jobs_t *jobs, apr_time_t now)
{
    int first = jobs->next_site, fed = 0;

    for (int i = 0; i < jobs->sites_count && ready_slot(jobs) != NULL; i++) {
        int at = (first + i) % jobs->sites_count;
        tc_job_site_t *site = &jobs->sites[at];

        if (!is_hungry(site, now) || tc_jobs_is_twin(jobs, site)) {
            continue;
        }
        if (!is_usable(jobs, site)) {
            site->looked = now;
            site->nudges = tc_signals_nudges(site->id);
            site->more = 0;
        }
        else if (claim(jobs, site, now)) {
            jobs->next_site = (at + 1) % jobs->sites_count;
            fed = 1;
        }
        apr_pool_clear(jobs->scratch);
    }
    return fed;
}

static void feed(tc_jobs_t *jobs, apr_time_t now)
{
    while (ready_slot(jobs) != NULL && feed_round(jobs, now)) {
        /* until all workers are busy or nothing waits */
    }
}

/* Waits a moment for an answer; 1 where there is one. */
static int wait_for_answer(const tc_jobs_t *jobs, apr_time_t until)
{
    struct pollfd fds[MOST_WAITED_FOR];
    apr_time_t left = until - tc_clock_steady();
    nfds_t count = 0;

    for (int i = 0; i < jobs->slots_count && count < MOST_WAITED_FOR; i++) {
        if (jobs->slots[i].state == TC_SLOT_BUSY) {
            fds[count].fd = jobs->slots[i].fd;
            fds[count].events = POLLIN;
            fds[count].revents = 0;
            count++;
        }
    }
    return count > 0 && left > 0 &&
           poll(fds, count, (int)apr_time_as_msec(left)) > 0;
}

void tc_jobs_dispatch_step(tc_jobs_t *jobs, apr_time_t now)
{
    apr_time_t until = now + WAIT_IN_STEP;

    do {
        now = tc_clock_steady();
        attend(jobs, now);
        for (int i = 0; i < jobs->sites_count; i++) {
            renew(jobs, &jobs->sites[i], now);
        }
        feed(jobs, now);
    } while (wait_for_answer(jobs, until));
}

int tc_jobs_dispatch_is_busy(const tc_jobs_t *jobs)
{
    for (int i = 0; i < jobs->slots_count; i++) {
        if (jobs->slots[i].state == TC_SLOT_BUSY) {
            return 1;
        }
    }
    return 0;
}

void tc_jobs_dispatch_stop(tc_jobs_t *jobs)
{
    for (int i = 0; i < jobs->sites_count; i++) {
        tc_job_site_t *site = &jobs->sites[i];
        const char *tokens = tokens_of(jobs, site);

        if (tokens != NULL && site->failures == 0) {
            tc_error_t *error = tc_queue_release(site->site, jobs->scratch,
                                                 tokens);

            if (error != NULL) {
                ap_log_error(APLOG_MARK, APLOG_DEBUG, error->rv,
                             site->site->server,
                             "jobs could not be given "
                             "back at the stop; their leases run out");
            }
            else {
                ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, site->site->server,
                             "jobs were given back at the stop");
            }
        }
    }
    for (int i = 0; i < jobs->slots_count; i++) {
        tc_slots_clear(&jobs->slots[i]);
    }
}
