/*
 * libpq with a limit of time: results are waited for with poll(), so that a
 * database machine that falls silent cannot keep a thread for ever. (How long
 * a statement may run is statement_timeout's business, see DBDParams.)
 */
#ifndef TC_DB_WIRE_H
#define TC_DB_WIRE_H

#include <apr_time.h>
#include <libpq-fe.h>

typedef enum {
    TC_WIRE_OK,
    TC_WIRE_LOST, /* the connection is of no more use */
    TC_WIRE_SLOW  /* the deadline is over: the connection was broken off */
} tc_wire_t;

/* The session is set up for the functions below; after each (re)connect.
 * 0: its encoding cannot be UTF8. */
int tc_wire_prepare(PGconn *pg);

/* The server has closed an idle connection (restart, failover) and nobody
 * noticed so far: one poll() without waiting. */
int tc_wire_is_stale(PGconn *pg);

/* Sends what is queued and gets the next result; *result = NULL where the
 * statement has no more. The caller clears it, whatever is returned. */
tc_wire_t tc_wire_next(PGconn *pg, apr_time_t deadline, PGresult **result);

/* Reads results up to the end of a statement; the last counts. */
tc_wire_t tc_wire_last(PGconn *pg, apr_time_t deadline, PGresult **result);

/* Leave the session as it was found: no pipeline, no transaction. Where that
 * cannot be had the connection is broken off, and mod_dbd makes it anew. */
void tc_wire_clean(PGconn *pg, apr_time_t deadline);

/* Make the connection useless, so that its next user resets it. */
void tc_wire_break(PGconn *pg);

/* End the session of a connection that is given back: the next user of its
 * handle sees that, and opens another one. */
void tc_wire_hang_up(PGconn *pg);

#endif
