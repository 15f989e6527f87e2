#include "http/route.h"

#include <apr_strings.h>
#include <string.h>

#include "core/error.h"
#include "core/refusal.h"
#include "http/context.h"
#include "base/text/path.h"

#define WHOLE "talecraft"
#define ALONE "talecraft-"

/* The name of a method as HTTP writes it, in the order of an Allow header. */
static const struct {
    int number;
    const char *name;
} methods[] = { { M_GET, "GET" },
                { M_POST, "POST" },
                { M_PUT, "PUT" },
                { M_PATCH, "PATCH" },
                { M_DELETE, "DELETE" } };

/* -------------------------------------------------------------- resources */

/* 1 where the first part of the path is that name. */
static int is_below(const char *path, const char *name)
{
    apr_size_t len = strlen(name);

    return strncmp(path + 1, name, len) == 0 && path[1 + len] == '/';
}

const tc_resource_t *tc_route_resource(const char *path)
{
    for (const tc_resource_t *resource = tc_resources; resource->name != NULL;
         resource++) {
        if (is_below(path, resource->name)) {
            return resource;
        }
    }
    return NULL;
}

int tc_route_is_handler(const char *handler)
{
    if (handler == NULL || strncmp(handler, WHOLE, sizeof(WHOLE) - 1) != 0) {
        return 0;
    }
    if (handler[sizeof(WHOLE) - 1] == '\0') {
        return 1;
    }
    for (const tc_resource_t *resource = tc_resources; resource->name != NULL;
         resource++) {
        if (strncmp(handler, ALONE, sizeof(ALONE) - 1) == 0 &&
            strcmp(handler + sizeof(ALONE) - 1, resource->name) == 0) {
            return 1;
        }
    }
    return 0;
}

const char *tc_route_collection(apr_pool_t *p, const tc_route_t *route)
{
    apr_size_t len = strcspn(route->path + 1, "/");

    return route->list != NULL && route->path[1 + len + 1] == '\0'
               ? apr_pstrmemdup(p, route->path + 1, len)
               : NULL;
}

/* --------------------------------------------------------------- matching */

/* A route that a mount of one resource has as well as the whole API's. */
static int is_mounted(const tc_route_t *route, const char *handler)
{
    return strcmp(handler, WHOLE) == 0 ||
           is_below(route->path, handler + sizeof(ALONE) - 1);
}

static const tc_route_t *route_find(tc_ctx_t *ctx, const char *handler,
                                    const char *path, int method,
                                    unsigned *others)
{
    *others = 0;
    if (path[0] != '/') {
        return NULL;
    }
    for (const tc_route_t *route = tc_routes; route->path != NULL; route++) {
        if (route->path[1] != path[1] || !is_mounted(route, handler) ||
            !tc_path_match(ctx->p, route->path, path, &ctx->named)) {
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

    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (set & (1u << methods[i].number)) {
            allow = apr_pstrcat(p, allow, methods[i].name, ", ", NULL);
        }
    }
    return apr_pstrcat(p, allow, set & (1u << M_GET) ? "HEAD, " : "",
                       "OPTIONS", NULL);
}

const char *tc_route_methods(apr_pool_t *p)
{
    unsigned set = 0;

    for (const tc_route_t *route = tc_routes; route->path != NULL; route++) {
        set |= 1u << route->method;
    }
    return allow_text(p, set);
}

tc_match_t tc_route_match(tc_ctx_t *ctx, const char *handler,
                          const char **allow)
{
    apr_size_t len = strlen(ctx->path);
    unsigned others;

    ctx->route = route_find(ctx, handler, ctx->path, ctx->r->method_number,
                            &others);
    if (ctx->route != NULL) {
        ctx->id = tc_path_number(&ctx->named, "id");
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

/* ---------------------------------------------------------------- answers */

/* GET of the first len characters of a path. */
static const tc_route_t *reader_of(const char *path, apr_size_t len)
{
    for (const tc_route_t *other = tc_routes; other->path != NULL; other++) {
        if (other->method == M_GET && strlen(other->path) == len &&
            memcmp(other->path, path, len) == 0) {
            return other;
        }
    }
    return NULL;
}

const tc_route_t *tc_route_reader(const tc_route_t *route)
{
    const char *id = strstr(route->path, "{id}/");
    apr_size_t len = strlen(route->path);
    const tc_route_t *found = reader_of(route->path, len);

    while (found == NULL && len > 1) {
        for (len--; len > 1 && route->path[len - 1] != '/'; len--) {
        }
        found = reader_of(route->path, len);
        if (found != NULL && found->gives != route->gives) {
            found = NULL;
        }
    }
    return found != NULL || id == NULL
               ? found
               : reader_of(route->path, (apr_size_t)(id - route->path) + 5);
}

const tc_route_t *tc_route_made(const tc_route_t *route)
{
    apr_size_t len = strlen(route->path);

    for (const tc_route_t *row = tc_routes; row->path != NULL; row++) {
        const char *rest = row->path + len;

        if (row->method == M_GET &&
            strncmp(row->path, route->path, len) == 0 && *rest == '{' &&
            strchr(rest, '/') == rest + strlen(rest) - 1 &&
            tc_path_parameter(rest)->kind == TC_PATH_NUMBER) {
            return row;
        }
    }
    return NULL;
}

int tc_route_status(const tc_route_t *route)
{
    if (route->status != 0) {
        return route->status;
    }
    return route->gives != NULL || route->content_type != NULL
               ? HTTP_OK
               : HTTP_NO_CONTENT;
}

tc_error_t *tc_route_refuse(const tc_ctx_t *ctx, tc_refusal_t why,
                            const char *what)
{
    for (int i = 0; i < TC_ROUTE_REFUSES_MAX; i++) {
        if (ctx->route->refuses[i] == why) {
            return tc_refusal_make_what(ctx->p, why, what);
        }
    }
    return tc_error_internal(ctx->p, 6002, APR_SUCCESS,
                             "a route refuses with a reason that its row of "
                             "src/routes.c does not name; please report this");
}
