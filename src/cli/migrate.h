/* talecraftctl migrate. */
#ifndef TC_CLI_MIGRATE_H
#define TC_CLI_MIGRATE_H

#include "cli/ctl.h"

tc_exit_t tc_cli_migrate(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
