/* talecraftctl cache flush. */
#ifndef TC_CLI_CACHE_H
#define TC_CLI_CACHE_H

#include "cli/ctl.h"

/* Servers that listen forget what they keep within a second. */
tc_exit_t tc_cli_cache_flush(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
