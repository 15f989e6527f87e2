/* How many passwords are hashed at once. */
#ifndef TC_AUTH_GATE_H
#define TC_AUTH_GATE_H

#include "core/error.h"

/* child_init: the limit of password hashes at once. */
void tc_gate_child_init(apr_pool_t *pchild);

/*
 * The gate before every password hash: two are inside at most, a limited
 * number wait a limited time, the rest get 429. After success the caller
 * must leave.
 */
tc_error_t *tc_gate_enter(apr_pool_t *p);
void tc_gate_leave(void);

/* Sleep as one of those who wait before the gate; 0 where they are too many
 * already. */
int tc_gate_pause(apr_interval_time_t time);

#endif
