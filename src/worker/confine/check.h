/* The self test: a decoder is confined as it should be. */
#ifndef TC_WORKER_CONFINE_CHECK_H
#define TC_WORKER_CONFINE_CHECK_H

#include <apr_pools.h>

/* --check: forks confined processes that misbehave, prints what became of
 * it, and returns 0 where all was refused. */
int tc_worker_check(apr_pool_t *p, const char *dir);

#endif
