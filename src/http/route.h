/*
 * The route table's type and its matcher. The table itself, the one place
 * that knows all paths, is routes.c: a row says what the API does there, the
 * engine (rest/dispatch, and what it calls) acts on it, and Allow, CORS, the
 * root listing, the handlers that mount one resource alone, and the
 * description of the API are made from it.
 */
#ifndef TC_HTTP_ROUTE_H
#define TC_HTTP_ROUTE_H

#include "base/account/role.h"
#include "core/refusal.h"
#include "http/context.h"

struct tc_fields; /* rest/table.h */
struct tc_filter; /* rest/list.h */
struct tc_list;
struct tc_shape; /* rest/table.h */

/* Which public answers are cached, and for how long (TalecraftCacheTTL). */
typedef enum {
    TC_CACHE_NEVER,
    TC_CACHE_POSTS, /* lists of posts */
    TC_CACHE_POST,  /* a post's detail */
    TC_CACHE_CATEGORIES,
    TC_CACHE_TAGS,
    TC_CACHE_AUTHORS,
    TC_CACHE_ADS
} tc_cache_class_t;

typedef enum {
    TC_BODY_JSON,
    TC_BODY_FORM /* multipart/form-data with a file */
} tc_body_kind_t;

#define TC_ROUTE_REFUSES_MAX 3

/* Methods are httpd's M_GET ... ; HEAD is M_GET. */
typedef struct tc_route {
    int method;
    const char *path; /* "/posts/{id}/publish/", see base/text/path.h */
    tc_handler_fn handler;
    const void *with;           /* what the handler works with, its own type */
    tc_role_t least;            /* TC_PUBLIC: anyone */
    tc_cache_class_t cache;     /* of what the public gets */
    const struct tc_list *list; /* its parameters, where it is a list */
    const struct tc_filter *query; /* further parameters; .name NULL: end */

    /* the body: */
    const struct tc_fields *takes; /* NULL: it takes none */
    tc_body_kind_t body;
    apr_size_t body_most; /* bytes of JSON, where that is less than
                             TalecraftMaxBody; 0: that */
    int partial;          /* nothing is required in it */
    int if_match;         /* honours If-Match */
    int lenient;          /* takes what is only incomplete */
    const char *once;     /* honours Idempotency-Key: the table of the row that
                             it makes */
    tc_handler_fn again;  /* answers with that row where no GET of it does
                             (tc_route_made); its id is ctx->made */
    const struct tc_shape *gives_again; /* what that gives */

    /* the answer: */
    int status;                   /* of success, 0: 200, or 204 where nothing
                                     is given */
    const struct tc_shape *gives; /* NULL: nothing, or no JSON */
    const char *content_type;     /* NULL: application/json */
    int fields;                   /* takes ?fields=; lists do anyway */
    int told_once;                /* a secret: it is sent whatever is
                                     preferred */
    int no_store;                 /* answers are never stored (/auth/) */

    /* who is refused: */
    int no_credentials; /* looks at no credentials at all */
    int throttled;      /* waits where an address tried too often */
    tc_refusal_t refuses[TC_ROUTE_REFUSES_MAX]; /* why else, see
                                                   tc_route_refuse */

    /* The rest is for the description alone. What it says of the handler is
     * held by the tests, which compare every answer with the description. */
    int stored;          /* what has been sent before is checked: 400 */
    int puts;            /* 201 where there was none before */
    int rows;            /* an array of what is given; no list */
    int moved;           /* 301 where the row has moved */
    int unwell;          /* 503 with the same body */
    int not_yet;         /* Retry-After while work on it goes on */
    const char *name;    /* operationId, NULL: none */
    const char *summary; /* one line */
} tc_route_t;

extern const tc_route_t tc_routes[]; /* ends with .path = NULL */

/* The resources: first parts of paths, which `SetHandler talecraft-<name>`
 * mounts alone (its paths then begin after "/<name>"), and tags of the
 * description. What belongs to none is the service's. */
typedef struct {
    const char *name;
    const char *about;
} tc_resource_t;

extern const tc_resource_t tc_resources[]; /* ends with .name = NULL */

typedef enum {
    TC_MATCH_OK,
    TC_MATCH_NO_SLASH, /* the path with a slash is a route that takes GET */
    TC_MATCH_NO_METHOD,
    TC_MATCH_NONE
} tc_match_t;

/* Fills ctx->route, named and id. allow (from ctx->p): for 405 and OPTIONS.
 * handler: the mount's handler name, "talecraft" for the whole API. */
tc_match_t tc_route_match(tc_ctx_t *ctx, const char *handler,
                          const char **allow);

/* The resource of a path, NULL: the service's. */
const tc_resource_t *tc_route_resource(const char *path);

/* 1 where handler is "talecraft" or mounts a resource alone. */
int tc_route_is_handler(const char *handler);

/* The name by which the root lists a route, from p: that of a list whose path
 * is one segment. NULL for all others. */
const char *tc_route_collection(apr_pool_t *p, const tc_route_t *route);

/* Every method of the API, as an Allow header writes them; from p. */
const char *tc_route_methods(apr_pool_t *p);

/* The route that reads the row which a route is about: GET of its path, or of
 * the longest beginning of it that gives the same, or else up to and with {id};
 * NULL where there is none. */
const tc_route_t *tc_route_reader(const tc_route_t *route);

/* The route that reads what a POST has made, one parameter below it; NULL where
 * there is none. */
const tc_route_t *tc_route_made(const tc_route_t *route);

/* The status of success. */
int tc_route_status(const tc_route_t *route);

/*
 * {"detail":"..."} for a reason that the row of the request names; what: see
 * tc_refusal_text. A reason that it does not name, so that the description
 * keeps it from clients, is a fault of the table: 500 and TC6002.
 */
tc_error_t *tc_route_refuse(const tc_ctx_t *ctx, tc_refusal_t why,
                            const char *what);

#endif
