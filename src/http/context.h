/*
 * One API request on its way: what the router found, who calls, what came in
 * and what goes out. Everything in it is from r->pool.
 */
#ifndef TC_HTTP_CONTEXT_H
#define TC_HTTP_CONTEXT_H

#include <httpd.h>

#include "auth/auth.h"
#include "core/config.h"
#include "core/error.h"

struct tc_route;

/* What a handler answers with; the responder adds the rest. */
typedef struct {
    int status;           /* 200, 201, 204, 202, 301 */
    const char *body;     /* JSON text, NULL for none */
    apr_size_t len;
    const char *version;  /* first part of the ETag, NULL for lists */
    const char *location; /* absolute, for 201 and 301, or NULL */
    int retry_after;      /* seconds, 0: none */
    int no_index;         /* X-Robots-Tag: noindex */
    const char *cache_control; /* NULL: by the caller's kind */
    const char *content_type;  /* NULL: application/json */
} tc_reply_t;

typedef struct tc_ctx {
    request_rec *r;
    apr_pool_t *p;        /* r->pool */
    tc_site_t *site;
    const char *mount;    /* "/api": path of the mount point */
    const char *origin;   /* "https://example.org", for links */
    const char *base;     /* origin + mount, no slash at the end */
    const char *files;    /* origin + TalecraftMediaURL, slash at the end */
    const char *path;     /* below the mount point, "/posts/5/" */
    const struct tc_route *route;
    apr_int64_t id;       /* {id} of the path, 0 where there is none */
    const char *slug;     /* {slug} of the path, decoded, or NULL */
    apr_table_t *query;   /* decoded query parameters, see request.h */
    tc_caller_t *caller;
    tc_reply_t reply;
} tc_ctx_t;

typedef tc_error_t *(*tc_handler_fn)(tc_ctx_t *ctx);

#endif
