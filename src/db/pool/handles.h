/*
 * Borrowing the handles that mod_dbd keeps for a site in this process; one at
 * a time, since who holds one must not wait for another. Inside db/ only.
 */
#ifndef TC_DB_POOL_HANDLES_H
#define TC_DB_POOL_HANDLES_H

#include "db/connection.h"

/* Borrow one that mod_dbd has and nobody uses: 0, and nothing is borrowed,
 * where there is none, as mod_dbd would open another one. The session's site
 * is set before. Its dbd or conn may be NULL afterwards, for want of memory or
 * of a database. */
int tc_handles_take_idle(tc_session_t *session, apr_pool_t *p);

/* One more than mod_dbd has, as it were: it opens another one now. */
void tc_handles_take_new(tc_session_t *session, apr_pool_t *p);

int tc_handles_has_session(const tc_session_t *session);

void tc_handles_give_back(tc_session_t *session);

#endif
