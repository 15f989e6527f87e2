/*
 * The route table's type and its matcher. The table itself, the one place
 * that knows all paths, is routes.c.
 */
#ifndef TC_HTTP_ROUTE_H
#define TC_HTTP_ROUTE_H

#include "base/account/role.h"
#include "core/refusal.h"
#include "http/context.h"

/* Which public answers are cached, and for how long (TalecraftCacheTTL). */
typedef enum {
    TC_CACHE_NEVER,
    TC_CACHE_POSTS, /* lists of posts */
    TC_CACHE_POST,  /* a post's detail */
    TC_CACHE_CATEGORIES,
    TC_CACHE_ADS
} tc_cache_class_t;

/* Methods are httpd's M_GET ... ; HEAD is M_GET. */
typedef struct tc_route {
    int method;
    const char *path;  /* "/posts/{id}/publish/" */
    const char *mount; /* handler that mounts it alone: "talecraft-posts",
                             whose paths then begin after "/posts"; NULL:
                             whole API only */
    tc_role_t least;   /* TC_PUBLIC: anyone */
    tc_cache_class_t cache;
    tc_handler_fn handler;
    const struct tc_list *list; /* its parameters, where it is a list */
    const char *name;           /* operationId of the OpenAPI description,
                             NULL: not described */
    const char *summary;        /* one line for it */
    const char *takes; /* name of the field table of its body, or NULL */
    const char *gives; /* schema of its answer, or NULL; "text/html"
                             and the like: of that type */
    unsigned flags;    /* TC_ROUTE_... */
} tc_route_t;

#define TC_ROUTE_NO_CREDENTIALS 1u /* looks at no credentials at all */
#define TC_ROUTE_LIST 2u           /* page, page_size, ordering ... */
#define TC_ROUTE_IF_MATCH 4u       /* honours If-Match */
#define TC_ROUTE_PARTIAL 8u        /* PATCH: nothing is required */
#define TC_ROUTE_MULTIPART 16u     /* body is multipart/form-data */
#define TC_ROUTE_FIELDS 32u        /* takes ?fields=, is no LIST */
#define TC_ROUTE_NO_STORE 64u      /* answers are never stored (/auth/) */
#define TC_ROUTE_LATER 128u        /* 202: the work is done afterwards */
#define TC_ROUTE_MOVED 256u        /* 301 where the row has moved */
#define TC_ROUTE_BODY_64K 512u /* most bytes of its JSON body, where that */
#define TC_ROUTE_BODY_1M 1024u /* is less than TalecraftMaxBody */

/* Why it may refuse what role, body and If-Match allow, if there is one more
 * reason that the description should name: a tc_refusal_t among the flags. */
#define TC_ROUTE_REFUSES(why) ((unsigned)(why) << 16)
#define TC_ROUTE_REFUSAL(route) ((tc_refusal_t)((route)->flags >> 16))

extern const tc_route_t tc_routes[]; /* ends with .path = NULL */

typedef enum {
    TC_MATCH_OK,
    TC_MATCH_NO_SLASH, /* the path with a slash is a route that takes GET */
    TC_MATCH_NO_METHOD,
    TC_MATCH_NONE
} tc_match_t;

/* Fills ctx->route, id and slug. allow (from ctx->p): for 405 and OPTIONS.
 * handler: the mount's handler name, "talecraft" for the whole API. */
tc_match_t tc_route_match(tc_ctx_t *ctx, const char *handler,
                          const char **allow);

#endif
