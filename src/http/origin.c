#include "http/origin.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <httpd.h>
#include <http_core.h>
#include <http_protocol.h>

#include "base/text/host.h"
#include "base/text/text.h"
#include "core/site.h"

static int names_have(const apr_array_header_t *names, const char *host)
{
    for (int i = 0; names != NULL && i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);

        if (name != NULL && ap_strcasecmp_match(host, name) == 0) {
            return 1;
        }
    }
    return 0;
}

/* ServerName or a ServerAlias; *wild where that has a wildcard. */
static int is_own_host(const server_rec *s, const char *host, int *wild)
{
    *wild = 0;
    if (host == NULL) {
        return 0;
    }
    if (strcasecmp(host, s->server_hostname) == 0 ||
        names_have(s->names, host)) {
        return 1;
    }
    *wild = 1;
    return names_have(s->wild_names, host);
}

static int is_trusted_proxy(const request_rec *r, const tc_site_t *site)
{
    for (int i = 0; i < site->trusted_proxies->nelts; i++) {
        if (apr_ipsubnet_test(
                APR_ARRAY_IDX(site->trusted_proxies, i, apr_ipsubnet_t *),
                r->connection->client_addr)) {
            return 1;
        }
    }
    return 0;
}

/* The first value of a header that proxies append to. */
static const char *forwarded(const request_rec *r, const char *header)
{
    const char *value = apr_table_get(r->headers_in, header);
    apr_size_t len;

    if (value == NULL) {
        return NULL;
    }
    len = strcspn(value, ",");
    tc_text_trim(&value, &len);
    return len > 0 ? apr_pstrmemdup(r->pool, value, len) : NULL;
}

static const char *port_text(apr_pool_t *p, const char *scheme, int port)
{
    if (port == 0 || (port == 80 && strcmp(scheme, "http") == 0) ||
        (port == 443 && strcmp(scheme, "https") == 0)) {
        return "";
    }
    return apr_psprintf(p, ":%d", port);
}

/* The Host header's port; 0 where it has none. */
static int host_port(const request_rec *r)
{
    const char *host = apr_table_get(r->headers_in, "Host");
    const char *colon = host != NULL ? strrchr(host, ':') : NULL;

    if (colon == NULL || strchr(colon, ']') != NULL) {
        return 0;
    }
    return (int)apr_strtoi64(colon + 1, NULL, 10);
}

/* 1 where nobody but the administrator can have chosen that port. */
static int is_own_port(const request_rec *r, int port)
{
    return port == 0 || port == r->connection->local_addr->port ||
           port == r->server->port;
}

static const char *server_origin(const request_rec *r, const char *scheme,
                                 int *odd)
{
    const server_rec *s = r->server;
    int port;
    int wild;

    if (is_own_host(s, r->hostname, &wild)) {
        port = host_port(r);
        *odd = wild || !is_own_port(r, port);
        return apr_pstrcat(r->pool, scheme, "://", r->hostname,
                           port_text(r->pool, scheme, port), NULL);
    }
    port = s->port ? s->port : r->connection->local_addr->port;
    return apr_pstrcat(r->pool, scheme, "://", s->server_hostname,
                       port_text(r->pool, scheme, port), NULL);
}

/* As the proxy's client named it: proxies hand on any host they are asked
 * for, so one that this server has no name for may be anyone's invention. */
static const char *proxied_origin(const request_rec *r, const char *scheme,
                                  const tc_host_t *host, int *odd)
{
    const char *port = port_text(r->pool, scheme, host->port);
    int wild;

    *odd = !is_own_host(r->server, host->name, &wild) || wild ||
           (*port != '\0' && !is_own_port(r, host->port));
    return apr_pstrcat(r->pool, scheme, "://", host->name, port, NULL);
}

const char *tc_origin_of(const request_rec *r, const tc_site_t *site, int *odd)
{
    const char *scheme = ap_http_scheme(r);
    const char *host;
    const char *proto;
    tc_host_t proxied;

    *odd = 0;
    if (site->public_url != NULL) {
        return site->public_url;
    }
    if (site->trusted_proxies->nelts == 0 || !is_trusted_proxy(r, site)) {
        return server_origin(r, scheme, odd);
    }
    proto = forwarded(r, "X-Forwarded-Proto");
    if (proto != NULL &&
        (strcasecmp(proto, "https") == 0 || strcasecmp(proto, "http") == 0)) {
        scheme = apr_tolower(proto[4]) == 's' ? "https" : "http";
    }
    host = forwarded(r, "X-Forwarded-Host");
    return host != NULL && tc_host_parse(r->pool, host, &proxied)
               ? proxied_origin(r, scheme, &proxied, odd)
               : server_origin(r, scheme, odd);
}
