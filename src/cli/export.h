/* talecraftctl export. */
#ifndef TC_CLI_EXPORT_H
#define TC_CLI_EXPORT_H

#include "cli/ctl.h"

/* DIR [--hashes] [--revisions]: a file of JSON lines for each table, all as
 * they were at one moment. DIR is new or empty. */
tc_exit_t tc_cli_export(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
