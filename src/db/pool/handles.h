/*
 * The handles that mod_dbd keeps for a site in this process. Each has a
 * session, and then a slot of TalecraftDBTotal, or has none: that of a session
 * that was ended to let others have the slot. Inside db/ only.
 */
#ifndef TC_DB_POOL_HANDLES_H
#define TC_DB_POOL_HANDLES_H

#include <apr_tables.h>

#include "db/connection.h"

/* Borrow one that mod_dbd has and nobody uses: 0, and nothing is borrowed,
 * where there is none, as mod_dbd would open another one. The session's site
 * is set before. Its dbd or conn may be NULL afterwards, for want of memory or
 * of a database. */
int tc_handles_take_idle(tc_session_t *session, apr_pool_t *p);

/* One more than mod_dbd has, as it were: it opens another one now. */
void tc_handles_take_new(tc_session_t *session, apr_pool_t *p);

int tc_handles_has_session(const tc_session_t *session);

/* Put one that has a session, where such a one is idle, in the place of a
 * session that has none. 1: there was one. */
int tc_handles_find_session(tc_session_t *session, apr_pool_t *p);

void tc_handles_give_back(tc_session_t *session);

/* All of them (tc_session_t). mod_dbd lends what came back last: those with a
 * session come back last. */
void tc_handles_give_all_back(apr_array_header_t *all);

#endif
