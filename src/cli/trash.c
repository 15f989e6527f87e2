/* The trash of a site's posts. */
#include "cli/trash.h"

#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "cli/ctl.h"

#define USAGE "trash purge needs --all, or --days and a number"

/* The days that a post may have been in it: 0 for --all; -1: no number. */
static int days_read(int argc, char *const *argv)
{
    apr_size_t len;

    if (argc == 1 && strcmp(argv[0], "--all") == 0) {
        return 0;
    }
    if (argc != 2 || strcmp(argv[0], "--days") != 0) {
        return -1;
    }
    len = strlen(argv[1]);
    return len > 0 && len <= 4 && strspn(argv[1], "0123456789") == len
               ? (int)apr_atoi64(argv[1])
               : -1;
}

tc_exit_t tc_cli_trash_purge(tc_ctl_t *ctl, int argc, char *const *argv)
{
    int days = days_read(argc, argv);
    PGresult *rows = NULL;
    tc_sql_t *sql;
    tc_exit_t rc;

    if (days < 0) {
        return tc_ctl_fail(TC_EXIT_USAGE, "%s", USAGE);
    }
    rc = tc_ctl_connect_current(ctl);
    if (rc != TC_EXIT_OK) {
        return rc;
    }
    sql = tc_ctl_sql(ctl, "ctl_trash_purge");
    tc_sql_bind_int(sql, "days", days);
    rc = tc_ctl_run(ctl, sql, &rows);
    if (rc == TC_EXIT_OK) {
        printf("deleted %s\n", PQgetvalue(rows, 0, 0));
    }
    return rc;
}
