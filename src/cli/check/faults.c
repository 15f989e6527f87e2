#include "cli/check/faults.h"

#include <stdio.h>

#include <apr_strings.h>

void tc_cli_faults_add(tc_faults_t *faults, const char *what,
                       apr_int64_t count, const char *todo)
{
    faults->count++;
    if (!faults->ctl->json) {
        printf("FAULT: %s: %" APR_INT64_T_FMT "; %s\n", what, count, todo);
        return;
    }
    tc_writer_open(faults->out, '{');
    tc_writer_put_string(faults->out, "what", what);
    tc_writer_put_int(faults->out, "count", count);
    tc_writer_put_string(faults->out, "todo", todo);
    tc_writer_close(faults->out, '}');
}

tc_exit_t tc_cli_faults_ask(tc_faults_t *faults, tc_sql_t *sql)
{
    PGresult *rows = NULL;
    tc_exit_t rc = tc_ctl_run(faults->ctl, sql, &rows);

    for (int row = 0; rc == TC_EXIT_OK && row < PQntuples(rows); row++) {
        apr_int64_t count = apr_atoi64(PQgetvalue(rows, row, 1));

        if (count > 0) {
            tc_cli_faults_add(faults, PQgetvalue(rows, row, 0), count,
                              PQgetvalue(rows, row, 2));
        }
    }
    return rc;
}
