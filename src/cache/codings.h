/*
 * Private to cache/: the codings of a body and their ETags.
 */
#ifndef TC_CACHE_CODINGS_H
#define TC_CACHE_CODINGS_H

#include "cache/cache.h"

/* Fill in entry's ETag of the identity body that stands there and, where
 * `all` is set, the other codings that are worth it. Memory from p. */
void tc_codings_make(apr_pool_t *p, tc_entry_t *entry, const char *version,
                     int all);

#endif
