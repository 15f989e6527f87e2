/* Which content coding an answer is sent in. */
#ifndef TC_HTTP_CODING_H
#define TC_HTTP_CODING_H

#include <httpd.h>

#include "cache/cache.h"

/*
 * The coding that the client's Accept-Encoding takes best of those that there
 * are (bits 1u << TC_CODING_GZIP and 1u << TC_CODING_BR), br where both are
 * as welcome; TC_CODING_IDENTITY where it takes none of them.
 */
tc_coding_t tc_coding_choose(const request_rec *r, unsigned ready);

/*
 * The coding that is made for a first or only reader: gzip for whoever takes
 * it. It costs a fifth of br, which is made when a kept answer is read again:
 * most that is read once is never read again.
 */
tc_coding_t tc_coding_first(const request_rec *r);

/* The name of a coding that is made, "gzip", as Content-Encoding has it. */
const char *tc_coding_name(tc_coding_t coding);

#endif
