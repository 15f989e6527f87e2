#include "cli/scripts.h"

#include <apr_strings.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/ctl.h"
#include "version.h"

/* The script takes the place of this process; -d and --json go to it by the
 * environment. */
static tc_exit_t become(const tc_ctl_t *ctl, const char *script, int argc,
                        char *const *argv)
{
    const char *path = apr_pstrcat(ctl->p, TC_LIBEXEC "/", script, NULL);
    char **arguments = apr_pcalloc(ctl->p, (argc + 2) * sizeof(char *));

    arguments[0] = apr_pstrdup(ctl->p, path);
    for (int i = 0; i < argc; i++) {
        arguments[i + 1] = argv[i];
    }
    if (ctl->conninfo != NULL) {
        setenv("TALECRAFT_DATABASE", ctl->conninfo, 1);
    }
    execv(path, arguments);
    return tc_ctl_fail(TC_EXIT_USAGE, "%s: %s; make install puts it there",
                       path, strerror(errno));
}

tc_exit_t tc_cli_scripts_setup(tc_ctl_t *ctl, int argc, char *const *argv)
{
    return become(ctl, "setup/setup.sh", argc, argv);
}

tc_exit_t tc_cli_scripts_backup(tc_ctl_t *ctl, int argc, char *const *argv)
{
    return become(ctl, "backup/backup.sh", argc, argv);
}

tc_exit_t tc_cli_scripts_restore(tc_ctl_t *ctl, int argc, char *const *argv)
{
    return become(ctl, "backup/restore.sh", argc, argv);
}
