/* talecraftctl media orphans. */
#ifndef TC_CLI_MEDIA_ORPHANS_H
#define TC_CLI_MEDIA_ORPHANS_H

#include "cli/ctl.h"

tc_exit_t tc_cli_orphans(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
