#include "http/context.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>
#include <stdlib.h>

#include "base/text.h"
#include "core/mounts.h"
#include "http/quote.h"
#include "http/request.h"

/* A host name or address with an optional port, as a header may carry it. */
static int is_host(const char *text)
{
    return *text != '\0' && strlen(text) <= 255 &&
           text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "0123456789.-_:[]")] == '\0';
}

static int names_have(const apr_array_header_t *names, const char *host)
{
    int i;

    for (i = 0; names != NULL && i < names->nelts; i++) {
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
    int i;

    for (i = 0; i < site->trusted_proxies->nelts; i++) {
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
    const char *colon = host ? strrchr(host, ':') : NULL;

    if (colon == NULL || strchr(colon, ']') != NULL) {
        return 0;
    }
    return (int)apr_strtoi64(colon + 1, NULL, 10);
}

static const char *server_origin(tc_ctx_t *ctx, const char *scheme)
{
    const request_rec *r = ctx->r;
    const server_rec *s = r->server;
    int local = r->connection->local_addr->port;
    int port;
    int wild;

    if (is_own_host(s, r->hostname, &wild)) {
        port = host_port(r);
        /* anything may stand there: such answers are not kept */
        ctx->odd_host = wild ||
                        (port != 0 && port != local && port != s->port);
        return apr_pstrcat(ctx->p, scheme, "://", r->hostname,
                           port_text(ctx->p, scheme, port), NULL);
    }
    port = s->port ? s->port : local;
    return apr_pstrcat(ctx->p, scheme, "://", s->server_hostname,
                       port_text(ctx->p, scheme, port), NULL);
}

static const char *origin_of(tc_ctx_t *ctx)
{
    const char *scheme = ap_http_scheme(ctx->r);
    const char *host = NULL;

    if (ctx->site->public_url != NULL) {
        return ctx->site->public_url;
    }
    if (ctx->site->trusted_proxies->nelts > 0 &&
        is_trusted_proxy(ctx->r, ctx->site)) {
        const char *proto = forwarded(ctx->r, "X-Forwarded-Proto");

        if (proto != NULL && (strcasecmp(proto, "https") == 0 ||
                              strcasecmp(proto, "http") == 0)) {
            scheme = apr_tolower(proto[4]) == 's' ? "https" : "http";
        }
        host = forwarded(ctx->r, "X-Forwarded-Host");
    }
    if (host != NULL && is_host(host)) {
        return apr_pstrcat(ctx->p, scheme, "://", host, NULL);
    }
    return server_origin(ctx, scheme);
}

tc_ctx_t *tc_ctx_make(request_rec *r, const char *mount)
{
    tc_ctx_t *ctx = apr_pcalloc(r->pool, sizeof(*ctx));

    ctx->r = r;
    ctx->p = r->pool;
    ctx->site = tc_site_of(r->server);
    ctx->mount = mount;
    ctx->under = "";
    if (strncmp(r->handler, "talecraft-", 10) == 0) {
        ctx->under = apr_pstrcat(r->pool, "/", r->handler + 10, NULL);
    }
    ctx->path = apr_pstrcat(r->pool, ctx->under, r->uri + strlen(mount), NULL);
    ctx->origin = origin_of(ctx);
    ctx->files = apr_pstrcat(r->pool, ctx->origin, ctx->site->media_url, NULL);
    ctx->query = tc_query_parse(r->pool, r->args);
    return ctx;
}

static const char *mount_url(const tc_ctx_t *ctx, const char *mount,
                             const char *path)
{
    return apr_pstrcat(ctx->p, ctx->origin, tc_quote_path(ctx->p, mount), path,
                       NULL);
}

const char *tc_ctx_url(const tc_ctx_t *ctx, const char *path)
{
    apr_size_t len = strlen(ctx->under);
    apr_size_t first = 1 + strcspn(path + 1, "/");
    const tc_mount_t *mount;

    if (len == 0 || (first == len && strncmp(path, ctx->under, len) == 0)) {
        return mount_url(ctx, ctx->mount, path + len);
    }
    /* another resource than the one that is mounted here alone */
    mount = tc_mount_find(
        ctx->site,
        apr_pstrcat(ctx->p, "talecraft-",
                    apr_pstrmemdup(ctx->p, path + 1, first - 1), NULL));
    if (mount != NULL) {
        return mount_url(ctx, mount->path, path + first);
    }
    mount = tc_mount_find(ctx->site, "talecraft");
    return mount_url(ctx, mount ? mount->path : ctx->mount, path);
}
