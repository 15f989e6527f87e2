/*
 * Who may use the database of a site now: a counting semaphore of a process
 * with a timed wait, which also knows whether the database is reachable.
 *
 * While it is not, one holder at a time (the prober) may try to connect.
 * During the first two seconds, a restart's length, the others wait for it;
 * after that they are sent away at once and the prober comes ever more
 * seldom, down to once a second.
 *
 * What anybody may ask for and what takes long, as a search, gets at most half
 * of the permits (one at least): the others are left to writes, logins and
 * other reads. All stand in one line; those that may not go on yet are passed
 * by those that may.
 */
#ifndef TC_LIMITS_PERMITS_H
#define TC_LIMITS_PERMITS_H

#include <apr_pools.h>
#include <apr_time.h>

typedef struct tc_permits tc_permits_t;

typedef enum {
    TC_PERMIT_USE,   /* go on */
    TC_PERMIT_PROBE, /* go on, and see whether the database is back */
    TC_PERMIT_BUSY,  /* all permits are taken and the time is over */
    TC_PERMIT_AWAY   /* the database is not reachable */
} tc_permit_t;

typedef enum {
    TC_SHARE_ALL,  /* any permit */
    TC_SHARE_HALF, /* one of those for what takes long */
} tc_share_t;

/* NULL where the system has no locks left. Deadlines are on the steady clock
 * (base/clock.h). */
tc_permits_t *tc_permits_make(apr_pool_t *p, int count);

/* USE and PROBE must be given back, by exactly one tc_permits_give or
 * tc_permits_lost with the same share. */
tc_permit_t tc_permits_take(tc_permits_t *permits, tc_share_t share,
                            apr_time_t deadline);

/* Somebody else has reached the database: where it is away it is tried again
 * at once, and waited for as when it had just gone. */
void tc_permits_try_again(tc_permits_t *permits);

/* The database answered a prober: everybody may go on. */
void tc_permits_reached(tc_permits_t *permits, tc_permit_t *held);

void tc_permits_give(tc_permits_t *permits, tc_share_t share,
                     tc_permit_t held);

/* Give back after a failed connect or a lost connection. */
void tc_permits_lost(tc_permits_t *permits, tc_share_t share,
                     tc_permit_t held);

#endif
