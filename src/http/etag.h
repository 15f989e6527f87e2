/* Entity tags (RFC 9110, 8.8.3) as the contract uses them:
 * "<version>-<hash of these very bytes>". */
#ifndef TC_HTTP_ETAG_H
#define TC_HTTP_ETAG_H

#include <apr_pools.h>

/* 1 where a list of tags (If-None-Match: weak or strong, "*") names this
 * one; the comparison is the weak one. */
int tc_etag_listed(const char *list, const char *etag);

/* The same by the version part alone (If-Match). */
int tc_etag_version_listed(const char *list, const char *version);

#endif
