#include "db/pool/refused.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <libpq-fe.h>
#include <poll.h>

#include "base/clock.h"

#define PATIENCE apr_time_from_sec(1)
#define STATE_LEN 5 /* of an SQLSTATE */
#define TOO_MANY "53300"

/* 1 where the attempt is over, in one way or the other. */
static int go_on(PGconn *pg, apr_time_t deadline)
{
    PostgresPollingStatusType status = PQconnectPoll(pg);
    struct pollfd one = { .fd = PQsocket(pg),
                          .events = status == PGRES_POLLING_WRITING ? POLLOUT
                                                                    : POLLIN };
    apr_interval_time_t left = deadline - tc_clock_steady();

    return status == PGRES_POLLING_OK || status == PGRES_POLLING_FAILED ||
           left <= 0 || poll(&one, 1, (int)apr_time_as_msec(left) + 1) == 0;
}

/* "...FATAL:  53300: sorry, ...", in any language but for the number. */
static const char *state_of(apr_pool_t *p, const char *message)
{
    for (const char *at = strstr(message, ":  "); at != NULL;
         at = strstr(at + 1, ":  ")) {
        const char *state = at + 3;
        int len = 0;

        while (len < STATE_LEN &&
               (apr_isdigit(state[len]) || apr_isupper(state[len]))) {
            len++;
        }
        if (len == STATE_LEN && state[len] == ':') {
            return apr_pstrmemdup(p, state, STATE_LEN);
        }
    }
    return NULL;
}

tc_fault_t tc_refused_why(const tc_site_t *site, apr_pool_t *p,
                          const char **detail)
{
    apr_time_t deadline = tc_clock_steady() + PATIENCE;
    PGconn *pg = PQconnectStart(site->dbd_params != NULL ? site->dbd_params
                                                         : "");
    const char *state = NULL;

    if (pg != NULL) {
        PQsetErrorVerbosity(pg, PQERRORS_VERBOSE); /* SQLSTATE as well */
        while (!go_on(pg, deadline)) {
            continue;
        }
        state = state_of(p, PQerrorMessage(pg));
        PQfinish(pg);
    }
    if (state == NULL) {
        return TC_FAULT_AWAY;
    }
    if (strcmp(state, TOO_MANY) != 0) {
        *detail = apr_pstrcat(p, "SQLSTATE ", state, NULL);
        return TC_FAULT_AWAY;
    }
    *detail = "SQLSTATE " TOO_MANY ", all its connections are in use; lower "
              "TalecraftDBTotal, raise max_connections, or see in "
              "pg_stat_activity who has them";
    return TC_FAULT_SERVER;
}
