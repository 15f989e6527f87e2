/*
 * Whom a URL or a header names: host and port, as RFC 9110 (section 4.2) and
 * RFC 3986 (3.2.2, 3.2.3) write them.
 */
#ifndef TC_BASE_TEXT_HOST_H
#define TC_BASE_TEXT_HOST_H

#include <apr_pools.h>

/* More is no host name (RFC 1035) and no address. */
#define TC_HOST_MOST 253

typedef struct {
    const char *name; /* lower case, without a dot at its end; an IPv6
                         address in brackets and in its shortest form */
    int port;         /* 1 to 65535, 0: none was given */
} tc_host_t;

/*
 * host[:port]: a name of letters, digits, hyphens, underscores and dots, an
 * IPv4 address, or an IPv6 address in brackets. What RFC 3986 allows besides
 * (escapes, sub-delimiters, IPvFuture) names no host that could be reached,
 * and is refused. One host has one form, however it was written. 1 where it
 * is one; host->name is from p.
 */
int tc_host_parse(apr_pool_t *p, const char *text, tc_host_t *host);

#endif
