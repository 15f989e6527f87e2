/* Whether the httpd that runs is the one that is installed. */
#ifndef TC_CLI_CHECK_RUNNING_H
#define TC_CLI_CHECK_RUNNING_H

#include "cli/check/faults.h"

/* pid_file: httpd's. Says nothing where it does not run, or may not be looked
 * at by this user. */
void tc_cli_running_check(tc_faults_t *faults, const char *pid_file);

#endif
