#include "db/listen.h"

#include <string.h>

#include <apr_strings.h>

#include "base/clock.h"
#include "core/site.h"
#include "db/connection.h"
#include "db/db.h"
#include "db/fault.h"
#include "db/result.h"
#include "db/wire.h"

#define ASK_EVERY apr_time_from_msec(200)
#define QUESTION_EVERY apr_time_from_sec(1)
#define QUESTION_SOON apr_time_from_msec(300) /* where something has come */
#define QUESTION "talecraft_question"
#define QUERY_CANCELED "57014"
/* A server that leaves a question unanswered for so long is gone. */
#define PATIENCE apr_time_from_sec(5)

/* The question must not wait: the same session proves that it is alive. */
static const char SET_UP[] = "SET lock_timeout = '20ms'; "
                             "SET statement_timeout = '500ms'; "
                             "LISTEN talecraft";

struct tc_listener {
    tc_session_t session;
    PGconn *pg;
    apr_pool_t *p;         /* of an answer */
    apr_time_t proved;     /* what was notified before has been handed over */
    apr_time_t asked;      /* when what is under way was sent, 0: nothing is */
    int is_question;       /* that is the question */
    int has_news;          /* something came since it was asked */
    apr_time_t questioned; /* when, on the steady clock */
};

/* A session that works, set up for waiting without blocking. */
static int make_ready(PGconn *pg)
{
    if (tc_wire_is_stale(pg)) {
        PQreset(pg);
    }
    return PQstatus(pg) == CONNECTION_OK && tc_wire_prepare(pg);
}

/* Of what has just been sent. */
static tc_listen_t confirm(tc_listener_t *listener, apr_pool_t *p,
                           const char *what, const char **detail)
{
    PGresult *result = NULL;
    tc_listen_t rc = TC_LISTEN_AWAY;
    tc_wire_t wire = tc_wire_last(listener->pg, tc_clock_steady() + PATIENCE,
                                  &result);

    if (wire == TC_WIRE_OK && PQresultStatus(result) == PGRES_COMMAND_OK) {
        rc = TC_LISTEN_OPEN;
    }
    else if (wire == TC_WIRE_OK) {
        *detail = tc_fault_detail(p, what, result);
        rc = TC_LISTEN_REFUSED;
    }
    PQclear(result);
    return rc;
}

static tc_listen_t start_listening(tc_listener_t *listener, apr_pool_t *p,
                                   const tc_sql_call_t *question,
                                   const char **detail)
{
    tc_listen_t rc = TC_LISTEN_AWAY;

    if (PQsendPrepare(listener->pg, QUESTION, question->text, 0, NULL)) {
        rc = confirm(listener, p, question->name, detail);
    }
    if (rc != TC_LISTEN_OPEN) {
        return rc;
    }
    listener->proved = apr_time_now();
    return PQsendQuery(listener->pg, SET_UP)
               ? confirm(listener, p, "LISTEN", detail)
               : TC_LISTEN_AWAY;
}

tc_listen_t tc_listen_open(tc_site_t *site, apr_pool_t *p,
                           const tc_sql_call_t *question,
                           tc_listener_t **listener, const char **detail)
{
    tc_listener_t *made = apr_pcalloc(p, sizeof(*made));
    tc_listen_t rc = TC_LISTEN_AWAY;
    tc_fault_t fault = TC_FAULT_AWAY;

    *listener = NULL;
    /* Whoever holds a permit finds out whether there is a database: while
     * there is none, connecting would keep mod_dbd's lock from others. */
    *detail = tc_db_look(site, p);
    if (strcmp(*detail, "ok") != 0) {
        return TC_LISTEN_AWAY;
    }
    *detail = tc_fault_word(TC_FAULT_AWAY);
    made->session.site = site;
    if (apr_pool_create(&made->p, p) != APR_SUCCESS) {
        return TC_LISTEN_AWAY;
    }
    if (tc_connection_borrow(&made->session, p, 1, tc_clock_steady(), &fault,
                             detail) != TC_CONNECTION_OPEN) {
        tc_connection_return(&made->session);
        return TC_LISTEN_AWAY;
    }
    made->pg = made->session.conn->pg;
    if (make_ready(made->pg)) {
        rc = start_listening(made, p, question, detail);
    }
    if (rc != TC_LISTEN_OPEN) {
        tc_listen_close(made);
        return rc;
    }
    *listener = made;
    return TC_LISTEN_OPEN;
}

/* Also that it was cancelled (somebody did, or the machine stood still for the
 * time a statement has) shows that the other end is alive. */
static int is_answer(const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

    return PQresultStatus(result) == PGRES_TUPLES_OK ||
           (state != NULL && strcmp(state, QUERY_CANCELED) == 0);
}

/* 0: it is an error where none may be. */
static int take_result(tc_listener_t *listener, const PGresult *result,
                       const tc_listen_calls_t *calls, void *baton)
{
    if (!listener->is_question) {
        return is_answer(result);
    }
    calls->told(baton, PQresultStatus(result) == PGRES_TUPLES_OK
                           ? tc_result_rows(listener->p, result)
                           : NULL);
    apr_pool_clear(listener->p);
    return 1;
}

/* 0: the connection is of no more use. */
static int take_answer(tc_listener_t *listener, const tc_listen_calls_t *calls,
                       void *baton)
{
    while (listener->asked != 0 && !PQisBusy(listener->pg)) {
        PGresult *result = PQgetResult(listener->pg);

        if (result == NULL) {
            /* The server sends what it has for us before it is ready for the
             * next question, and libpq has read that far. */
            listener->proved = listener->asked;
            listener->asked = 0;
        }
        else if (!take_result(listener, result, calls, baton)) {
            PQclear(result);
            return 0;
        }
        PQclear(result);
    }
    return 1;
}

static int is_time_for_question(const tc_listener_t *listener, apr_time_t now)
{
    return now - listener->questioned >=
           (listener->has_news ? QUESTION_SOON : QUESTION_EVERY);
}

static int send_next(tc_listener_t *listener, const tc_listen_calls_t *calls,
                     void *baton)
{
    apr_time_t steady = tc_clock_steady();

    listener->is_question = is_time_for_question(listener, steady);
    if (!listener->is_question) {
        return PQsendQuery(listener->pg, "SELECT 1");
    }
    listener->questioned = steady;
    listener->has_news = 0;
    calls->asking(baton);
    return PQsendQueryPrepared(listener->pg, QUESTION, 0, NULL, NULL, NULL, 0);
}

static int ask(tc_listener_t *listener, const tc_listen_calls_t *calls,
               void *baton)
{
    apr_time_t now = apr_time_now();

    if (listener->asked != 0) {
        return PQflush(listener->pg) >= 0 && now - listener->asked < PATIENCE;
    }
    /* also where the clock was set back */
    if (now < listener->proved || now - listener->proved >= ASK_EVERY) {
        listener->asked = now;
        return send_next(listener, calls, baton) && PQflush(listener->pg) >= 0;
    }
    return 1;
}

apr_time_t tc_listen_poll(tc_listener_t *listener,
                          const tc_listen_calls_t *calls, void *baton)
{
    PGnotify *notice;

    if (!PQconsumeInput(listener->pg) ||
        PQstatus(listener->pg) != CONNECTION_OK ||
        !take_answer(listener, calls, baton)) {
        return 0;
    }
    while ((notice = PQnotifies(listener->pg)) != NULL) {
        calls->heard(baton, notice->extra);
        listener->has_news = 1;
        PQfreemem(notice);
    }
    return ask(listener, calls, baton) ? listener->proved : 0;
}

apr_interval_time_t tc_listen_silence(const tc_listener_t *listener)
{
    return listener->asked != 0 ? apr_time_now() - listener->asked : 0;
}

void tc_listen_close(tc_listener_t *listener)
{
    /* Its next user must not get a session that listens. */
    tc_wire_break(listener->pg);
    tc_connection_return(&listener->session);
}
