/* How much there is, and what waits. */
#include "cli/stats.h"

#include "cli/ctl.h"
#include "cli/output.h"

tc_exit_t tc_cli_stats(tc_ctl_t *ctl, int argc, char *const *argv)
{
    PGresult *rows = NULL;
    tc_exit_t rc;

    if (argc > 0) {
        return tc_ctl_fail(TC_EXIT_USAGE, "stats takes no \"%s\"", argv[0]);
    }
    rc = tc_ctl_connect_current(ctl);
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_run(ctl, tc_ctl_sql(ctl, "ctl_stats"), &rows);
    }
    if (rc == TC_EXIT_OK) {
        tc_output_pairs(ctl, rows);
    }
    return rc;
}
