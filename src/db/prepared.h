/*
 * What is remembered of a libpq connection for as long as its session lasts:
 * the statements prepared in it and whom it is talking to. Kept with the
 * PGconn itself (libpq's event mechanism), so that it goes when mod_dbd
 * closes the connection and is forgotten when it is reset.
 *
 * Only the thread that has borrowed the connection may use it.
 */
#ifndef TC_DB_PREPARED_H
#define TC_DB_PREPARED_H

#include <libpq-fe.h>

#include "db/pool/conns.h"
#include "db/sql.h"

/* Beyond this statements run unprepared: texts vary with what clients ask
 * for, and each costs memory here and in the server. */
#define TC_PREPARED_MAX 200
#define TC_PREPARED_NAME 16

/* NULL where there is no memory. It is one of those from now on. */
tc_conn_t *tc_prepared_of(PGconn *pg, tc_conns_t *conns);

/* 1 where the session is another one than last time: all is forgotten. */
int tc_prepared_is_new(tc_conn_t *conn);

/* The name under which its text is prepared, or NULL. */
const char *tc_prepared_name(const tc_conn_t *conn, const tc_sql_call_t *call);

/* A name for one more statement, TC_PREPARED_NAME bytes; 0: no room. */
int tc_prepared_new_name(tc_conn_t *conn, char *name);

void tc_prepared_remember(tc_conn_t *conn, const tc_sql_call_t *call,
                          const char *name);
void tc_prepared_forget(tc_conn_t *conn, const tc_sql_call_t *call);
void tc_prepared_forget_all(tc_conn_t *conn);

#endif
