/* One statement on a borrowed connection. Inside db/ only. */
#ifndef TC_DB_RUN_H
#define TC_DB_RUN_H

#include <apr_time.h>

#include "db/prepared.h"
#include "db/sql.h"

typedef enum {
    TC_RUN_DONE,
    TC_RUN_REFUSED,  /* result holds the server's error */
    TC_RUN_OUTDATED, /* nothing happened; prepare it again and repeat */
    TC_RUN_UNSENT,   /* connection lost; nothing can have been changed */
    TC_RUN_LOST,     /* connection lost after a COMMIT was sent */
    TC_RUN_SILENT,   /* no sign of life; the connection was broken off */
    TC_RUN_UNDONE,   /* COMMIT was answered by ROLLBACK */
    TC_RUN_MEMORY    /* libpq has no memory */
} tc_run_kind_t;

typedef struct {
    tc_run_kind_t kind;
    PGresult *result; /* of the statement, or its error; may be NULL */
    PGresult *tags;   /* of a write that is done */
} tc_run_t;

/* Reading statement. prepare 0: it is sent with its text, once. silence: how
 * long each of its answers is waited for; here and below. */
tc_run_t tc_run_read(tc_conn_t *conn, const tc_sql_call_t *call, int prepare,
                     apr_interval_time_t silence);

typedef struct {
    const tc_sql_call_t *acting; /* says who acts, NULL: nobody */
    const tc_sql_call_t *statement;
    const tc_sql_call_t *tags;
} tc_run_write_t;

/* BEGIN, acting, statement, tags, COMMIT in one round trip. */
tc_run_t tc_run_write(tc_conn_t *conn, const tc_run_write_t *write,
                      apr_interval_time_t silence);

void tc_run_clear(tc_run_t *run);

#endif
