/*
 * What talecraftctl check finds in httpd: its configuration, as httpd reads
 * it, and versions that do not fit each other.
 */
#ifndef TC_CLI_CHECK_HTTPD_H
#define TC_CLI_CHECK_HTTPD_H

#include "cli/check/faults.h"

/* media: the site's media root, NULL where nobody has said where that is. The
 * database's schema is this program's. */
tc_exit_t tc_cli_httpd_check(tc_faults_t *faults, const char *media);

#endif
