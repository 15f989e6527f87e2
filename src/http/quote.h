/* Percent-encoding with capital hex digits (RFC 3986, 2.1). From p. */
#ifndef TC_HTTP_QUOTE_H
#define TC_HTTP_QUOTE_H

#include <apr_pools.h>

/* A path: slashes and what RFC 3986 allows in a segment stay. */
const char *tc_quote_path(apr_pool_t *p, const char *path);

/* A query's name or value, as Python's urlencode writes it: space is +. */
const char *tc_quote_query(apr_pool_t *p, const char *text);

#endif
