#include "db/db.h"

#include <string.h>

#include <apr_optional.h>
#include <apr_strings.h>
#include <httpd.h>
#include <http_config.h>

#include "base/clock.h"
#include "core/error.h"
#include "core/hosts.h"
#include "core/log.h"
#include "base/metrics/metrics.h"
#include "core/site.h"
#include "db/connection.h"
#include "db/fault.h"
#include "db/pool/idle.h"
#include "limits/permits.h"
#include "db/result.h"
#include "db/rows.h"
#include "db/run.h"
#include "db/sql.h"
#include "db/sql_kept.h"
#include "limits/silence.h"
#include "limits/total.h"
#include "db/wire.h"

/* Where a pool notes the time its statements took. */
#define SPENT "talecraft-db-spent"

/* A call on its way, and how often it may still be repeated, by the reason. */
typedef struct {
    tc_site_t *site;
    apr_pool_t *p;
    const tc_sql_call_t *call;
    const tc_sql_call_t *tags;   /* of a write, else NULL */
    const tc_sql_call_t *acting; /* of a write that somebody makes */
    tc_db_conflict_t *conflict;
    tc_rows_t **rows;
    tc_share_t share;
    int left_lost;
    int left_terminated;
    int left_outdated;
    int left_locked;
} work_t;

static tc_error_t *fail(const work_t *work, tc_fault_t fault,
                        const char *detail)
{
    tc_db_pool_t *pool = work->site->db;

    tc_metrics_add(work->site->metrics,
                   fault == TC_FAULT_AWAY   ? TC_METRIC_DB_AWAY
                   : fault == TC_FAULT_BUSY ? TC_METRIC_DB_BUSY
                                            : TC_METRIC_DB_FAILED,
                   1);
    return tc_fault_error(work->p, pool != NULL ? &pool->limits : NULL, fault,
                          detail);
}

/* A broken rule that the caller turns into an answer of its own. */
static tc_error_t *conflict_error(const work_t *work, const PGresult *result)
{
    tc_db_conflict_t *conflict = work->conflict;
    const char *constraint = PQresultErrorField(result,
                                                PG_DIAG_CONSTRAINT_NAME);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

    apr_cpystrn(conflict->sqlstate, tc_fault_sqlstate(result),
                sizeof(conflict->sqlstate));
    conflict->constraint = apr_pstrdup(work->p, constraint);
    conflict->message = apr_pstrdup(work->p, message);
    conflict->statement = work->call->name;
    return tc_error_detail(work->p, 400, "Invalid data.");
}

static tc_error_t *refusal(const work_t *work, const PGresult *result)
{
    tc_fault_t fault = tc_fault_of(result);

    if (work->conflict != NULL &&
        tc_fault_is_conflict(tc_fault_sqlstate(result))) {
        return conflict_error(work, result);
    }
    return fail(work, fault,
                tc_fault_detail(work->p, work->call->name, result));
}

static tc_error_t *error_of(const work_t *work, const tc_run_t *run)
{
    static const tc_fault_t faults[] = {
        [TC_RUN_OUTDATED] = TC_FAULT_OTHER, [TC_RUN_UNSENT] = TC_FAULT_LOST,
        [TC_RUN_LOST] = TC_FAULT_UNKNOWN,   [TC_RUN_SILENT] = TC_FAULT_SILENT,
        [TC_RUN_UNDONE] = TC_FAULT_COMMIT,  [TC_RUN_MEMORY] = TC_FAULT_MEMORY,
    };

    if (run->kind == TC_RUN_REFUSED) {
        return refusal(work, run->result);
    }
    return fail(work, faults[run->kind],
                tc_fault_detail(work->p, work->call->name, run->result));
}

static int may_repeat(work_t *work, const tc_run_t *run)
{
    switch (run->kind) {
    case TC_RUN_UNSENT:
        return tc_fault_is_terminated(tc_fault_sqlstate(run->result))
                   ? work->left_terminated-- > 0
                   : work->left_lost-- > 0;
    case TC_RUN_OUTDATED:
        return work->left_outdated-- > 0;
    case TC_RUN_REFUSED:
        return tc_fault_is_repeatable(tc_fault_sqlstate(run->result)) &&
               work->left_locked-- > 0;
    default:
        return 0;
    }
}

static void take_rows(const work_t *work, const tc_run_t *run)
{
    tc_rows_t *rows = tc_result_rows(work->p, run->result);

    if (run->tags != NULL) {
        rows->tags = tc_result_tags(work->p, run->tags);
    }
    *work->rows = rows;
}

/* Once; *again: it may be repeated. */
static tc_error_t *attempt(work_t *work, int *again)
{
    const char *detail = NULL;
    tc_error_t *error = NULL;
    tc_session_t session;
    tc_fault_t fault;
    tc_run_t run;

    *again = 0;
    fault = tc_connection_open(work->site, work->p, work->share, &session,
                               &detail);
    if (fault != TC_FAULT_NONE) {
        return fail(work, fault, detail);
    }
    if (work->tags != NULL) {
        const tc_run_write_t write = { .acting = work->acting,
                                       .statement = work->call,
                                       .tags = work->tags };

        run = tc_run_write(session.conn, &write, session.conn->silence);
    }
    else {
        run = tc_run_read(session.conn, work->call, 1, session.conn->silence);
    }
    if (run.kind == TC_RUN_DONE) {
        take_rows(work, &run);
    }
    else if (may_repeat(work, &run)) {
        *again = 1;
    }
    else {
        error = error_of(work, &run);
    }
    if (run.kind == TC_RUN_REFUSED &&
        tc_fault_of(run.result) == TC_FAULT_READONLY) {
        tc_wire_break(session.conn->pg); /* the next one finds the primary */
    }
    tc_run_clear(&run);
    tc_connection_close(&session);
    return error;
}

apr_interval_time_t tc_db_spent(apr_pool_t *p)
{
    void *spent = NULL;

    apr_pool_userdata_get(&spent, SPENT, p);
    return spent != NULL ? *(apr_interval_time_t *)spent : 0;
}

static void spent_add(apr_pool_t *p, apr_interval_time_t more)
{
    void *spent = NULL;

    apr_pool_userdata_get(&spent, SPENT, p);
    if (spent == NULL) {
        spent = apr_pcalloc(p, sizeof(apr_interval_time_t));
        apr_pool_userdata_setn(spent, SPENT, NULL, p);
    }
    *(apr_interval_time_t *)spent += more;
}

static tc_error_t *run_call(work_t *work)
{
    tc_metrics_t *metrics = work->site->metrics;
    apr_time_t began = tc_clock_steady();
    apr_interval_time_t took;
    tc_error_t *error;
    int again;

    do {
        error = attempt(work, &again);
    } while (again);
    took = tc_clock_steady() - began;
    spent_add(work->p, took);
    tc_metrics_add(metrics, TC_METRIC_DB_CALLS, 1);
    tc_metrics_add(metrics, TC_METRIC_DB_US, (apr_uint64_t)took);
    return error;
}

static const tc_sql_call_t *finish(const tc_site_t *site, tc_sql_t *sql)
{
    return site->db != NULL ? tc_sql_kept_finish(site->db->kept, sql)
                            : tc_sql_finish(sql);
}

static work_t work_make(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                        tc_rows_t **rows)
{
    work_t work = { .site = site,
                    .p = p,
                    .rows = rows,
                    .share = tc_sql_is_slow(sql) ? TC_SHARE_HALF
                                                 : TC_SHARE_ALL,
                    .left_lost = 1, /* it may be the statement's fault */
                    .left_terminated = 5,
                    .left_outdated = 3, /* each of a write's statements */
                    .left_locked = 3 };

    *rows = NULL;
    work.call = sql != NULL ? finish(site, sql) : NULL;
    return work;
}

tc_error_t *tc_db_read(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                       tc_rows_t **rows)
{
    work_t work = work_make(site, p, sql, rows);

    if (work.call == NULL) {
        return fail(&work, TC_FAULT_STATEMENT, NULL);
    }
    return run_call(&work);
}

/* The statement that says who acts; NULL: nobody does, or it is unknown. */
static tc_sql_t *acting_sql(apr_pool_t *p, const tc_sql_acting_t *acting)
{
    tc_sql_t *sql;

    if (acting == NULL) {
        return NULL;
    }
    sql = tc_sql_make(p, "db_acting");
    tc_sql_bind_int(sql, "user", acting->user_id);
    tc_sql_bind(sql, "address", acting->address);
    tc_sql_bind(sql, "request", acting->request_id);
    tc_sql_bind(sql, "action", acting->action);
    tc_sql_bind_int(sql, "revisions", acting->revisions);
    tc_sql_bind_int(sql, "interval", acting->revision_interval);
    if (acting->once != NULL) {
        tc_sql_bind(sql, "once", acting->once->table);
        tc_sql_bind(sql, "once_key", acting->once->key);
        tc_sql_bind(sql, "once_print", acting->once->print);
    }
    return sql;
}

tc_error_t *tc_db_write(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                        tc_rows_t **rows, tc_db_conflict_t *conflict)
{
    work_t work = work_make(site, p, sql, rows);
    tc_sql_t *tags = tc_sql_make(p, "db_tags");
    tc_sql_t *acting = acting_sql(p, tc_sql_acting_of(sql));

    if (conflict != NULL) {
        memset(conflict, 0, sizeof(*conflict));
        work.conflict = conflict;
    }
    if (work.call == NULL || tags == NULL) {
        return fail(&work, TC_FAULT_STATEMENT, NULL);
    }
    work.tags = finish(site, tags);
    work.acting = acting != NULL ? finish(site, acting) : NULL;
    return run_call(&work);
}

tc_error_t *tc_db_unexpected(tc_site_t *site, apr_pool_t *p,
                             const tc_db_conflict_t *met)
{
    const char *constraint = met->constraint != NULL ? met->constraint : "-";
    work_t work = { .site = site, .p = p };

    return fail(&work, TC_FAULT_CONFLICT,
                apr_pstrcat(p, "statement ", met->statement, ", SQLSTATE ",
                            met->sqlstate, ", constraint ", constraint, NULL));
}

tc_error_t *tc_db_held(tc_site_t *site, apr_pool_t *p, const char *what)
{
    work_t work = { .site = site, .p = p };

    return fail(&work, TC_FAULT_HELD, what);
}

apr_uint64_t tc_db_site_id(const tc_site_t *site)
{
    return site->db_id != NULL ? __atomic_load_n(site->db_id, __ATOMIC_ACQUIRE)
                               : 0;
}

static const char *health_word(tc_fault_t fault, const char *detail)
{
    return fault == TC_FAULT_NONE     ? "ok"
           : fault == TC_FAULT_SCHEMA ? detail
                                      : tc_fault_word(fault);
}

const char *tc_db_health(tc_site_t *site, apr_pool_t *p)
{
    const char *detail = NULL;
    tc_session_t session;
    tc_fault_t fault = tc_connection_open(site, p, TC_SHARE_ALL, &session,
                                          &detail);

    if (fault == TC_FAULT_NONE) {
        fault = tc_connection_check(&session, p, &detail);
        tc_connection_close(&session);
    }
    return health_word(fault, detail);
}

const char *tc_db_scout(tc_site_t *site, apr_pool_t *p)
{
    const char *detail = NULL;

    return health_word(tc_connection_scout(site, p, &detail), detail);
}

const char *tc_db_look(tc_site_t *site, apr_pool_t *p)
{
    return tc_silence_is(site) ? tc_db_scout(site, p) : tc_db_health(site, p);
}

void tc_db_note_silence(const tc_site_t *site, int is_silent)
{
    tc_silence_note(site, is_silent);
}

void tc_db_note_reached(const tc_site_t *site)
{
    tc_silence_note_reached(site);
}

int tc_db_is_silent(const tc_site_t *site)
{
    return tc_silence_is(site);
}

apr_status_t tc_db_post_config(apr_pool_t *pconf, server_rec *s)
{
    (void)pconf;
    if (APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open) == NULL ||
        APR_RETRIEVE_OPTIONAL_FN(ap_dbd_close) == NULL) {
        ap_log_error(
            APLOG_MARK, APLOG_CRIT | APLOG_STARTUP, APR_SUCCESS, s,
            TCNO(2001) "mod_dbd is not loaded; add LoadModule "
                       "dbd_module modules/mod_dbd.so (Debian: a2enmod dbd)");
        return APR_EGENERAL;
    }
    return APR_SUCCESS;
}

/* Of all that share the list of connections, the most that one may have. */
static int permits_of(server_rec *s, const tc_site_t *site)
{
    int most = site->db_connections;

    for (; s != NULL; s = s->next) {
        const tc_site_t *other = tc_site_of(s);

        if (tc_hosts_share_connections(site, other) &&
            other->db_connections > most) {
            most = other->db_connections;
        }
    }
    return most;
}

static tc_db_pool_t *pool_make(apr_pool_t *p, server_rec *s,
                               const tc_site_t *site)
{
    tc_db_pool_t *pool = apr_pcalloc(p, sizeof(*pool));

    pool->of = site;
    pool->open = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open);
    pool->close = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_close);
    pool->permits = tc_permits_make(p, permits_of(s, site));
    pool->kept = tc_sql_kept_make(p);
    if (pool->open == NULL || pool->close == NULL || pool->permits == NULL ||
        tc_conns_init(&pool->conns, p) != APR_SUCCESS ||
        apr_thread_mutex_create(&pool->limits.mutex, APR_THREAD_MUTEX_DEFAULT,
                                p) != APR_SUCCESS) {
        return NULL;
    }
    return pool;
}

static const tc_site_t *first_sharer(server_rec *s, const tc_site_t *site)
{
    while (!tc_hosts_share_connections(tc_site_of(s), site)) {
        s = s->next;
    }
    return tc_site_of(s);
}

void tc_db_child_ended(server_rec *s, pid_t pid)
{
    tc_total_child_ended(tc_site_of(s), pid);
}

void tc_db_child_init(apr_pool_t *pchild, server_rec *s)
{
    tc_total_child_init(pchild, tc_site_of(s));
    for (server_rec *each = s; each != NULL; each = each->next) {
        tc_site_t *site = tc_site_of(each);
        const tc_site_t *sharer = first_sharer(s, site);

        site->db = sharer != site ? sharer->db : pool_make(pchild, s, site);
    }
    tc_idle_child_init(pchild, s);
}
