#include "db/wire.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include <apr_strings.h>

#include "base/clock.h"

/* FATAL and PANIC end the session, whatever else they are. */
static int ends_session(const PGresult *result)
{
    const char *severity = PQresultErrorField(result,
                                              PG_DIAG_SEVERITY_NONLOCALIZED);

    return severity != NULL &&
           (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0);
}

/*
 * The server's notices belong to nobody here; libpq would print them. What it
 * says between two statements libpq takes for a notice as well, its goodbye
 * too: the end of the stream comes later, and a statement sent until then
 * would be lost in silence.
 */
static void take_notice(void *pg, const PGresult *result)
{
    if (ends_session(result) && PQsocket(pg) >= 0) {
        shutdown(PQsocket(pg), SHUT_RDWR);
    }
}

int tc_wire_prepare(PGconn *pg)
{
    const char *encoding = PQparameterStatus(pg, "client_encoding");

    if ((encoding == NULL || strcmp(encoding, "UTF8") != 0) &&
        PQsetClientEncoding(pg, "UTF8") != 0) {
        return 0;
    }
    return PQsetnonblocking(pg, 1) == 0;
}

/* Waits for the socket; 0 when the deadline is over. */
static int wait_for(PGconn *pg, short events, apr_time_t deadline)
{
    struct pollfd one = { .fd = PQsocket(pg), .events = events };
    int ready;

    do {
        apr_interval_time_t left = deadline - tc_clock_steady();

        if (left <= 0) {
            return 0;
        }
        ready = poll(&one, 1, (int)apr_time_as_msec(left) + 1);
    } while (ready == 0 || (ready < 0 && errno == EINTR));
    return 1; /* errors too: libpq finds them and says which */
}

int tc_wire_is_stale(PGconn *pg)
{
    struct pollfd one = { .fd = PQsocket(pg), .events = POLLIN };

    if (PQstatus(pg) != CONNECTION_OK) {
        return 1;
    }
    /* mod_dbd may have opened it long ago, and this is our first look. */
    PQsetNoticeReceiver(pg, take_notice, pg);
    if (poll(&one, 1, 0) > 0) {
        /* A notice or a changed parameter, or the end. */
        if (!PQconsumeInput(pg) || PQstatus(pg) != CONNECTION_OK) {
            return 1;
        }
        /* A goodbye can come before the end of the stream is seen. */
        PQisBusy(pg); /* parses it, as a notice */
        one.revents = 0;
        if (poll(&one, 1, 0) > 0 &&
            (!PQconsumeInput(pg) || PQstatus(pg) != CONNECTION_OK)) {
            return 1;
        }
    }
    return 0;
}

static tc_wire_t flush(PGconn *pg, apr_time_t deadline)
{
    int left;

    while ((left = PQflush(pg)) == 1) {
        if (!wait_for(pg, POLLIN | POLLOUT, deadline)) {
            return TC_WIRE_SLOW;
        }
        /* The server may be waiting for us to read before it reads. */
        if (!PQconsumeInput(pg)) {
            return TC_WIRE_LOST;
        }
    }
    return left == 0 ? TC_WIRE_OK : TC_WIRE_LOST;
}

tc_wire_t tc_wire_next(PGconn *pg, apr_time_t deadline, PGresult **result)
{
    tc_wire_t rc = flush(pg, deadline);

    *result = NULL;
    while (rc == TC_WIRE_OK && PQisBusy(pg)) {
        if (!wait_for(pg, POLLIN, deadline)) {
            rc = TC_WIRE_SLOW;
        }
        else if (!PQconsumeInput(pg)) {
            break; /* PQgetResult has the reason */
        }
    }
    if (rc == TC_WIRE_SLOW) {
        tc_wire_break(pg);
        return rc;
    }
    *result = PQgetResult(pg);
    if (PQstatus(pg) != CONNECTION_OK ||
        (*result != NULL && ends_session(*result))) {
        rc = TC_WIRE_LOST;
    }
    return rc;
}

tc_wire_t tc_wire_last(PGconn *pg, apr_time_t deadline, PGresult **result)
{
    PGresult *next = NULL;
    tc_wire_t rc;

    *result = NULL;
    do {
        rc = tc_wire_next(pg, deadline, &next);
        if (next != NULL) {
            PQclear(*result);
            *result = next;
        }
    } while (rc == TC_WIRE_OK && next != NULL &&
             PQresultStatus(next) != PGRES_PIPELINE_SYNC);
    return rc;
}

/* Reads what is still to come, as far as the next sync. */
static tc_wire_t drain(PGconn *pg, apr_time_t deadline)
{
    PGresult *result = NULL;
    tc_wire_t rc = TC_WIRE_OK;

    while (rc == TC_WIRE_OK && PQtransactionStatus(pg) == PQTRANS_ACTIVE) {
        rc = tc_wire_last(pg, deadline, &result);
        PQclear(result);
    }
    return rc;
}

void tc_wire_clean(PGconn *pg, apr_time_t deadline)
{
    PGresult *result = NULL;
    int clean = PQstatus(pg) == CONNECTION_OK &&
                drain(pg, deadline) == TC_WIRE_OK;

    if (clean && PQpipelineStatus(pg) != PQ_PIPELINE_OFF) {
        clean = PQexitPipelineMode(pg);
    }
    if (clean && PQtransactionStatus(pg) != PQTRANS_IDLE) {
        clean = PQsendQuery(pg, "ROLLBACK") &&
                tc_wire_last(pg, deadline, &result) == TC_WIRE_OK &&
                PQtransactionStatus(pg) == PQTRANS_IDLE;
        PQclear(result);
    }
    if (!clean) {
        tc_wire_break(pg);
    }
}

void tc_wire_break(PGconn *pg)
{
    if (PQstatus(pg) == CONNECTION_OK && PQsocket(pg) >= 0) {
        shutdown(PQsocket(pg), SHUT_RDWR);
        PQconsumeInput(pg);
    }
}

/* libpq must not notice yet: mod_dbd would open it again, unasked. */
void tc_wire_hang_up(PGconn *pg)
{
    if (PQstatus(pg) == CONNECTION_OK && PQsocket(pg) >= 0) {
        shutdown(PQsocket(pg), SHUT_RDWR);
    }
}
