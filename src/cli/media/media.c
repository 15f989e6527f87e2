/* The stored media of a site, from the outside. */
#include "cli/media/media.h"

#include <stdio.h>
#include <string.h>

#include "cli/ctl.h"

/* The servers see what is queued within a second. */
tc_exit_t tc_cli_media_reprocess(tc_ctl_t *ctl, int argc, char *const *argv)
{
    PGresult *rows = NULL;
    tc_exit_t rc;

    if (argc != 1 || strcmp(argv[0], "--all") != 0) {
        return tc_ctl_fail(TC_EXIT_USAGE, "reprocess needs --all");
    }
    rc = tc_ctl_connect_current(ctl);
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_run(ctl, tc_ctl_sql(ctl, "ctl_settings"), &rows);
    }
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_run(ctl, tc_ctl_sql(ctl, "ctl_media_reprocess"), &rows);
    }
    if (rc == TC_EXIT_OK) {
        printf("queued %s\n", PQgetvalue(rows, 0, 0));
    }
    return rc;
}
