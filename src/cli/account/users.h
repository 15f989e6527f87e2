/* talecraftctl user add, user link, user list, user passwd. */
#ifndef TC_CLI_ACCOUNT_USERS_H
#define TC_CLI_ACCOUNT_USERS_H

#include "cli/ctl.h"

tc_exit_t tc_cli_users_add(tc_ctl_t *ctl, int argc, char *const *argv);
tc_exit_t tc_cli_users_passwd(tc_ctl_t *ctl, int argc, char *const *argv);
tc_exit_t tc_cli_users_link(tc_ctl_t *ctl, int argc, char *const *argv);
tc_exit_t tc_cli_users_list(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
