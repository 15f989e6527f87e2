#include "db/fault.h"

#include <string.h>

#include <apr_strings.h>

#include "base/clock.h"

#include "core/error.h"

typedef struct {
    int log_number;
    int status;
    const char *word;  /* for /health/ */
    const char *cause; /* for the log, with what to do */
} fault_text_t;

static const fault_text_t texts[TC_FAULT_COUNT] = {
    [TC_FAULT_AWAY] = {
        .log_number = 2002,
        .status = 503,
        .word = "unreachable",
        .cause = "the database cannot be reached; see mod_dbd's messages and "
                 "check DBDriver, DBDParams and that PostgreSQL runs",
    },
    [TC_FAULT_BUSY] = {
        .log_number = 2003,
        .status = 503,
        .word = "busy",
        .cause = "no database connection became free within "
                 "TalecraftDBTimeout; look for slow statements or raise "
                 "TalecraftDBConnections (and DBDMax above it)",
    },
    [TC_FAULT_DRIVER] = {
        .log_number = 2004,
        .status = 503,
        .word = "not PostgreSQL",
        .cause = "the database is not PostgreSQL; set DBDriver pgsql",
    },
    [TC_FAULT_SCHEMA] = {
        .log_number = 2005,
        .status = 503,
        .word = "schema version",
        .cause = "the schema of the database does not fit this module; run "
                 "talecraftctl migrate, or install the module it was made for",
    },
    [TC_FAULT_ENCODING] = {
        .log_number = 2006,
        .status = 503,
        .word = "encoding is not UTF8",
        .cause = "the database's encoding is not UTF8; create it with ENCODING "
                 "'UTF8'",
    },
    [TC_FAULT_LOST] = {
        .log_number = 2007,
        .status = 503,
        .word = "unreachable",
        .cause = "the connection was lost while a statement ran, and again "
                 "when it was repeated; see PostgreSQL's log",
    },
    [TC_FAULT_UNKNOWN] = {
        .log_number = 2008,
        .status = 503,
        .word = "unreachable",
        .cause = "the connection was lost while a COMMIT was on its way: the "
                 "change may have been made or not; it was not repeated",
    },
    [TC_FAULT_SILENT] = {
        .log_number = 2009,
        .status = 503,
        .word = "unreachable",
        .cause = "the database does not answer; check the machine and the "
                 "network, and set statement_timeout in DBDParams",
    },
    [TC_FAULT_SLOW] = {
        .log_number = 2010,
        .status = 503,
        .word = "overloaded",
        .cause = "a statement was cancelled, mostly for statement_timeout; see "
                 "PostgreSQL's log for what it waited for",
    },
    [TC_FAULT_READONLY] = {
        .log_number = 2011,
        .status = 503,
        .word = "read-only",
        .cause = "the database is read-only; after a failover give all hosts "
                 "and target_session_attrs=read-write in DBDParams",
    },
    [TC_FAULT_LOCKED] = {
        .log_number = 2012,
        .status = 503,
        .word = "overloaded",
        .cause = "a statement was refused again and again because of what "
                 "others do at the same time; look for long transactions",
    },
    [TC_FAULT_HELD] = {
        .log_number = 2021,
        .status = 503,
        .word = "overloaded",
        .cause = "another transaction keeps a row locked; find it in "
                 "pg_stat_activity (idle in transaction?) and end it",
    },
    [TC_FAULT_POOLED] = {
        .log_number = 2022,
        .status = 503,
        .word = "pooled by transactions",
        .cause = "DBDParams leads to a pooler that gives a session to several "
                 "clients in turn; use PgBouncer's pool_mode = session",
    },
    [TC_FAULT_SERVER] = {
        .log_number = 2013,
        .status = 503,
        .word = "unreachable",
        .cause = "PostgreSQL refuses to work; see its log",
    },
    [TC_FAULT_STATEMENT] = {
        .log_number = 2014,
        .status = 500,
        .word = "internal error",
        .cause = "a statement that is not in the module was asked for; module "
                 "and build do not fit together: build it anew",
    },
    [TC_FAULT_RIGHTS] = {
        .log_number = 2015,
        .status = 500,
        .word = "missing rights",
        .cause = "the database role lacks a right; run talecraftctl migrate as "
                 "the role of DBDParams, or GRANT what is missing",
    },
    [TC_FAULT_OBJECTS] = {
        .log_number = 2016,
        .status = 500,
        .word = "schema",
        .cause = "the database lacks something that its schema version has; "
                 "check search_path and whether the schema was changed by hand",
    },
    [TC_FAULT_CONFLICT] = {
        .log_number = 2017,
        .status = 500,
        .word = "internal error",
        .cause = "a constraint was broken where none was expected",
    },
    [TC_FAULT_COMMIT] = {
        .log_number = 2018,
        .status = 500,
        .word = "internal error",
        .cause = "a COMMIT was answered by ROLLBACK; the change was not made",
    },
    [TC_FAULT_MEMORY] = {
        .log_number = 2019,
        .status = 500,
        .word = "internal error",
        .cause = "no memory for the database connection",
    },
    [TC_FAULT_OTHER] = {
        .log_number = 2020,
        .status = 500,
        .word = "internal error",
        .cause = "a statement failed; see PostgreSQL's log",
    },
};

/* By SQLSTATE or its class; the first that fits counts. */
static const struct {
    const char *prefix;
    tc_fault_t fault;
} states[] = {
    { "25006", TC_FAULT_READONLY }, { "42501", TC_FAULT_RIGHTS },
    { "42P01", TC_FAULT_OBJECTS }, /* table */
    { "42P05", TC_FAULT_POOLED },  /* prepared already: by somebody else */
    { "42703", TC_FAULT_OBJECTS }, /* column */
    { "42704", TC_FAULT_OBJECTS }, /* object */
    { "42883", TC_FAULT_OBJECTS }, /* function */
    { "3F000", TC_FAULT_OBJECTS }, /* schema */
    { "57014", TC_FAULT_SLOW },     { "55P03", TC_FAULT_LOCKED },
    { "40", TC_FAULT_LOCKED },      { "08", TC_FAULT_SERVER },
    { "53", TC_FAULT_SERVER },      { "57", TC_FAULT_SERVER },
    { "58", TC_FAULT_SERVER },      { "23", TC_FAULT_CONFLICT },
    { "P0001", TC_FAULT_CONFLICT },
};

static int is_one_of(const char *sqlstate, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(sqlstate, *list) == 0) {
            return 1;
        }
    }
    return 0;
}

const char *tc_fault_sqlstate(const PGresult *result)
{
    const char *sqlstate = result != NULL
                               ? PQresultErrorField(result, PG_DIAG_SQLSTATE)
                               : NULL;

    return sqlstate != NULL ? sqlstate : "";
}

int tc_fault_is_outdated(const char *sqlstate)
{
    /* No such prepared statement; its result would have other columns. */
    static const char *const list[] = { "26000", "0A000", NULL };

    return is_one_of(sqlstate, list);
}

int tc_fault_is_repeatable(const char *sqlstate)
{
    static const char *const list[] = { "40001", "40P01", NULL };

    return is_one_of(sqlstate, list);
}

int tc_fault_is_conflict(const char *sqlstate)
{
    /* restrict, foreign key, unique, check, exclusion, RAISE */
    static const char *const list[] = { "23001", "23503", "23505", "23514",
                                        "23P01", "P0001", NULL };

    return is_one_of(sqlstate, list);
}

int tc_fault_is_terminated(const char *sqlstate)
{
    return strcmp(sqlstate, "57P01") == 0;
}

tc_fault_t tc_fault_of(const PGresult *result)
{
    const char *sqlstate = tc_fault_sqlstate(result);

    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (strncmp(sqlstate, states[i].prefix, strlen(states[i].prefix)) ==
            0) {
            return states[i].fault;
        }
    }
    return TC_FAULT_OTHER;
}

/* 1 where a line may be written now; *left_out: those that were not. */
static int may_log(tc_fault_limits_t *limits, tc_fault_t fault,
                   unsigned *left_out)
{
    apr_time_t now = tc_clock_steady();
    int may;

    *left_out = 0;
    apr_thread_mutex_lock(limits->mutex);
    may = limits->last[fault] == 0 ||
          now - limits->last[fault] >= apr_time_from_sec(1);
    if (may) {
        *left_out = limits->left_out[fault];
        limits->left_out[fault] = 0;
        limits->last[fault] = now;
    }
    else {
        limits->left_out[fault]++;
    }
    apr_thread_mutex_unlock(limits->mutex);
    return may;
}

tc_error_t *tc_fault_error(apr_pool_t *p, tc_fault_limits_t *limits,
                           tc_fault_t fault, const char *detail)
{
    const fault_text_t *text = &texts[fault];
    const char *cause = text->cause;
    unsigned left_out = 0;
    tc_error_t *error;

    if (detail != NULL) {
        cause = apr_pstrcat(p, cause, ": ", detail, NULL);
    }
    if (text->status == 500) {
        return tc_error_internal(p, text->log_number, APR_SUCCESS, cause);
    }
    error = tc_error_unavailable(p, text->log_number, APR_SUCCESS, cause);
    if (limits != NULL && !may_log(limits, fault, &left_out)) {
        error->log_number = 0;
    }
    else if (left_out > 0) {
        error->cause = apr_psprintf(p, "%s (and %u more such failures)", cause,
                                    left_out);
    }
    return error;
}

/* These classes' texts name objects, never values that clients sent. */
static int text_is_safe(const char *sqlstate)
{
    static const char *const classes[] = { "08", "25", "40", "42", "53",
                                           "55", "57", "58", NULL };

    for (int i = 0; classes[i] != NULL; i++) {
        if (strncmp(sqlstate, classes[i], 2) == 0) {
            return 1;
        }
    }
    return 0;
}

static const char *field(apr_pool_t *p, const PGresult *result, int code,
                         const char *name)
{
    const char *value = PQresultErrorField(result, code);

    return value != NULL ? apr_pstrcat(p, ", ", name, " ", value, NULL) : "";
}

const char *tc_fault_detail(apr_pool_t *p, const char *statement,
                            const PGresult *result)
{
    const char *sqlstate = tc_fault_sqlstate(result);
    const char *text = "";

    if (*sqlstate == '\0') {
        return apr_psprintf(p, "statement %s", statement);
    }
    if (text_is_safe(sqlstate)) {
        text = field(p, result, PG_DIAG_MESSAGE_PRIMARY, "text");
    }
    return apr_pstrcat(p, "statement ", statement, ", SQLSTATE ", sqlstate,
                       field(p, result, PG_DIAG_TABLE_NAME, "table"),
                       field(p, result, PG_DIAG_CONSTRAINT_NAME, "constraint"),
                       text, NULL);
}

const char *tc_fault_word(tc_fault_t fault)
{
    return texts[fault].word;
}
