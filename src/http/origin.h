/* Which scheme and host a request's links carry. */
#ifndef TC_HTTP_ORIGIN_H
#define TC_HTTP_ORIGIN_H

#include <httpd.h>

#include "core/site.h"

/*
 * "https://example.org": TalecraftPublicURL, or what a trusted proxy's headers
 * say, or the request's host where it is the server's, or ServerName. *odd: 1
 * where whoever asks could have invented it, so that answers which carry it
 * are not to be kept. From r->pool, or static.
 */
const char *tc_origin_of(const request_rec *r, const tc_site_t *site,
                         int *odd);

#endif
