/* talecraftctl check. */
#ifndef TC_CLI_CHECK_CHECK_H
#define TC_CLI_CHECK_CHECK_H

#include "cli/ctl.h"

tc_exit_t tc_cli_check(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
