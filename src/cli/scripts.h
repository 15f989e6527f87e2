/* talecraftctl setup, backup and restore: work of other programs (createdb,
 * pg_dump, a2enmod, cp), put together by scripts beside the media worker. */
#ifndef TC_CLI_SCRIPTS_H
#define TC_CLI_SCRIPTS_H

#include "cli/ctl.h"

tc_exit_t tc_cli_scripts_setup(tc_ctl_t *ctl, int argc, char *const *argv);
tc_exit_t tc_cli_scripts_backup(tc_ctl_t *ctl, int argc, char *const *argv);
tc_exit_t tc_cli_scripts_restore(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
