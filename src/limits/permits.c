/*
 * Threads that wait stand in a line, each with a semaphore of its own. A
 * permit that is given back goes straight to the first of them that may have
 * it, which then needs no lock: none is woken in vain, and none is overtaken
 * by another of the same share. While the database is away, and when that
 * changes, all are woken and see for themselves.
 */
#include "limits/permits.h"

#include <errno.h>
#include <semaphore.h>
#include <time.h>

#include <apr_ring.h>
#include <apr_thread_mutex.h>

#include "base/clock.h"

#define GRACE apr_time_from_sec(2)
#define STEP apr_time_from_msec(50) /* between probes during the grace */
#define PAUSE_MIN apr_time_from_msec(100)
#define PAUSE_MAX apr_time_from_msec(1000)

/* On the stack of the thread that waits. */
typedef struct waiter {
    APR_RING_ENTRY(waiter) link;
    sem_t woken;
    tc_share_t share;
    int in_line;
    int granted; /* it holds a permit; read and written atomically */
} waiter_t;

APR_RING_HEAD(line, waiter);

struct tc_permits {
    apr_thread_mutex_t *mutex; /* guards all of this */
    struct line line;
    int count;
    int in_use;
    int half;    /* most permits of TC_SHARE_HALF */
    int in_half; /* those in use */
    int away;    /* the last connect failed or a connection was lost */
    int probing; /* somebody holds TC_PERMIT_PROBE */
    apr_time_t away_since;
    apr_time_t next_probe;
    apr_interval_time_t pause;
};

tc_permits_t *tc_permits_make(apr_pool_t *p, int count)
{
    tc_permits_t *permits = apr_pcalloc(p, sizeof(*permits));

    permits->count = count > 0 ? count : 1;
    permits->half = permits->count > 1 ? permits->count / 2 : 1;
    APR_RING_INIT(&permits->line, waiter, link);
    return apr_thread_mutex_create(&permits->mutex, APR_THREAD_MUTEX_DEFAULT,
                                   p) == APR_SUCCESS
               ? permits
               : NULL;
}

/* ------------------------------------------------- the line; mutex is held */

/* Whether a permit is left for that share. */
static int has_permit(const tc_permits_t *permits, tc_share_t share)
{
    return permits->in_use < permits->count &&
           (share == TC_SHARE_ALL || permits->in_half < permits->half);
}

static void use_permit(tc_permits_t *permits, tc_share_t share)
{
    permits->in_use++;
    permits->in_half += share == TC_SHARE_HALF;
}

static void return_permit(tc_permits_t *permits, tc_share_t share)
{
    permits->in_use--;
    permits->in_half -= share == TC_SHARE_HALF;
}

static void leave_line(waiter_t *waiter)
{
    APR_RING_REMOVE(waiter, link);
    waiter->in_line = 0;
}

/* A permit for the first in line that may have one, who is out of it then, or
 * NULL. It must be posted, and may be gone as soon as it is. */
static waiter_t *grant_first(tc_permits_t *permits)
{
    waiter_t *waiter = APR_RING_FIRST(&permits->line);

    while (waiter != APR_RING_SENTINEL(&permits->line, waiter, link) &&
           !has_permit(permits, waiter->share)) {
        waiter = APR_RING_NEXT(waiter, link);
    }
    if (waiter == APR_RING_SENTINEL(&permits->line, waiter, link)) {
        return NULL;
    }
    leave_line(waiter);
    use_permit(permits, waiter->share);
    __atomic_store_n(&waiter->granted, 1, __ATOMIC_RELEASE);
    return waiter;
}

static void wake_all(tc_permits_t *permits)
{
    while (!APR_RING_EMPTY(&permits->line, waiter, link)) {
        waiter_t *waiter = APR_RING_FIRST(&permits->line);

        leave_line(waiter);
        sem_post(&waiter->woken);
    }
}

/* Free permits to those who wait. */
static void hand_out(tc_permits_t *permits)
{
    waiter_t *waiter;

    while ((waiter = grant_first(permits)) != NULL) {
        sem_post(&waiter->woken);
    }
}

/* ------------------------------------------------------------------ waiting */

/* 0: the time is over. */
static int wait_woken(waiter_t *waiter, apr_time_t until)
{
    struct timespec end = { .tv_sec = (time_t)apr_time_sec(until),
                            .tv_nsec = (long)apr_time_usec(until) * 1000 };
    int rc;

    do {
        rc = sem_clockwait(&waiter->woken, CLOCK_MONOTONIC, &end);
    } while (rc != 0 && errno == EINTR);
    return rc == 0;
}

/* Called with the mutex held, and returns with it unless a permit was
 * granted: 1 then. */
static int wait_in_line(tc_permits_t *permits, tc_share_t share,
                        apr_time_t until)
{
    waiter_t self = { .share = share, .in_line = 1 };
    int granted;

    sem_init(&self.woken, 0, 0);
    APR_RING_INSERT_TAIL(&permits->line, &self, waiter, link);
    apr_thread_mutex_unlock(permits->mutex);

    if (!wait_woken(&self, until)) {
        apr_thread_mutex_lock(permits->mutex);
        if (self.in_line) {
            leave_line(&self);
            sem_destroy(&self.woken);
            return 0;
        }
        /* Called just now: who did so is about to post. */
        apr_thread_mutex_unlock(permits->mutex);
        while (sem_wait(&self.woken) != 0) {
            continue;
        }
    }
    sem_destroy(&self.woken);
    granted = __atomic_load_n(&self.granted, __ATOMIC_ACQUIRE);
    if (!granted) {
        apr_thread_mutex_lock(permits->mutex);
    }
    return granted;
}

/* Takes one where that can be done now; 0: wait until *until, at most. */
static int try_take(tc_permits_t *permits, tc_share_t share, apr_time_t now,
                    tc_permit_t *taken, apr_time_t *until)
{
    int free = has_permit(permits, share);

    if (!permits->away) {
        *taken = free ? TC_PERMIT_USE : TC_PERMIT_BUSY;
    }
    else if (free && !permits->probing && now >= permits->next_probe) {
        *taken = TC_PERMIT_PROBE;
        permits->probing = 1;
    }
    else {
        apr_time_t grace = permits->away_since + GRACE;

        *taken = TC_PERMIT_AWAY;
        *until = grace < *until ? grace : *until;
    }
    if (*taken == TC_PERMIT_USE || *taken == TC_PERMIT_PROBE) {
        use_permit(permits, share);
        return 1;
    }
    return 0;
}

/* Nobody wakes us when the next probe is due. */
static apr_time_t until_probe(const tc_permits_t *permits, apr_time_t now,
                              apr_time_t until)
{
    return permits->away && !permits->probing && permits->next_probe > now &&
                   permits->next_probe < until
               ? permits->next_probe
               : until;
}

tc_permit_t tc_permits_take(tc_permits_t *permits, tc_share_t share,
                            apr_time_t deadline)
{
    tc_permit_t taken = TC_PERMIT_BUSY;

    apr_thread_mutex_lock(permits->mutex);
    for (;;) {
        apr_time_t now = tc_clock_steady();
        apr_time_t until = deadline;

        if (try_take(permits, share, now, &taken, &until) || now >= until) {
            break;
        }
        if (wait_in_line(permits, share, until_probe(permits, now, until))) {
            return TC_PERMIT_USE;
        }
    }
    apr_thread_mutex_unlock(permits->mutex);
    return taken;
}

void tc_permits_try_again(tc_permits_t *permits)
{
    apr_thread_mutex_lock(permits->mutex);
    if (permits->away) {
        permits->away_since = tc_clock_steady();
        permits->next_probe = permits->away_since;
        permits->pause = PAUSE_MIN / 2;
        wake_all(permits);
    }
    apr_thread_mutex_unlock(permits->mutex);
}

void tc_permits_reached(tc_permits_t *permits, tc_permit_t *held)
{
    if (*held != TC_PERMIT_PROBE) {
        return;
    }
    apr_thread_mutex_lock(permits->mutex);
    *held = TC_PERMIT_USE;
    permits->probing = 0;
    permits->away = 0;
    hand_out(permits);
    apr_thread_mutex_unlock(permits->mutex);
}

void tc_permits_give(tc_permits_t *permits, tc_share_t share, tc_permit_t held)
{
    waiter_t *next = NULL;

    apr_thread_mutex_lock(permits->mutex);
    if (held == TC_PERMIT_PROBE) {
        permits->probing = 0;
    }
    return_permit(permits, share);
    if (permits->away) {
        wake_all(permits);
    }
    else {
        next = grant_first(permits);
    }
    apr_thread_mutex_unlock(permits->mutex);
    if (next != NULL) {
        sem_post(&next->woken);
    }
}

void tc_permits_lost(tc_permits_t *permits, tc_share_t share, tc_permit_t held)
{
    apr_time_t now = tc_clock_steady();

    apr_thread_mutex_lock(permits->mutex);
    return_permit(permits, share);
    if (!permits->away) {
        permits->away = 1;
        permits->away_since = now;
        permits->next_probe = now;
        permits->pause = PAUSE_MIN / 2;
    }
    else if (held == TC_PERMIT_PROBE) {
        if (now < permits->away_since + GRACE) {
            permits->next_probe = now + STEP;
        }
        else {
            permits->pause = permits->pause * 2 < PAUSE_MAX
                                 ? permits->pause * 2
                                 : PAUSE_MAX;
            permits->next_probe = now + permits->pause;
        }
    }
    if (held == TC_PERMIT_PROBE) {
        permits->probing = 0;
    }
    wake_all(permits);
    apr_thread_mutex_unlock(permits->mutex);
}
