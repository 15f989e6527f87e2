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
#include "db/permits.h"
#include "db/prepared.h"
#include "db/sql_kept.h"

#include <mod_dbd.h> /* needs apr_dbd.h before it */

/* A database that leaves a statement unanswered for so long is gone. */
#define TC_DB_SILENCE apr_time_from_sec(30)

struct tc_db_pool {
    tc_permits_t *permits;
    tc_sql_kept_t *kept;
    tc_fault_limits_t limits;
    APR_OPTIONAL_FN_TYPE(ap_dbd_open) * open;
    APR_OPTIONAL_FN_TYPE(ap_dbd_close) * close;
};

typedef struct {
    tc_site_t *site;
    ap_dbd_t *dbd;
    tc_conn_t *conn;
    tc_share_t share;
    tc_permit_t held;
} tc_session_t;

/*
 * Waits for a permit, connects, and asks a new session who it is; at most
 * TalecraftDBTimeout (and what mod_dbd takes to connect: connect_timeout in
 * DBDParams). TC_FAULT_NONE: the session must be closed. Otherwise *detail
 * may say more.
 */
tc_fault_t tc_connection_open(tc_site_t *site, apr_pool_t *p, tc_share_t share,
                              tc_session_t *session, const char **detail);

/* Ask the database again, whatever is known of its session. */
tc_fault_t tc_connection_check(tc_session_t *session, apr_pool_t *p,
                               const char **detail);

/* Give it back; nothing of a transaction is left. */
void tc_connection_close(tc_session_t *session);

#endif
