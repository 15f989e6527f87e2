/*
 * What is in a database, and what in it cannot be: things that constraints
 * do not cover. Nothing is changed.
 */
#include "cli/check.h"

#include <stdio.h>

#include <apr_strings.h>

#include "cli/ctl.h"
#include "cli/migrations.h"

static tc_exit_t print_counts(tc_ctl_t *ctl)
{
    PGresult *rows = NULL;
    tc_exit_t rc = tc_ctl_run(ctl, tc_ctl_sql(ctl, "ctl_check_counts"), &rows);

    for (int row = 0; rc == TC_EXIT_OK && row < PQntuples(rows); row++) {
        printf("%s: %s\n", PQgetvalue(rows, row, 0), PQgetvalue(rows, row, 1));
    }
    return rc;
}

static tc_exit_t print_faults(tc_ctl_t *ctl)
{
    PGresult *rows = NULL;
    tc_exit_t rc = tc_ctl_run(ctl, tc_ctl_sql(ctl, "ctl_check_faults"), &rows);
    int faults = 0;

    for (int row = 0; rc == TC_EXIT_OK && row < PQntuples(rows); row++) {
        if (apr_atoi64(PQgetvalue(rows, row, 1)) > 0) {
            printf("FAULT: %s: %s\n", PQgetvalue(rows, row, 0),
                   PQgetvalue(rows, row, 1));
            faults++;
        }
    }
    if (rc == TC_EXIT_OK && faults > 0) {
        return tc_ctl_fail(TC_EXIT_FAULTS, "%d fault%s found", faults,
                           faults > 1 ? "s" : "");
    }
    return rc;
}

tc_exit_t tc_cli_check(tc_ctl_t *ctl, int argc, char *const *argv)
{
    tc_exit_t rc;

    if (argc > 0) {
        return tc_ctl_fail(TC_EXIT_USAGE, "check takes no \"%s\"", argv[0]);
    }
    rc = tc_ctl_connect_current(ctl);
    if (rc != TC_EXIT_OK) {
        return rc;
    }
    printf("schema version: %d\n", (int)tc_migrations_count);
    rc = print_counts(ctl);
    if (rc == TC_EXIT_OK) {
        rc = print_faults(ctl);
    }
    if (rc == TC_EXIT_OK) {
        printf("ok\n");
    }
    return rc;
}
