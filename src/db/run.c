#include "db/run.h"

#include <string.h>

#include "base/clock.h"
#include "db/fault.h"
#include "db/prepared.h"
#include "db/sql.h"
#include "db/wire.h"

/* How a statement goes out. */
typedef struct {
    const tc_sql_call_t *call;
    const char *known;           /* name it is prepared under, or NULL */
    char name[TC_PREPARED_NAME]; /* "" where it goes unprepared */
} sending_t;

typedef enum {
    STEP_BEGIN,
    STEP_PREPARE_ACTING,
    STEP_ACTING,
    STEP_PREPARE,
    STEP_STATEMENT,
    STEP_PREPARE_TAGS,
    STEP_TAGS,
    STEP_COMMIT,
    STEP_SYNC,
    STEP_MAX
} step_t;

typedef struct {
    tc_conn_t *conn;
    sending_t acting; /* .call NULL: nobody acts */
    sending_t statement;
    sending_t tags;
    step_t steps[STEP_MAX]; /* those that were sent */
    int count;
} pipeline_t;

static sending_t sending(tc_conn_t *conn, const tc_sql_call_t *call,
                         int prepare)
{
    sending_t made = { .call = call };

    made.known = prepare ? tc_prepared_name(conn, call) : NULL;
    if (prepare && made.known == NULL &&
        !tc_prepared_new_name(conn, made.name)) {
        made.name[0] = '\0';
    }
    return made;
}

static int send_prepare(PGconn *pg, const sending_t *one)
{
    return PQsendPrepare(pg, one->name, one->call->text, 0, NULL);
}

static int send_call(PGconn *pg, const sending_t *one)
{
    const tc_sql_call_t *call = one->call;
    const char *name = one->known != NULL ? one->known : one->name;

    if (*name == '\0') {
        return PQsendQueryParams(pg, call->text, call->count, NULL,
                                 call->values, NULL, NULL, 0);
    }
    return PQsendQueryPrepared(pg, name, call->count, call->values, NULL, NULL,
                               0);
}

static int is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK ||
           status == PGRES_PIPELINE_SYNC;
}

/* Nothing more can be sent. */
static tc_run_kind_t unsendable(const tc_conn_t *conn)
{
    return PQstatus(conn->pg) == CONNECTION_OK ? TC_RUN_MEMORY : TC_RUN_UNSENT;
}

static tc_run_kind_t refused(tc_conn_t *conn, const sending_t *one,
                             const PGresult *result)
{
    const char *sqlstate = tc_fault_sqlstate(result);

    if (one->known == NULL || !tc_fault_is_outdated(sqlstate)) {
        return TC_RUN_REFUSED;
    }
    if (strcmp(sqlstate, "26000") == 0) {
        tc_prepared_forget_all(conn); /* where one is gone all are gone */
    }
    else {
        tc_prepared_forget(conn, one->call);
    }
    return TC_RUN_OUTDATED;
}

/* What a finished step of a read says. */
static tc_run_kind_t judge_read(tc_conn_t *conn, const sending_t *one,
                                tc_wire_t rc, const PGresult *result)
{
    if (rc == TC_WIRE_SLOW) {
        return TC_RUN_SILENT;
    }
    if (rc == TC_WIRE_LOST) {
        return TC_RUN_UNSENT;
    }
    return is_good(result) ? TC_RUN_DONE : refused(conn, one, result);
}

tc_run_t tc_run_read(tc_conn_t *conn, const tc_sql_call_t *call, int prepare,
                     apr_interval_time_t silence)
{
    sending_t one = sending(conn, call, prepare);
    tc_run_t run = { .kind = TC_RUN_DONE };
    tc_wire_t rc;

    if (one.name[0] != '\0') {
        if (!send_prepare(conn->pg, &one)) {
            run.kind = unsendable(conn);
            return run;
        }
        rc = tc_wire_last(conn->pg, tc_clock_steady() + silence, &run.result);
        run.kind = judge_read(conn, &one, rc, run.result);
        if (run.kind != TC_RUN_DONE) {
            return run;
        }
        tc_prepared_remember(conn, call, one.name);
        tc_run_clear(&run);
    }
    if (!send_call(conn->pg, &one)) {
        run.kind = unsendable(conn);
        return run;
    }
    rc = tc_wire_last(conn->pg, tc_clock_steady() + silence, &run.result);
    run.kind = judge_read(conn, &one, rc, run.result);
    return run;
}

static int send_step(pipeline_t *line, step_t step)
{
    PGconn *pg = line->conn->pg;

    line->steps[line->count++] = step;
    switch (step) {
    case STEP_BEGIN:
        return PQsendQueryParams(pg, "BEGIN", 0, NULL, NULL, NULL, NULL, 0);
    case STEP_PREPARE_ACTING:
        return send_prepare(pg, &line->acting);
    case STEP_ACTING:
        return send_call(pg, &line->acting);
    case STEP_PREPARE:
        return send_prepare(pg, &line->statement);
    case STEP_STATEMENT:
        return send_call(pg, &line->statement);
    case STEP_PREPARE_TAGS:
        return send_prepare(pg, &line->tags);
    case STEP_TAGS:
        return send_call(pg, &line->tags);
    case STEP_COMMIT:
        return PQsendQueryParams(pg, "COMMIT", 0, NULL, NULL, NULL, NULL, 0);
    default:
        return PQpipelineSync(pg);
    }
}

/* A statement, prepared before where it has not been. */
static int send_one(pipeline_t *line, const sending_t *one, step_t prepare,
                    step_t step)
{
    return one->call == NULL ||
           ((one->name[0] == '\0' || send_step(line, prepare)) &&
            send_step(line, step));
}

static int send_all(pipeline_t *line)
{
    return PQenterPipelineMode(line->conn->pg) &&
           send_step(line, STEP_BEGIN) &&
           send_one(line, &line->acting, STEP_PREPARE_ACTING, STEP_ACTING) &&
           send_one(line, &line->statement, STEP_PREPARE, STEP_STATEMENT) &&
           send_one(line, &line->tags, STEP_PREPARE_TAGS, STEP_TAGS) &&
           send_step(line, STEP_COMMIT) && send_step(line, STEP_SYNC);
}

/* Whether the server can have got a COMMIT although sending failed. */
static int commit_was_sent(const pipeline_t *line)
{
    return line->count > 0 && line->steps[line->count - 1] >= STEP_COMMIT;
}

/*
 * The connection ended before this step's result. Answers come in order, so
 * a goodbye of the server itself in place of an earlier answer than COMMIT's
 * proves that the COMMIT was not carried out; mere silence proves nothing.
 * Of the goodbyes only that to a terminated session proves it in place of
 * COMMIT's own answer: PostgreSQL holds it back while it commits, and turns
 * silent where it has committed already (SyncRepWaitForLSN, syncrep.c).
 */
static tc_run_kind_t judge_loss(tc_wire_t rc, step_t step,
                                const PGresult *result)
{
    const char *sqlstate = tc_fault_sqlstate(result);

    if (rc != TC_WIRE_LOST || *sqlstate == '\0') {
        return TC_RUN_LOST;
    }
    return step < STEP_COMMIT || tc_fault_is_terminated(sqlstate)
               ? TC_RUN_UNSENT
               : TC_RUN_LOST;
}

/* The statement that a step is about. */
static const sending_t *of_step(const pipeline_t *line, step_t step)
{
    switch (step) {
    case STEP_PREPARE_ACTING:
    case STEP_ACTING:
        return &line->acting;
    case STEP_PREPARE_TAGS:
    case STEP_TAGS:
        return &line->tags;
    default:
        return &line->statement;
    }
}

/* Takes a step's good result over where it is wanted. */
static void take_result(pipeline_t *line, step_t step, tc_run_t *run,
                        PGresult **result)
{
    if (step == STEP_PREPARE || step == STEP_PREPARE_ACTING ||
        step == STEP_PREPARE_TAGS) {
        const sending_t *one = of_step(line, step);

        tc_prepared_remember(line->conn, one->call, one->name);
    }
    else if (step == STEP_STATEMENT) {
        run->result = *result;
        *result = NULL;
    }
    else if (step == STEP_TAGS) {
        run->tags = *result;
        *result = NULL;
    }
    else if (step == STEP_COMMIT &&
             strcmp(PQcmdStatus(*result), "COMMIT") != 0) {
        run->kind = TC_RUN_UNDONE;
    }
}

/* Takes the first failure over; what follows it is only "aborted", and after
 * it the server rolls back, connected or not. */
static void take_failure(tc_run_t *run, tc_run_kind_t kind, PGresult **result)
{
    if (run->kind == TC_RUN_DONE) {
        run->kind = kind;
        PQclear(run->result);
        run->result = *result;
        *result = NULL;
    }
}

static void receive_all(pipeline_t *line, apr_interval_time_t silence,
                        tc_run_t *run)
{
    for (int i = 0; i < line->count; i++) {
        step_t step = line->steps[i];
        PGresult *result = NULL;
        tc_wire_t rc = tc_wire_last(line->conn->pg,
                                    tc_clock_steady() + silence, &result);

        if (rc != TC_WIRE_OK && step == STEP_SYNC) {
            /* All is answered; tc_wire_clean deals with the rest. */
        }
        else if (rc != TC_WIRE_OK) {
            take_failure(run, judge_loss(rc, step, result), &result);
        }
        else if (is_good(result)) {
            take_result(line, step, run, &result);
        }
        else {
            take_failure(run, refused(line->conn, of_step(line, step), result),
                         &result);
        }
        PQclear(result);
        if (rc != TC_WIRE_OK) {
            return;
        }
    }
}

tc_run_t tc_run_write(tc_conn_t *conn, const tc_run_write_t *write,
                      apr_interval_time_t silence)
{
    pipeline_t line = { .conn = conn };
    tc_run_t run = { .kind = TC_RUN_DONE };

    if (write->acting != NULL) {
        line.acting = sending(conn, write->acting, 1);
    }
    line.statement = sending(conn, write->statement, 1);
    line.tags = sending(conn, write->tags, 1);
    if (!send_all(&line)) {
        run.kind = commit_was_sent(&line) ? TC_RUN_DONE : unsendable(conn);
        tc_wire_break(conn->pg);
        line.count = run.kind == TC_RUN_DONE ? line.count : 0;
    }
    /* What the server said before the connection broke still counts. */
    receive_all(&line, silence, &run);
    return run;
}

void tc_run_clear(tc_run_t *run)
{
    PQclear(run->result);
    PQclear(run->tags);
    run->result = NULL;
    run->tags = NULL;
}
