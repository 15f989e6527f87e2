#include "db/prepared.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>
#include <libpq-events.h>

#include "db/sql.h"

typedef struct {
    apr_uint64_t hash; /* of the text: the key */
    const char *text;
    const char *name;
} prepared_t;

/* Its own allocator: mod_dbd's pools are shared by threads without a lock. */
static int make_pool(apr_pool_t **pool)
{
    return apr_pool_create_unmanaged_ex(pool, NULL, NULL) == APR_SUCCESS;
}

static int on_event(PGEventId event, void *info, void *unused)
{
    tc_conn_t *conn;

    (void)unused;
    if (event == PGEVT_CONNRESET) {
        conn = PQinstanceData(((PGEventConnReset *)info)->conn, on_event);
        if (conn != NULL) {
            conn->pid = 0;
        }
    }
    else if (event == PGEVT_CONNDESTROY) {
        conn = PQinstanceData(((PGEventConnDestroy *)info)->conn, on_event);
        if (conn != NULL) {
            tc_conns_remove(conn);
            apr_pool_destroy(conn->pool);
            free(conn);
        }
    }
    return 1;
}

tc_conn_t *tc_prepared_of(PGconn *pg, tc_conns_t *conns)
{
    tc_conn_t *conn = PQinstanceData(pg, on_event);

    if (conn != NULL) {
        return conn;
    }
    conn = calloc(1, sizeof(*conn));
    if (conn == NULL || !make_pool(&conn->pool)) {
        free(conn);
        return NULL;
    }
    conn->pg = pg;
    conn->statements = apr_hash_make(conn->pool);
    /* Registering fails where it has been done: after a failed set below. */
    PQregisterEventProc(pg, on_event, "talecraft", NULL);
    if (!PQsetInstanceData(pg, on_event, conn)) {
        apr_pool_destroy(conn->pool);
        free(conn);
        return NULL;
    }
    tc_conns_add(conns, conn);
    return conn;
}

int tc_prepared_is_new(tc_conn_t *conn)
{
    int pid = PQbackendPID(conn->pg);

    if (conn->pid != 0 && conn->pid == pid) {
        return 0;
    }
    conn->pid = pid;
    conn->version = -1;
    conn->site_id = 0;
    conn->made = 0;
    tc_prepared_forget_all(conn);
    tc_conns_note_session(conn);
    return 1;
}

const char *tc_prepared_name(const tc_conn_t *conn, const tc_sql_call_t *call)
{
    const prepared_t *one = apr_hash_get(conn->statements, &call->hash,
                                         sizeof(call->hash));

    return one != NULL && strcmp(one->text, call->text) == 0 ? one->name
                                                             : NULL;
}

int tc_prepared_new_name(tc_conn_t *conn, char *name)
{
    if (apr_hash_count(conn->statements) >= TC_PREPARED_MAX) {
        return 0;
    }
    apr_snprintf(name, TC_PREPARED_NAME, "tc%u", ++conn->made);
    return 1;
}

void tc_prepared_remember(tc_conn_t *conn, const tc_sql_call_t *call,
                          const char *name)
{
    prepared_t *one = apr_palloc(conn->pool, sizeof(*one));

    one->hash = call->hash;
    one->text = apr_pstrdup(conn->pool, call->text);
    one->name = apr_pstrdup(conn->pool, name);
    /* The key is the entry's own, also where one stands there already. */
    apr_hash_set(conn->statements, &one->hash, sizeof(one->hash), NULL);
    apr_hash_set(conn->statements, &one->hash, sizeof(one->hash), one);
}

void tc_prepared_forget(tc_conn_t *conn, const tc_sql_call_t *call)
{
    apr_hash_set(conn->statements, &call->hash, sizeof(call->hash), NULL);
}

void tc_prepared_forget_all(tc_conn_t *conn)
{
    apr_pool_clear(conn->pool);
    conn->statements = apr_hash_make(conn->pool);
}
