#include "db/listen.h"

#include <string.h>

#include <apr_strings.h>

#include "base/clock.h"
#include "core/site.h"
#include "db/connection.h"
#include "db/db.h"
#include "db/fault.h"
#include "db/wire.h"

#define ASK_EVERY apr_time_from_msec(200)
/* A server that leaves a question unanswered for so long is gone. */
#define PATIENCE apr_time_from_sec(5)

struct tc_listener {
    tc_session_t session;
    PGconn *pg;
    apr_time_t proved; /* what was notified before has been handed over */
    apr_time_t asked;  /* when the question under way was sent, 0: none */
};

/* A session that works, set up for waiting without blocking. */
static int make_ready(PGconn *pg)
{
    if (tc_wire_is_stale(pg)) {
        PQreset(pg);
    }
    return PQstatus(pg) == CONNECTION_OK && tc_wire_prepare(pg);
}

static tc_listen_t start_listening(tc_listener_t *listener, apr_pool_t *p,
                                   const char **detail)
{
    PGresult *result = NULL;
    tc_listen_t rc = TC_LISTEN_AWAY;
    tc_wire_t wire = TC_WIRE_LOST;

    listener->proved = apr_time_now();
    if (PQsendQuery(listener->pg, "LISTEN talecraft")) {
        wire = tc_wire_last(listener->pg, tc_clock_steady() + PATIENCE,
                            &result);
    }
    if (wire == TC_WIRE_OK && PQresultStatus(result) == PGRES_COMMAND_OK) {
        rc = TC_LISTEN_OPEN;
    }
    else if (wire == TC_WIRE_OK) {
        *detail = tc_fault_detail(p, "LISTEN", result);
        rc = TC_LISTEN_REFUSED;
    }
    PQclear(result);
    return rc;
}

tc_listen_t tc_listen_open(tc_site_t *site, apr_pool_t *p,
                           tc_listener_t **listener, const char **detail)
{
    tc_listener_t *made = apr_pcalloc(p, sizeof(*made));
    tc_listen_t rc = TC_LISTEN_AWAY;
    tc_fault_t fault = TC_FAULT_AWAY;

    *listener = NULL;
    /* Whoever holds a permit finds out whether there is a database: while
     * there is none, connecting would keep mod_dbd's lock from others. */
    *detail = tc_db_health(site, p);
    if (strcmp(*detail, "ok") != 0) {
        return TC_LISTEN_AWAY;
    }
    *detail = tc_fault_word(TC_FAULT_AWAY);
    made->session.site = site;
    if (tc_connection_borrow(&made->session, p, 1, tc_clock_steady(), &fault,
                             detail) != TC_CONNECTION_OPEN) {
        tc_connection_return(&made->session);
        return TC_LISTEN_AWAY;
    }
    made->pg = made->session.conn->pg;
    if (make_ready(made->pg)) {
        rc = start_listening(made, p, detail);
    }
    if (rc != TC_LISTEN_OPEN) {
        tc_listen_close(made);
        return rc;
    }
    *listener = made;
    return TC_LISTEN_OPEN;
}

/* 0: the answer is an error. */
static int take_answer(tc_listener_t *listener)
{
    while (listener->asked != 0 && !PQisBusy(listener->pg)) {
        PGresult *result = PQgetResult(listener->pg);

        if (result == NULL) {
            /* The server sends what it has for us before it is ready for the
             * next question, and libpq has read that far. */
            listener->proved = listener->asked;
            listener->asked = 0;
        }
        else if (PQresultStatus(result) != PGRES_TUPLES_OK) {
            PQclear(result);
            return 0;
        }
        PQclear(result);
    }
    return 1;
}

static int ask(tc_listener_t *listener)
{
    apr_time_t now = apr_time_now();

    if (listener->asked != 0) {
        return PQflush(listener->pg) >= 0 && now - listener->asked < PATIENCE;
    }
    /* also where the clock was set back */
    if (now < listener->proved || now - listener->proved >= ASK_EVERY) {
        listener->asked = now;
        return PQsendQuery(listener->pg, "SELECT 1") &&
               PQflush(listener->pg) >= 0;
    }
    return 1;
}

apr_time_t tc_listen_poll(tc_listener_t *listener, tc_listen_fn heard,
                          void *baton)
{
    PGnotify *notice;

    if (!PQconsumeInput(listener->pg) ||
        PQstatus(listener->pg) != CONNECTION_OK || !take_answer(listener)) {
        return 0;
    }
    while ((notice = PQnotifies(listener->pg)) != NULL) {
        heard(baton, notice->extra);
        PQfreemem(notice);
    }
    return ask(listener) ? listener->proved : 0;
}

void tc_listen_close(tc_listener_t *listener)
{
    /* Its next user must not get a session that listens. */
    tc_wire_break(listener->pg);
    tc_connection_return(&listener->session);
}
