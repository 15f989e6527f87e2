/* What the configuration wants of the socache provider. */
#ifndef TC_CORE_SOCACHE_H
#define TC_CORE_SOCACHE_H

#include <apr_pools.h>

#define TC_SOCACHE_SHMCB "shmcb"

/* What the provider of that name is told for the arguments of TalecraftCache
 * (NULL: none), from p. */
const char *tc_socache_args(apr_pool_t *p, const char *name, const char *args);

/* All that an instance and its mutex are made from, from p. Where two such
 * texts are equal, so is what would be made. */
const char *tc_socache_wish(apr_pool_t *p, const char *args);

#endif
