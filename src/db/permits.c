#include "db/permits.h"

#include <time.h>

#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>

#define GRACE apr_time_from_sec(2)
#define STEP apr_time_from_msec(50) /* between probes during the grace */
#define PAUSE_MIN apr_time_from_msec(100)
#define PAUSE_MAX apr_time_from_msec(1000)

struct tc_permits {
    apr_thread_mutex_t *mutex; /* guards all of this */
    apr_thread_cond_t *changed;
    int count;
    int in_use;
    int away;    /* the last connect failed or a connection was lost */
    int probing; /* somebody holds TC_PERMIT_PROBE */
    apr_time_t away_since;
    apr_time_t next_probe;
    apr_interval_time_t pause;
};

apr_time_t tc_db_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return apr_time_from_sec((apr_time_t)now.tv_sec) + now.tv_nsec / 1000;
}

tc_permits_t *tc_permits_make(apr_pool_t *p, int count)
{
    tc_permits_t *permits = apr_pcalloc(p, sizeof(*permits));

    permits->count = count > 0 ? count : 1;
    if (apr_thread_mutex_create(&permits->mutex, APR_THREAD_MUTEX_DEFAULT,
                                p) != APR_SUCCESS ||
        apr_thread_cond_create(&permits->changed, p) != APR_SUCCESS) {
        return NULL;
    }
    return permits;
}

/* Takes one where that can be done now; 0: wait until *until, at most. */
static int try_take(tc_permits_t *permits, apr_time_t now, tc_permit_t *taken,
                    apr_time_t *until)
{
    int free = permits->in_use < permits->count;

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
        permits->in_use++;
        return 1;
    }
    return 0;
}

tc_permit_t tc_permits_take(tc_permits_t *permits, apr_time_t deadline)
{
    tc_permit_t taken = TC_PERMIT_BUSY;

    apr_thread_mutex_lock(permits->mutex);
    for (;;) {
        apr_time_t now = tc_db_now();
        apr_time_t until = deadline;

        if (try_take(permits, now, &taken, &until) || now >= until) {
            break;
        }
        /* Nobody wakes us when the next probe is due. */
        if (permits->away && !permits->probing && permits->next_probe > now &&
            permits->next_probe < until) {
            until = permits->next_probe;
        }
        apr_thread_cond_timedwait(permits->changed, permits->mutex,
                                  until - now);
    }
    apr_thread_mutex_unlock(permits->mutex);
    return taken;
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
    apr_thread_cond_broadcast(permits->changed);
    apr_thread_mutex_unlock(permits->mutex);
}

void tc_permits_give(tc_permits_t *permits, tc_permit_t held)
{
    apr_thread_mutex_lock(permits->mutex);
    permits->in_use--;
    if (held == TC_PERMIT_PROBE) {
        permits->probing = 0;
    }
    if (permits->away) {
        apr_thread_cond_broadcast(permits->changed);
    }
    else {
        apr_thread_cond_signal(permits->changed);
    }
    apr_thread_mutex_unlock(permits->mutex);
}

void tc_permits_lost(tc_permits_t *permits, tc_permit_t held)
{
    apr_time_t now = tc_db_now();

    apr_thread_mutex_lock(permits->mutex);
    permits->in_use--;
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
    apr_thread_cond_broadcast(permits->changed);
    apr_thread_mutex_unlock(permits->mutex);
}
