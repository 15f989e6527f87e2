/* AuthBasicProvider talecraft and Require talecraft-role. */
#ifndef TC_AUTH_PROVIDERS_H
#define TC_AUTH_PROVIDERS_H

#include <apr_pools.h>

/* Registers AuthBasicProvider talecraft and Require talecraft-role. */
void tc_providers_register(apr_pool_t *p);

#endif
