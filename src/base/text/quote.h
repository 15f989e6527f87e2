/* Percent-encoding (RFC 3986, 2.1): with capital hex digits, from p. */
#ifndef TC_BASE_TEXT_QUOTE_H
#define TC_BASE_TEXT_QUOTE_H

#include <apr_pools.h>

/* A path: slashes and what RFC 3986 allows in a segment stay. */
const char *tc_quote_path(apr_pool_t *p, const char *path);

/* A query's name or value, as Python's urlencode writes it: space is +. */
const char *tc_quote_query(apr_pool_t *p, const char *text);

/* The value of an extended parameter, "filename*" (RFC 8187, 3.2.1). */
const char *tc_quote_extended(apr_pool_t *p, const char *text);

/* The byte that the "%xx" at text stands for; -1 where there is none within
 * len bytes. */
int tc_quote_byte(const char *text, apr_size_t len);

#endif
