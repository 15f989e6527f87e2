/*
 * What can go wrong with the database, and what of it the client, the log
 * and /health/ are told. Inside db/ only.
 */
#ifndef TC_DB_FAULT_H
#define TC_DB_FAULT_H

#include <apr_thread_mutex.h>
#include <libpq-fe.h>

#include "core/error.h"

typedef enum {
    TC_FAULT_NONE,
    /* 503: the database or the way to it */
    TC_FAULT_AWAY,     /* no connection */
    TC_FAULT_BUSY,     /* no permit in time */
    TC_FAULT_DRIVER,   /* mod_dbd's driver is another one */
    TC_FAULT_SCHEMA,   /* other version */
    TC_FAULT_ENCODING, /* not UTF8 */
    TC_FAULT_POOLED,   /* a session is shared with others */
    TC_FAULT_LOST,     /* connection lost while a statement ran, twice */
    TC_FAULT_UNKNOWN,  /* connection lost while a COMMIT was on its way */
    TC_FAULT_SILENT,   /* no answer at all */
    TC_FAULT_SLOW,     /* statement_timeout */
    TC_FAULT_READONLY, /* 25006 */
    TC_FAULT_LOCKED,   /* deadlock, serialization, lock_timeout */
    TC_FAULT_HELD,     /* a row that others keep locked */
    TC_FAULT_SERVER,   /* classes 08, 53, 57, 58 */
    /* 500: ours */
    TC_FAULT_STATEMENT, /* a name that is not in sql/queries */
    TC_FAULT_RIGHTS,    /* 42501 */
    TC_FAULT_OBJECTS,   /* a table, column, function is missing */
    TC_FAULT_CONFLICT,  /* a constraint that nobody expected */
    TC_FAULT_COMMIT,    /* COMMIT became a ROLLBACK */
    TC_FAULT_MEMORY,    /* libpq has none left */
    TC_FAULT_OTHER,     /* any other SQLSTATE */
    TC_FAULT_COUNT
} tc_fault_t;

/* One line a second and kind; how many were left out stands in the next. */
typedef struct {
    apr_thread_mutex_t *mutex;
    apr_time_t last[TC_FAULT_COUNT];
    unsigned left_out[TC_FAULT_COUNT];
} tc_fault_limits_t;

/* Which fault a server's error is. */
tc_fault_t tc_fault_of(const PGresult *result);

/* The SQLSTATE says that a statement that was prepared must be prepared
 * again; that the transaction may be repeated as it was; that it broke a
 * rule which a caller may expect; that an administrator or a shutdown ended
 * the session, whatever it was asked. */
int tc_fault_is_outdated(const char *sqlstate);
int tc_fault_is_repeatable(const char *sqlstate);
int tc_fault_is_conflict(const char *sqlstate);
int tc_fault_is_terminated(const char *sqlstate);

/* SQLSTATE of a result, "" where it has none. */
const char *tc_fault_sqlstate(const PGresult *result);

/* The error for the client and the log. detail: what more is known, NULL
 * for nothing; never a value of a parameter. */
tc_error_t *tc_fault_error(apr_pool_t *p, tc_fault_limits_t *limits,
                           tc_fault_t fault, const char *detail);

/* For logs: statement, SQLSTATE, names of what it is about, and the text
 * where that cannot hold a client's data. */
const char *tc_fault_detail(apr_pool_t *p, const char *statement,
                            const PGresult *result);

/* For /health/. */
const char *tc_fault_word(tc_fault_t fault);

#endif
