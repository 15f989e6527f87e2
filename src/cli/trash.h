/* talecraftctl trash purge. */
#ifndef TC_CLI_TRASH_H
#define TC_CLI_TRASH_H

#include "cli/ctl.h"

tc_exit_t tc_cli_trash_purge(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
