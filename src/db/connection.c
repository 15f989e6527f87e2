#include "db/connection.h"

#include <string.h>

#include <apr_strings.h>

#include "base/clock.h"
#include "base/metrics/metrics.h"
#include "core/site.h"
#include "db/fault.h"
#include "db/pool/handles.h"
#include "db/pool/refused.h"
#include "db/prepared.h"
#include "db/result.h"
#include "db/rows.h"
#include "db/run.h"
#include "db/sql.h"
#include "db/wire.h"
#include "limits/permits.h"
#include "limits/silence.h"
#include "limits/total.h"
#include "schema_version.h"

#define PASS_ON_EVERY apr_time_from_msec(100)
/* connect_timeout cannot be shorter than two seconds */
#define QUICK apr_time_from_msec(1900)
#define HELLO_SILENCE apr_time_from_sec(5)
#define TRY_AGAIN apr_time_from_msec(50)

static const char *text_of(const char *text)
{
    return text != NULL ? text : "";
}

/* Where the role may not ask for the system's identifier, host and port must
 * do. */
static apr_uint64_t site_id(apr_pool_t *p, const PGconn *pg,
                            const tc_rows_t *rows)
{
    const char *system = tc_rows_get(rows, 0, "system");

    if (system == NULL) {
        system = apr_pstrcat(p, text_of(PQhost(pg)), ":", text_of(PQport(pg)),
                             NULL);
    }
    return tc_sql_site_id(p, system, tc_rows_get(rows, 0, "database"),
                          tc_rows_get(rows, 0, "schema"));
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
    tc_sql_bind_int(sql, "session", conn->pid);
    return tc_run_read(conn, tc_sql_finish(sql), 0, HELLO_SILENCE);
}

/* ms: PostgreSQL's statement_timeout, 0: none. */
static apr_interval_time_t silence_of(apr_int64_t ms)
{
    apr_interval_time_t most = apr_time_from_msec(ms) + apr_time_from_sec(1);

    return ms > 0 && most < TC_DB_SILENCE ? most : TC_DB_SILENCE;
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

static tc_fault_t learn(const tc_site_t *site, tc_conn_t *conn,
                        const tc_rows_t *rows, apr_pool_t *p)
{
    if (tc_rows_int(rows, 0, "session") != conn->pid) {
        return TC_FAULT_POOLED;
    }
    conn->version = (int)tc_rows_int(rows, 0, "version");
    conn->silence = silence_of(tc_rows_int(rows, 0, "statement_timeout"));
    conn->site_id = site_id(p, conn->pg, rows);
    tc_total_learn(site, (apr_uint64_t)tc_rows_int(rows, 0, "usable"));
    return TC_FAULT_NONE;
}

static tc_connection_t hello(const tc_site_t *site, tc_conn_t *conn,
                             apr_pool_t *p, tc_fault_t *fault,
                             const char **detail)
{
    tc_run_t run = ask(conn, p, 1);
    tc_connection_t rc = TC_CONNECTION_OPEN;

    if (run.kind == TC_RUN_REFUSED &&
        strcmp(tc_fault_sqlstate(run.result), "42501") == 0) {
        tc_run_clear(&run);
        run = ask(conn, p, 0);
    }
    if (run.kind == TC_RUN_DONE) {
        *fault = learn(site, conn, tc_result_rows(p, run.result), p);
        rc = *fault == TC_FAULT_NONE ? TC_CONNECTION_OPEN
                                     : TC_CONNECTION_FAILED;
    }
    else if (run.kind == TC_RUN_UNSENT || run.kind == TC_RUN_SILENT) {
        rc = TC_CONNECTION_LOST;
    }
    else {
        *fault = refused_hello(p, conn, &run, detail);
        rc = *fault == TC_FAULT_NONE ? TC_CONNECTION_OPEN
                                     : TC_CONNECTION_FAILED;
    }
    tc_run_clear(&run);
    if (*fault == TC_FAULT_POOLED) {
        tc_silence_note_pooled(site);
        tc_wire_break(conn->pg); /* with a session mode it ends that state */
    }
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
static tc_connection_t make_ready(tc_session_t *session, tc_fault_t *fault)
{
    PGconn *pg = session->conn->pg;
    const char *encoding;

    if (tc_wire_is_stale(pg)) {
        PQreset(pg);
    }
    if (PQstatus(pg) != CONNECTION_OK) {
        return TC_CONNECTION_LOST;
    }
    if (!tc_prepared_is_new(session->conn)) {
        return TC_CONNECTION_OPEN;
    }
    tc_metrics_add(session->site->metrics, TC_METRIC_DB_CONNECTS, 1);
    encoding = PQparameterStatus(pg, "server_encoding");
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
        session->conn->pid = 0;
        *fault = TC_FAULT_ENCODING;
        return TC_CONNECTION_FAILED;
    }
    if (!tc_wire_prepare(pg)) {
        session->conn->pid = 0;
        return TC_CONNECTION_LOST;
    }
    return TC_CONNECTION_OPEN;
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

/* ---------------------------------------------------------------- borrowing */

/* All of TalecraftDBTotal are in use. */
static tc_connection_t full(const tc_site_t *site, apr_pool_t *p,
                            tc_fault_t *fault, const char **detail)
{
    *fault = TC_FAULT_BUSY;
    *detail = apr_psprintf(p,
                           "all sites together have %d, see TalecraftDBTotal",
                           tc_total_most(site));
    return TC_CONNECTION_FAILED;
}

/* What mod_dbd has lent us. Who gives no answer is not asked once more. */
static tc_connection_t check_handle(const tc_session_t *session, apr_pool_t *p,
                                    apr_interval_time_t took,
                                    tc_fault_t *fault, const char **detail)
{
    if (session->dbd == NULL) {
        *detail = NULL;
        *fault = took < QUICK ? tc_refused_why(session->site, p, detail)
                              : TC_FAULT_AWAY;
        return TC_CONNECTION_LOST;
    }
    if (strcmp(apr_dbd_name(session->dbd->driver), "pgsql") != 0) {
        *fault = TC_FAULT_DRIVER;
        return TC_CONNECTION_FAILED;
    }
    if (session->conn == NULL) {
        *fault = TC_FAULT_MEMORY;
        return TC_CONNECTION_FAILED;
    }
    return TC_CONNECTION_OPEN;
}

/* A handle that mod_dbd has, if it has a session or there is a slot for one.
 * Otherwise nothing is borrowed, as somebody of this site may give one back
 * with its session before there is a slot. */
static tc_connection_t take_idle(tc_session_t *session, apr_pool_t *p,
                                 tc_total_wait_t *wait, tc_fault_t *fault,
                                 const char **detail)
{
    apr_time_t began = tc_clock_steady();
    tc_connection_t rc;
    int slot;

    if (!tc_handles_take_idle(session, p)) {
        return TC_CONNECTION_OPEN;
    }
    rc = check_handle(session, p, tc_clock_steady() - began, fault, detail);
    if (rc != TC_CONNECTION_OPEN || tc_handles_has_session(session)) {
        return rc;
    }
    slot = tc_total_try(session->site, wait);
    if (slot == TC_TOTAL_NONE) {
        slot = tc_conns_take_slot(session->conn->conns);
    }
    if (slot != TC_TOTAL_NONE) {
        tc_conns_set_slot(session->conn, slot);
    }
    else {
        tc_handles_give_back(session);
    }
    return TC_CONNECTION_OPEN;
}

/* Another one, if there is a slot for it. */
static tc_connection_t take_new(tc_session_t *session, apr_pool_t *p,
                                tc_total_wait_t *wait, tc_fault_t *fault,
                                const char **detail)
{
    apr_time_t began = tc_clock_steady();
    tc_connection_t rc;
    int slot;

    if (!session->is_scout && !wait->must && tc_silence_is(session->site)) {
        *fault = TC_FAULT_AWAY;
        return TC_CONNECTION_LOST;
    }
    slot = tc_total_try(session->site, wait);
    if (slot == TC_TOTAL_NONE) {
        return TC_CONNECTION_OPEN;
    }
    tc_handles_take_new(session, p);
    rc = check_handle(session, p, tc_clock_steady() - began, fault, detail);
    if (rc == TC_CONNECTION_OPEN && !tc_handles_has_session(session)) {
        tc_conns_set_slot(session->conn, slot);
    }
    else {
        tc_total_give(slot);
    }
    return rc;
}

tc_connection_t tc_connection_borrow(tc_session_t *session, apr_pool_t *p,
                                     int must, apr_time_t deadline,
                                     tc_fault_t *fault, const char **detail)
{
    tc_total_wait_t wait = { .must = must, .deadline = deadline };
    tc_connection_t rc;

    session->dbd = NULL;
    session->conn = NULL;
    do {
        rc = take_idle(session, p, &wait, fault, detail);
        if (rc == TC_CONNECTION_OPEN && session->dbd == NULL) {
            rc = take_new(session, p, &wait, fault, detail);
        }
        if (rc != TC_CONNECTION_OPEN || session->dbd != NULL) {
            tc_conns_note_use(&session->site->db->conns);
            return rc;
        }
    } while (tc_total_pause(&wait));
    return full(session->site, p, fault, detail);
}

/* To open another one takes as long as several answers: no more often. */
static int is_time_to_pass_on(tc_db_pool_t *pool)
{
    apr_time_t now = tc_clock_steady();
    apr_time_t last = __atomic_load_n(&pool->passed_on, __ATOMIC_RELAXED);

    return now - last >= PASS_ON_EVERY &&
           __atomic_compare_exchange_n(&pool->passed_on, &last, now, 0,
                                       __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

void tc_connection_return(tc_session_t *session)
{
    tc_site_t *site = session->site;
    tc_conn_t *conn = session->conn;

    if (conn != NULL) {
        tc_wire_clean(conn->pg, tc_clock_steady() + TC_DB_SILENCE);
        if (PQstatus(conn->pg) != CONNECTION_OK) {
            tc_conns_set_slot(conn, TC_TOTAL_NONE);
        }
        else if (conn->is_kept) {
            /* it is for mod_dbd to end it */
        }
        else if (conn->slot == TC_TOTAL_NONE) {
            tc_wire_hang_up(conn->pg);
        }
        else if (tc_total_is_wanted(site) && is_time_to_pass_on(site->db)) {
            tc_total_pass_on(site);
            tc_wire_hang_up(conn->pg);
            tc_conns_set_slot(conn, TC_TOTAL_NONE);
        }
    }
    tc_handles_give_back(session);
}

/* With a permit in hand: connect and get acquainted. */
static tc_connection_t try_open(tc_session_t *session, apr_pool_t *p,
                                apr_time_t deadline, tc_fault_t *fault,
                                const char **detail)
{
    tc_connection_t rc = tc_connection_borrow(session, p, 0, deadline, fault,
                                              detail);

    if (rc != TC_CONNECTION_OPEN) {
        return rc;
    }
    rc = make_ready(session, fault);
    /* A prober's word counts for all: it must have heard the server. */
    if (rc == TC_CONNECTION_OPEN &&
        (session->conn->version != TC_SCHEMA_VERSION ||
         session->held == TC_PERMIT_PROBE || session->is_scout)) {
        rc = hello(session->site, session->conn, p, fault, detail);
    }
    if (rc == TC_CONNECTION_OPEN) {
        publish_id(session->site, session->conn->site_id);
        *fault = tc_silence_is_pooled(session->site)
                     ? TC_FAULT_POOLED
                     : check_version(session->conn, p, detail);
        rc = *fault == TC_FAULT_NONE ? TC_CONNECTION_OPEN
                                     : TC_CONNECTION_FAILED;
    }
    return rc;
}

#define LONG_WAIT apr_time_from_msec(1)

/* How long a call has waited for its connection. */
static void count_wait(const tc_site_t *site, apr_time_t began)
{
    apr_interval_time_t waited = tc_clock_steady() - began;

    tc_metrics_add(site->metrics, TC_METRIC_DB_WAIT_US, (apr_uint64_t)waited);
    if (waited > LONG_WAIT) {
        tc_metrics_add(site->metrics, TC_METRIC_DB_WAITS, 1);
    }
}

static void see_whether_reached(const tc_site_t *site)
{
    apr_uint64_t reached = tc_silence_reached(site);
    apr_uint64_t seen = __atomic_load_n(&site->db->reached, __ATOMIC_RELAXED);

    if (reached != seen &&
        __atomic_compare_exchange_n(&site->db->reached, &seen, reached, 0,
                                    __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
        tc_permits_try_again(site->db->permits);
    }
}

static tc_fault_t open_in_time(tc_session_t *session, apr_pool_t *p,
                               apr_time_t deadline, const char **detail)
{
    tc_site_t *site = session->site;
    tc_permits_t *permits = site->db->permits;

    for (;;) {
        tc_fault_t fault = TC_FAULT_AWAY;
        tc_connection_t rc;

        see_whether_reached(site);
        session->held = tc_permits_take(permits, session->share, deadline);
        if (session->held == TC_PERMIT_BUSY) {
            return TC_FAULT_BUSY;
        }
        if (session->held == TC_PERMIT_AWAY) {
            return TC_FAULT_AWAY;
        }
        rc = try_open(session, p, deadline, &fault, detail);
        if (rc == TC_CONNECTION_LOST && fault == TC_FAULT_SERVER) {
            /* it is there, but has no connection left */
            rc = TC_CONNECTION_FAILED;
        }
        if (rc != TC_CONNECTION_LOST) {
            tc_permits_reached(permits, &session->held);
        }
        if (rc == TC_CONNECTION_OPEN) {
            return TC_FAULT_NONE;
        }
        tc_connection_return(session);
        if (rc == TC_CONNECTION_LOST) {
            tc_metrics_add(site->metrics, TC_METRIC_DB_LOST, 1);
            tc_permits_lost(permits, session->share, session->held);
            continue;
        }
        tc_permits_give(permits, session->share, session->held);
        if (fault != TC_FAULT_SERVER || tc_clock_steady() >= deadline) {
            return fault;
        }
        apr_sleep(TRY_AGAIN);
    }
}

tc_fault_t tc_connection_open(tc_site_t *site, apr_pool_t *p, tc_share_t share,
                              tc_session_t *session, const char **detail)
{
    apr_time_t began = tc_clock_steady();
    tc_fault_t fault;

    *session = (tc_session_t){ .site = site, .share = share };
    *detail = NULL;
    if (site->db == NULL) {
        return TC_FAULT_AWAY; /* a process that serves no requests */
    }
    fault = open_in_time(session, p, began + site->db_timeout, detail);
    count_wait(site, began);
    return fault;
}

tc_fault_t tc_connection_scout(tc_site_t *site, apr_pool_t *p,
                               const char **detail)
{
    tc_session_t session = { .site = site, .is_scout = 1 };
    tc_fault_t fault = TC_FAULT_AWAY;

    *detail = NULL;
    if (site->db != NULL &&
        try_open(&session, p, tc_clock_steady() + site->db_timeout, &fault,
                 detail) == TC_CONNECTION_OPEN) {
        fault = TC_FAULT_NONE;
    }
    tc_connection_return(&session);
    return fault;
}

tc_fault_t tc_connection_check(tc_session_t *session, apr_pool_t *p,
                               const char **detail)
{
    tc_fault_t fault = TC_FAULT_AWAY;

    if (hello(session->site, session->conn, p, &fault, detail) ==
        TC_CONNECTION_OPEN) {
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
    tc_connection_return(session);
    if (lost) {
        tc_metrics_add(session->site->metrics, TC_METRIC_DB_LOST, 1);
        tc_permits_lost(permits, session->share, session->held);
    }
    else {
        tc_permits_give(permits, session->share, session->held);
    }
}
