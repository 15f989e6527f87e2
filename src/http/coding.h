/* Which content coding an answer is sent in. */
#ifndef TC_HTTP_CODING_H
#define TC_HTTP_CODING_H

#include <httpd.h>

#include "cache/cache.h"

/*
 * The coding that the client's Accept-Encoding takes best of those that are
 * ready (bits 1u << TC_CODING_GZIP and 1u << TC_CODING_BR), br where both are
 * as welcome; TC_CODING_IDENTITY where it takes none of them.
 */
tc_coding_t tc_coding_choose(const request_rec *r, unsigned ready);

#endif
