/* What talecraftctl check has found: a line each, or members of an array. */
#ifndef TC_CLI_CHECK_FAULTS_H
#define TC_CLI_CHECK_FAULTS_H

#include "base/json/writer.h"
#include "cli/ctl.h"

/* out: the array is open in it; used where ctl->json is set alone. */
typedef struct {
    tc_ctl_t *ctl;
    tc_writer_t *out;
    int count;
} tc_faults_t;

/* count: how many there are of what; todo: what to do. */
void tc_cli_faults_add(tc_faults_t *faults, const char *what,
                       apr_int64_t count, const char *todo);

/* Runs a statement whose columns are what, count (0 is good) and todo. */
tc_exit_t tc_cli_faults_ask(tc_faults_t *faults, tc_sql_t *sql);

#endif
