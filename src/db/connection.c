#include "db/connection.h"

#include <string.h>

#include <apr_strings.h>

#include "base/clock.h"
#include "core/site.h"
#include "db/fault.h"
#include "db/permits.h"
#include "db/prepared.h"
#include "db/result.h"
#include "db/rows.h"
#include "db/run.h"
#include "db/sql.h"
#include "db/wire.h"
#include "schema_version.h"

typedef enum { OPENED, LOST, FAILED } opened_t;

static const char *text_of(const char *text)
{
    return text != NULL ? text : "";
}

/* The same database must get the same number on every server. Where the
 * role may not ask for the system's identifier, host and port must do. */
static apr_uint64_t site_id(apr_pool_t *p, const PGconn *pg,
                            const tc_rows_t *rows)
{
    const char *system = tc_rows_get(rows, 0, "system");
    apr_uint64_t id;

    if (system == NULL) {
        system = apr_pstrcat(p, text_of(PQhost(pg)), ":", text_of(PQport(pg)),
                             NULL);
    }
    id = tc_sql_hash(
        apr_pstrcat(p, system, "/", text_of(tc_rows_get(rows, 0, "database")),
                    "/", text_of(tc_rows_get(rows, 0, "schema")), NULL));
    return id != 0 ? id : 1; /* 0 stands for "not known" */
}

static tc_run_t ask(tc_conn_t *conn, apr_pool_t *p, int with_system)
{
    tc_sql_t *sql = tc_sql_make(p, "db_hello");
    tc_run_t none = { .kind = TC_RUN_MEMORY };

    if (sql == NULL) {
        return none;
    }
    if (with_system) {
        tc_sql_part(sql, "system");
    }
    return tc_run_read(conn, tc_sql_finish(sql), 0,
                       tc_clock_steady() + TC_DB_SILENCE);
}

/* What a hello that was refused says of the database. */
static tc_fault_t refused_hello(apr_pool_t *p, tc_conn_t *conn,
                                const tc_run_t *run, const char **detail)
{
    if (run->kind != TC_RUN_REFUSED) {
        return TC_FAULT_MEMORY;
    }
    if (strcmp(tc_fault_sqlstate(run->result), "42P01") == 0) {
        conn->version = 0; /* no table of migrations: an empty database */
        conn->site_id = 0;
        return TC_FAULT_NONE;
    }
    *detail = tc_fault_detail(p, "db_hello", run->result);
    return tc_fault_of(run->result);
}

static opened_t hello(tc_conn_t *conn, apr_pool_t *p, tc_fault_t *fault,
                      const char **detail)
{
    tc_run_t run = ask(conn, p, 1);
    opened_t rc = OPENED;

    if (run.kind == TC_RUN_REFUSED &&
        strcmp(tc_fault_sqlstate(run.result), "42501") == 0) {
        tc_run_clear(&run);
        run = ask(conn, p, 0);
    }
    if (run.kind == TC_RUN_DONE) {
        tc_rows_t *rows = tc_result_rows(p, run.result);

        conn->version = (int)tc_rows_int(rows, 0, "version");
        conn->site_id = site_id(p, conn->pg, rows);
    }
    else if (run.kind == TC_RUN_UNSENT || run.kind == TC_RUN_SILENT) {
        rc = LOST;
    }
    else {
        *fault = refused_hello(p, conn, &run, detail);
        rc = *fault == TC_FAULT_NONE ? OPENED : FAILED;
    }
    tc_run_clear(&run);
    return rc;
}

static tc_fault_t check_version(const tc_conn_t *conn, apr_pool_t *p,
                                const char **detail)
{
    if (conn->version == TC_SCHEMA_VERSION) {
        return TC_FAULT_NONE;
    }
    *detail = apr_psprintf(p, "schema version %d, expected %d", conn->version,
                           TC_SCHEMA_VERSION);
    return TC_FAULT_SCHEMA;
}

/* A connection that works, whose session is ready for us. */
static opened_t make_ready(tc_session_t *session, tc_fault_t *fault)
{
    PGconn *pg = apr_dbd_native_handle(session->dbd->driver,
                                       session->dbd->handle);
    const char *encoding;

    if (tc_wire_is_stale(pg)) {
        PQreset(pg);
    }
    if (PQstatus(pg) != CONNECTION_OK) {
        return LOST;
    }
    session->conn = tc_prepared_of(pg);
    if (session->conn == NULL) {
        *fault = TC_FAULT_MEMORY;
        return FAILED;
    }
    if (!tc_prepared_is_new(session->conn)) {
        return OPENED;
    }
    encoding = PQparameterStatus(pg, "server_encoding");
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
        session->conn->pid = 0;
        *fault = TC_FAULT_ENCODING;
        return FAILED;
    }
    if (!tc_wire_prepare(pg)) {
        session->conn->pid = 0;
        return LOST;
    }
    return OPENED;
}

/* Another database may have taken the place of the one that was reached last:
 * from now on nothing that is known of that one counts. */
static void publish_id(const tc_site_t *site, apr_uint64_t id)
{
    /* Looked at first: writing would take the line from other cores. */
    if (site->db_id != NULL &&
        __atomic_load_n(site->db_id, __ATOMIC_RELAXED) != id) {
        __atomic_store_n(site->db_id, id, __ATOMIC_RELEASE);
    }
}

/* With a permit in hand: connect and get acquainted. */
static opened_t try_open(tc_session_t *session, apr_pool_t *p,
                         tc_fault_t *fault, const char **detail)
{
    tc_db_pool_t *pool = session->site->db;
    opened_t rc;

    session->dbd = pool->open(p, session->site->server);
    if (session->dbd == NULL) {
        return LOST;
    }
    if (strcmp(apr_dbd_name(session->dbd->driver), "pgsql") != 0) {
        *fault = TC_FAULT_DRIVER;
        return FAILED;
    }
    rc = make_ready(session, fault);
    /* A prober's word counts for all: it must have heard the server. */
    if (rc == OPENED && (session->conn->version != TC_SCHEMA_VERSION ||
                         session->held == TC_PERMIT_PROBE)) {
        rc = hello(session->conn, p, fault, detail);
    }
    if (rc == OPENED) {
        publish_id(session->site, session->conn->site_id);
        *fault = check_version(session->conn, p, detail);
        rc = *fault == TC_FAULT_NONE ? OPENED : FAILED;
    }
    return rc;
}

static void give_connection_back(tc_session_t *session)
{
    tc_db_pool_t *pool = session->site->db;

    if (session->dbd != NULL) {
        if (session->conn != NULL) {
            tc_wire_clean(session->conn->pg,
                          tc_clock_steady() + TC_DB_SILENCE);
        }
        pool->close(session->site->server, session->dbd);
    }
    session->dbd = NULL;
    session->conn = NULL;
}

tc_fault_t tc_connection_open(tc_site_t *site, apr_pool_t *p, tc_share_t share,
                              tc_session_t *session, const char **detail)
{
    tc_db_pool_t *pool = site->db;
    apr_time_t deadline = tc_clock_steady() + site->db_timeout;

    memset(session, 0, sizeof(*session));
    session->site = site;
    session->share = share;
    *detail = NULL;
    if (pool == NULL) {
        return TC_FAULT_AWAY; /* a process that serves no requests */
    }
    for (;;) {
        tc_fault_t fault = TC_FAULT_AWAY;
        opened_t rc;

        session->held = tc_permits_take(pool->permits, share, deadline);
        if (session->held == TC_PERMIT_BUSY) {
            return TC_FAULT_BUSY;
        }
        if (session->held == TC_PERMIT_AWAY) {
            return TC_FAULT_AWAY;
        }
        rc = try_open(session, p, &fault, detail);
        if (rc != LOST) {
            tc_permits_reached(pool->permits, &session->held);
        }
        if (rc == OPENED) {
            return TC_FAULT_NONE;
        }
        give_connection_back(session);
        if (rc == FAILED) {
            tc_permits_give(pool->permits, share, session->held);
            return fault;
        }
        tc_permits_lost(pool->permits, share, session->held);
    }
}

tc_fault_t tc_connection_check(tc_session_t *session, apr_pool_t *p,
                               const char **detail)
{
    tc_fault_t fault = TC_FAULT_AWAY;

    if (hello(session->conn, p, &fault, detail) == OPENED) {
        fault = check_version(session->conn, p, detail);
    }
    return fault;
}

void tc_connection_close(tc_session_t *session)
{
    tc_permits_t *permits = session->site->db->permits;
    PGconn *pg = session->conn->pg;
    int lost;

    tc_wire_clean(pg, tc_clock_steady() + TC_DB_SILENCE);
    lost = PQstatus(pg) != CONNECTION_OK;
    give_connection_back(session);
    if (lost) {
        tc_permits_lost(permits, session->share, session->held);
    }
    else {
        tc_permits_give(permits, session->share, session->held);
    }
}
