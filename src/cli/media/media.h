/* talecraftctl reprocess. */
#ifndef TC_CLI_MEDIA_MEDIA_H
#define TC_CLI_MEDIA_MEDIA_H

#include "cli/ctl.h"

tc_exit_t tc_cli_media_reprocess(tc_ctl_t *ctl, int argc, char *const *argv);

#endif
