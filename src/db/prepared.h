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

#include <apr_hash.h>
#include <libpq-fe.h>

#include "db/sql.h"

/* Beyond this statements run unprepared: texts vary with what clients ask
 * for, and each costs memory here and in the server. */
#define TC_PREPARED_MAX 200
#define TC_PREPARED_NAME 16

/* Of a process and site; changed atomically. */
typedef struct {
    apr_uint32_t handles; /* that mod_dbd has, with a session or without */
    apr_uint32_t live;    /* those with a slot of total.h, and so a session */
    apr_uint32_t used;    /* borrowed, or about to be */
    apr_uint32_t most;    /* used at once since the last look */
} tc_conn_counts_t;

typedef struct {
    PGconn *pg;
    int pid;                     /* of the backend, 0: the session is new */
    int version;                 /* of the schema, -1: not asked yet */
    apr_interval_time_t silence; /* longer than any statement may take */
    apr_uint64_t site_id;
    apr_pool_t *pool;       /* of the session: statements */
    apr_hash_t *statements; /* hash of the text -> text, name */
    unsigned made;          /* names are never used twice in a session */
    int slot;               /* of total.h */
    apr_time_t returned;    /* to mod_dbd, last */
    tc_conn_counts_t *counts;
} tc_conn_t;

/* NULL where there is no memory. It is one of those that are counted there. */
tc_conn_t *tc_prepared_of(PGconn *pg, tc_conn_counts_t *counts);

/* Let it have a slot where it has none, or TC_TOTAL_NONE: give it back. */
void tc_prepared_set_slot(tc_conn_t *conn, int slot);

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
