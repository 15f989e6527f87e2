/* How much all processes keep in their tables, and what had to leave them. */
#ifndef TC_CACHE_FRONTS_H
#define TC_CACHE_FRONTS_H

#include <apr.h>

/* In child_init: this process has a slot from now on. */
void tc_fronts_claim(void);

/* What this process's table holds now, and how many entries left it since the
 * last call to make room. */
void tc_fronts_note(apr_uint64_t bytes, apr_uint64_t evicted);

/* Of all processes that live; *evicted: since the start of the server. */
void tc_fronts_read(apr_uint64_t *bytes, apr_uint64_t *evicted);

#endif
