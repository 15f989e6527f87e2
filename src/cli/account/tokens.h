/* talecraftctl token add, list and revoke: API tokens for programs. */
#ifndef TC_CLI_ACCOUNT_TOKENS_H
#define TC_CLI_ACCOUNT_TOKENS_H

#include "cli/ctl.h"

tc_exit_t tc_cli_tokens_add(tc_ctl_t *ctl, int argc, char *const *argv);
tc_exit_t tc_cli_tokens_list(tc_ctl_t *ctl, int argc, char *const *argv);
tc_exit_t tc_cli_tokens_revoke(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
