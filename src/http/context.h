/*
 * One API request on its way: what the router found, who calls, what came in
 * and what goes out. Everything in it lives as long as r->pool.
 */
#ifndef TC_HTTP_CONTEXT_H
#define TC_HTTP_CONTEXT_H

#include <apr_hash.h>
#include <httpd.h>

#include "auth/caller.h"
#include "base/json/json.h"
#include "core/error.h"
#include "core/site.h"
#include "base/text/path.h"

struct tc_route;

/* What a handler answers with; the responder adds the rest. */
typedef struct {
    int status;       /* of HTTP; DONE: the handler has sent a file itself */
    const char *body; /* JSON text, NULL for none */
    apr_size_t len;
    const char *version;       /* first part of the ETag, NULL for lists */
    const char *location;      /* absolute, for 201 and 301, or NULL */
    int retry_after;           /* seconds, 0: none */
    int no_index;              /* X-Robots-Tag: noindex */
    const char *cache_control; /* NULL: by the caller's kind */
    const char *content_type;  /* NULL: as the route says */
} tc_reply_t;

/* What the cache must know of a public answer. */
typedef struct {
    const char *tags;    /* one a line, as the statement gave them */
    apr_time_t next_due; /* 0: no schedule stands */
    apr_int64_t post_id; /* to be counted as a view, 0: none */
    const char *absent;  /* tags of "there is no such row", where there is none
                            and these tell when there is; or NULL */
    const char *moved;   /* the slug that a 301 leads to, or NULL */
    int unknown;         /* asked for by a name that the public has not met:
                            nothing may tell whether anybody has it */
} tc_facts_t;

typedef struct tc_ctx {
    request_rec *r;
    apr_pool_t *p; /* r->pool, or one in it, see http/body.h */
    tc_site_t *site;
    const char *mount;  /* "/api": path of the mount point */
    const char *origin; /* "https://example.org", for links */
    int odd_host;       /* the client chose the origin freely: not to be kept
                           here or by any cache in front */
    const char *under;  /* resource that is mounted alone, "/posts", or "" */
    const char *files;  /* origin + TalecraftMediaURL, slash at the end */
    const char *path;   /* below the mount point, "/posts/5/" */
    const struct tc_route *route;
    tc_path_values_t named; /* what {name} of its path stands for */
    apr_int64_t id;         /* the row it is about: {id}, 0: none */
    apr_int64_t made;       /* the row that an earlier request made, 0: none */
    tc_json_t *given;       /* counts as the request's body, or NULL */
    apr_hash_t *query;      /* decoded parameters, see http/query.h */
    int hangs_up;           /* the connection ends, see http/body.h */
    tc_caller_t *caller;
    tc_reply_t reply;
    tc_facts_t facts;
} tc_ctx_t;

typedef tc_error_t *(*tc_handler_fn)(tc_ctx_t *ctx);

/* A context for a request below a mount point; from r->pool. */
tc_ctx_t *tc_context_make(request_rec *r, const char *mount);

/* The one that was made for a request, NULL: none. */
const tc_ctx_t *tc_context_of(const request_rec *r);

/* The absolute URL of a path of the whole API ("/posts/5/"), wherever that
 * resource is mounted in this site. From ctx->p. */
const char *tc_context_url(const tc_ctx_t *ctx, const char *path);

/* The editors' page of this site, with a slash at its end; where none is
 * mounted what would be /editor/ of the API. From ctx->p. */
const char *tc_context_page_url(const tc_ctx_t *ctx);

#endif
