/* The settings of a site that `talecraftctl setup` has made. */
#ifndef TC_CLI_CONF_FILE_H
#define TC_CLI_CONF_FILE_H

#include "cli/ctl.h"

/* Where they stand, from p. */
const char *tc_conf_file_path(apr_pool_t *p, const char *site);

/* Reads database (into ctl->conninfo) and media root of a site, both from
 * ctl->p. */
tc_exit_t tc_conf_file_read(tc_ctl_t *ctl, const char *site,
                            const char **store);

#endif
