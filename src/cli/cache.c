/* What the servers of a site keep ready, from the outside. */
#include "cli/cache.h"

#include <stdio.h>

#include "cli/ctl.h"

tc_exit_t tc_cli_cache_flush(tc_ctl_t *ctl, int argc, char *const *argv)
{
    PGresult *rows = NULL;
    tc_exit_t rc;

    if (argc > 0) {
        return tc_ctl_fail(TC_EXIT_USAGE, "cache flush takes no \"%s\"",
                           argv[0]);
    }
    rc = tc_ctl_connect_current(ctl);
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_run(ctl, tc_ctl_sql(ctl, "ctl_cache_flush"), &rows);
    }
    if (rc == TC_EXIT_OK) {
        printf("told all servers\n");
    }
    return rc;
}
