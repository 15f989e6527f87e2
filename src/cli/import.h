/* talecraftctl import: what other systems have written. */
#ifndef TC_CLI_IMPORT_H
#define TC_CLI_IMPORT_H

#include "cli/ctl.h"

tc_exit_t tc_cli_import(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
