/*
 * talecraftctl: what its commands share. A command ends with one of the exit
 * codes below and, where it failed, one line on stderr; its argv[0] is the
 * first argument after its name.
 */
#ifndef TC_CLI_CTL_H
#define TC_CLI_CTL_H

#include <apr_pools.h>
#include <libpq-fe.h>

#include "db/sql.h"

typedef enum {
    TC_EXIT_OK = 0,
    TC_EXIT_FAULTS = 1,   /* check found something wrong */
    TC_EXIT_USAGE = 2,    /* the command line is wrong */
    TC_EXIT_CONNECT = 3,  /* the database cannot be reached */
    TC_EXIT_SCHEMA = 4,   /* its schema is not one this program may touch */
    TC_EXIT_DATABASE = 5, /* a statement failed */
    TC_EXIT_INPUT = 6,    /* a name, password or value was refused */
    TC_EXIT_MISSING = 7   /* no such user or token */
} tc_exit_t;

typedef struct {
    apr_pool_t *p;
    const char *conninfo; /* NULL: libpq's environment variables */
    PGconn *pg;           /* after tc_ctl_connect; closed with p */
    int json;             /* rows are printed as JSON (cli/output.h) */
} tc_ctl_t;

/* "talecraftctl: text" on stderr; returns code. */
tc_exit_t tc_ctl_fail(tc_exit_t code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

tc_exit_t tc_ctl_connect(tc_ctl_t *ctl);

/* As connect; the schema must be the one of this program as well. */
tc_exit_t tc_ctl_connect_current(tc_ctl_t *ctl);

/* Statement of sql/queries to be run by tc_ctl_run. */
tc_sql_t *tc_ctl_sql(tc_ctl_t *ctl, const char *name);

/* Runs it; *result is cleared with the pool and never NULL on success. */
tc_exit_t tc_ctl_run(tc_ctl_t *ctl, tc_sql_t *sql, PGresult **result);

/* Runs a text of any number of statements without parameters. On failure
 * *failed holds the server's error (cleared with the pool), nothing is
 * printed. */
int tc_ctl_run_text(tc_ctl_t *ctl, const char *text, PGresult **failed);

/* A server's message on one line, from the pool. */
const char *tc_ctl_message(tc_ctl_t *ctl, const PGresult *result);

#endif
