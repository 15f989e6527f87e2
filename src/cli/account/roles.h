/* talecraftctl user role, disable and enable. */
#ifndef TC_CLI_ACCOUNT_ROLES_H
#define TC_CLI_ACCOUNT_ROLES_H

#include "cli/ctl.h"

tc_exit_t tc_cli_roles_set(tc_ctl_t *ctl, int argc, char *const *argv);
tc_exit_t tc_cli_roles_disable(tc_ctl_t *ctl, int argc, char *const *argv);
tc_exit_t tc_cli_roles_enable(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
