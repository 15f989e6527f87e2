/* What is wrong with a configuration, said before httpd starts. */
#ifndef TC_CHECK_CONFIGURATION_H
#define TC_CHECK_CONFIGURATION_H

#include <httpd.h>

/* check_config hook (also under `httpd -t`): needed modules, the cache's
 * provider, media roots, the worker program, purging. OK or an HTTP error;
 * each fault has a line that names the directive or the module. */
int tc_check_configuration(apr_pool_t *ptemp, server_rec *s);

#endif
