/*
 * A connection borrowed from mod_dbd, with the permit to do so, whose
 * database has been found to be the right one. Inside db/ only.
 */
#ifndef TC_DB_CONNECTION_H
#define TC_DB_CONNECTION_H

#include <apr_dbd.h>
#include <httpd.h>

#include "core/site.h"
#include "db/fault.h"
#include "limits/permits.h"
#include "db/prepared.h"
#include "db/sql_kept.h"

#include <mod_dbd.h> /* needs apr_dbd.h before it */

/* A database that leaves a statement unanswered for so long is gone; where
 * statement_timeout would have ended it before, for a second more than that. */
#define TC_DB_SILENCE apr_time_from_sec(30)

struct tc_db_pool {
    tc_permits_t *permits;
    tc_sql_kept_t *kept;
    tc_fault_limits_t limits;
    tc_conns_t conns;
    const tc_site_t *of;  /* the first of the sites that share it */
    apr_uint64_t reached; /* by the listener, as last seen; atomic */
    apr_time_t passed_on; /* a slot, for others, last; atomic */
    APR_OPTIONAL_FN_TYPE(ap_dbd_open) * open;
    APR_OPTIONAL_FN_TYPE(ap_dbd_close) * close;
};

typedef struct {
    tc_site_t *site;
    ap_dbd_t *dbd;
    tc_conn_t *conn;
    tc_share_t share;
    tc_permit_t held;
    int is_counted; /* among those in use */
    int is_scout;   /* see tc_connection_scout */
} tc_session_t;

/*
 * Waits for a permit, connects, and asks a new session who it is; at most
 * TalecraftDBTimeout (and what mod_dbd takes to connect: connect_timeout in
 * DBDParams). TC_FAULT_NONE: the session must be closed. Otherwise *detail
 * may say more.
 */
tc_fault_t tc_connection_open(tc_site_t *site, apr_pool_t *p, tc_share_t share,
                              tc_session_t *session, const char **detail);

/* Whether a database that was found to be silent is back: asks it, without a
 * permit, and connects if need be. Nobody else does meanwhile, as connecting
 * keeps mod_dbd's lock from all. */
tc_fault_t tc_connection_scout(tc_site_t *site, apr_pool_t *p,
                               const char **detail);

/* How borrowing a connection went. */
typedef enum {
    TC_CONNECTION_OPEN,
    TC_CONNECTION_LOST,  /* the way to the database does not work */
    TC_CONNECTION_FAILED /* it does: *fault says what else is wrong */
} tc_connection_t;

/*
 * One of mod_dbd's, in addition to the permits, at the latest at the deadline;
 * must: even where all of TalecraftDBTotal are in use. Whatever comes of it,
 * session->site is all that need be set before, and tc_connection_return must
 * follow. Nothing is known of its session.
 */
tc_connection_t tc_connection_borrow(tc_session_t *session, apr_pool_t *p,
                                     int must, apr_time_t deadline,
                                     tc_fault_t *fault, const char **detail);
void tc_connection_return(tc_session_t *session);

/* Ask the database again, whatever is known of its session. */
tc_fault_t tc_connection_check(tc_session_t *session, apr_pool_t *p,
                               const char **detail);

/* Give it back; nothing of a transaction is left. */
void tc_connection_close(tc_session_t *session);

#endif
