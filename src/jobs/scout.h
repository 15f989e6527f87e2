/*
 * Finds out what is wrong where a listener has no answer: the database is
 * silent, or the listener's connection alone. In the former case nothing can
 * change, and what is cached may be served; in the latter it may not.
 *
 * It asks on another connection, in a thread of its own, as connecting to a
 * silent database takes a while; that it takes long is the verdict already.
 * One thread at a time may use a scout.
 */
#ifndef TC_JOBS_SCOUT_H
#define TC_JOBS_SCOUT_H

#include <apr_pools.h>
#include <apr_time.h>

#include "core/site.h"

typedef struct tc_scout tc_scout_t;

typedef enum {
    TC_SCOUT_FINE,      /* or nobody knows yet */
    TC_SCOUT_DATABASE,  /* it is silent */
    TC_SCOUT_CONNECTION /* the database answers on another one */
} tc_scout_verdict_t;

/* From p; NULL: no memory. */
tc_scout_t *tc_scout_make(apr_pool_t *p, tc_site_t *site);

/* Several times a second. silence: for how long the listener has waited for
 * an answer; now: steady clock. */
tc_scout_verdict_t tc_scout_ask(tc_scout_t *scout, apr_interval_time_t silence,
                                apr_time_t now);

/* Waits for its thread, before p ends. */
void tc_scout_end(tc_scout_t *scout);

#endif
