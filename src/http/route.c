#include "http/route.h"

#include <apr_strings.h>

#include "base/text/text.h"
#include "http/context.h"

/* The name of a method as HTTP writes it, in the order of an Allow header. */
static const struct {
    int number;
    const char *name;
} methods[] = { { M_GET, "GET" },
                { M_POST, "POST" },
                { M_PUT, "PUT" },
                { M_PATCH, "PATCH" },
                { M_DELETE, "DELETE" } };

/* {id}: digits. One that is too large for a row's id is no row: -1. */
static apr_int64_t id_parse(const char *digits, apr_size_t len)
{
    apr_int64_t id = 0;
    apr_size_t i;

    for (i = 0; i < len; i++) {
        if (id > (APR_INT64_MAX - 9) / 10) {
            return -1;
        }
        id = id * 10 + (digits[i] - '0');
    }
    return id > 0 ? id : -1;
}

/* Match one segment; what stands between two slashes of the template. */
static int segment_match(tc_ctx_t *ctx, const char **template_at,
                         const char **path_at)
{
    apr_size_t want = strcspn(*template_at, "/");
    apr_size_t have = strcspn(*path_at, "/");
    const char *segment = *path_at;

    if (strncmp(*template_at, "{id}", want) == 0 && want == 4) {
        if (have == 0 || strspn(segment, "0123456789") != have) {
            return 0;
        }
        ctx->id = id_parse(segment, have);
    }
    else if (strncmp(*template_at, "{slug}", want) == 0 && want == 6) {
        if (have == 0 || !tc_text_is_utf8(segment, have)) {
            return 0;
        }
        ctx->slug = apr_pstrmemdup(ctx->p, segment, have);
    }
    else if (want != have || strncmp(*template_at, segment, want) != 0) {
        return 0;
    }
    *template_at += want;
    *path_at += have;
    return 1;
}

static int path_match(tc_ctx_t *ctx, const char *template, const char *path)
{
    ctx->id = 0;
    ctx->slug = NULL;
    while (*template == '/' && *path == '/') {
        template ++;
        path++;
        if (*template == '\0' || *path == '\0') {
            break;
        }
        if (!segment_match(ctx, &template, &path)) {
            return 0;
        }
    }
    return *template == '\0' && *path == '\0';
}

/* A route that a mount of one resource has as well as the whole API's. */
static int route_mounted(const tc_route_t *route, const char *handler)
{
    return strcmp(handler, "talecraft") == 0 ||
           (route->mount != NULL && strcmp(route->mount, handler) == 0);
}

static const tc_route_t *route_find(tc_ctx_t *ctx, const char *handler,
                                    const char *path, int method,
                                    unsigned *others)
{
    const tc_route_t *route;

    *others = 0;
    if (path[0] != '/') {
        return NULL;
    }
    for (route = tc_routes; route->path != NULL; route++) {
        if (route->path[1] != path[1] || !route_mounted(route, handler) ||
            !path_match(ctx, route->path, path)) {
            continue;
        }
        if (route->method == method) {
            return route;
        }
        *others |= 1u << route->method;
    }
    return NULL;
}

static const char *allow_text(apr_pool_t *p, unsigned set)
{
    const char *allow = "";
    size_t i;

    for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (set & (1u << methods[i].number)) {
            allow = apr_pstrcat(p, allow, methods[i].name, ", ", NULL);
        }
    }
    return apr_pstrcat(p, allow, set & (1u << M_GET) ? "HEAD, " : "",
                       "OPTIONS", NULL);
}

tc_match_t tc_route_match(tc_ctx_t *ctx, const char *handler,
                          const char **allow)
{
    apr_size_t len = strlen(ctx->path);
    unsigned others;

    ctx->route = route_find(ctx, handler, ctx->path, ctx->r->method_number,
                            &others);
    if (ctx->route != NULL) {
        return TC_MATCH_OK;
    }
    if (others != 0) {
        *allow = allow_text(ctx->p, others);
        return TC_MATCH_NO_METHOD;
    }
    if (ctx->r->method_number == M_GET &&
        (len == 0 || ctx->path[len - 1] != '/') &&
        route_find(ctx, handler, apr_pstrcat(ctx->p, ctx->path, "/", NULL),
                   M_GET, &others) != NULL) {
        return TC_MATCH_NO_SLASH;
    }
    return TC_MATCH_NONE;
}
