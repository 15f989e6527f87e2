/* talecraftctl stats. */
#ifndef TC_CLI_STATS_H
#define TC_CLI_STATS_H

#include "cli/ctl.h"

tc_exit_t tc_cli_stats(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
