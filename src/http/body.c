#include "http/body.h"

#include <malloc.h>
#include <stdlib.h>

#include <apr_allocator.h>
#include <apr_strings.h>
#include <httpd.h>
#include <http_core.h>
#include <http_protocol.h>

#include "base/json/json.h"
#include "core/error.h"
#include "core/refusal.h"
#include "core/site.h"
#include "http/context.h"
#include "http/route.h"

#define READ_SIZE (64 * 1024)

/* An unread body of this many bytes is cheaper to drop than its connection. */
#define DROPPED_AT_MOST (64 * 1024)

/* A body of this many bytes takes no more memory than other requests do. */
#define SMALL (8 * 1024)

/* More than the 64 KiB that make glibc look at the end of an arena, less than
 * the 128 KiB from which on a block is in no arena. */
#define BALLAST (96 * 1024)

/* Whether more than that many bytes were announced, or nobody knows how many.
 * (Each request asks this, so it looks at nothing else.) */
static int is_longer(const request_rec *r, apr_int64_t most)
{
    const char *length = apr_table_get(r->headers_in, "Content-Length");

    return length != NULL
               ? apr_strtoi64(length, NULL, 10) > most
               : apr_table_get(r->headers_in, "Transfer-Encoding") != NULL;
}

/* ------------------------------------------------------- unread, in memory */

void tc_body_expect(tc_ctx_t *ctx)
{
    conn_rec *c = ctx->r->connection;

    if (c->keepalive != AP_CONN_CLOSE && is_longer(ctx->r, DROPPED_AT_MOST)) {
        ctx->hangs_up = 1;
        c->keepalive = AP_CONN_CLOSE;
    }
}

void tc_body_done(tc_ctx_t *ctx)
{
    if (ctx->hangs_up) {
        ctx->hangs_up = 0;
        ctx->r->connection->keepalive = AP_CONN_UNKNOWN;
    }
}

/*
 * What jansson frees stays with the arena of the thread that took it, beneath
 * whatever small thing was taken later; with as many threads as httpd has
 * that is all of a server's memory. glibc gives it back when it is asked to:
 * the end of an arena when a block of 64 KiB or more is freed in it (the
 * ballast, which was taken there and is never touched), the holes in all
 * arenas by malloc_trim. Both together take a millisecond with 64 arenas,
 * less than the parsing that has filled one. It is the process's allocator
 * and stays what it is: other modules may use the same jansson, so that it
 * must not be given another one.
 */
static apr_status_t give_back(void *ballast)
{
    free(ballast);
    malloc_trim(0);
    return APR_SUCCESS;
}

/*
 * A pool with an allocator of its own, which ends with it. The connection's
 * allocator would keep the memory of a request's pool (MaxMemFree).
 */
static apr_pool_t *own_pool(apr_pool_t *parent)
{
    apr_allocator_t *allocator;
    apr_pool_t *own;

    if (apr_allocator_create(&allocator) != APR_SUCCESS) {
        return parent;
    }
    if (apr_pool_create_ex(&own, parent, NULL, allocator) != APR_SUCCESS) {
        apr_allocator_destroy(allocator);
        return parent;
    }
    apr_allocator_owner_set(allocator, own);
    return own;
}

/* What a filter unpacks is longer than was announced. The cleanup runs when
 * the own pool, where the values are, has ended. */
static void take_own_memory(tc_ctx_t *ctx)
{
    if (is_longer(ctx->r, SMALL) ||
        apr_table_get(ctx->r->headers_in, "Content-Encoding") != NULL) {
        apr_pool_cleanup_register(ctx->p, malloc(BALLAST), give_back,
                                  apr_pool_cleanup_null);
        ctx->p = own_pool(ctx->p);
    }
}

/* ----------------------------------------------------------------- reading */

apr_size_t tc_body_limit(const tc_site_t *site, const tc_route_t *route)
{
    return route->body_most != 0 && route->body_most < site->max_body
               ? route->body_most
               : site->max_body;
}

static apr_status_t body_append(apr_bucket_brigade *bb, char *body,
                                apr_size_t *len, apr_size_t limit, int *eos)
{
    for (apr_bucket *b = APR_BRIGADE_FIRST(bb); b != APR_BRIGADE_SENTINEL(bb);
         b = APR_BUCKET_NEXT(b)) {
        const char *bytes;
        apr_size_t n;
        apr_status_t rv;

        if (APR_BUCKET_IS_EOS(b)) {
            *eos = 1;
            return APR_SUCCESS;
        }
        if (APR_BUCKET_IS_METADATA(b)) {
            continue;
        }
        rv = apr_bucket_read(b, &bytes, &n, APR_BLOCK_READ);
        if (rv != APR_SUCCESS) {
            return rv;
        }
        if (*len + n > limit) {
            return APR_ENOSPC;
        }
        memcpy(body + *len, bytes, n);
        *len += n;
    }
    return APR_SUCCESS;
}

/* The body grows in steps of its own size, so that a short one costs little
 * and a long one at most twice its length. */
static tc_error_t *body_read(tc_ctx_t *ctx, const char **text, apr_size_t *len)
{
    const apr_size_t limit = tc_body_limit(ctx->site, ctx->route);
    const char *length = apr_table_get(ctx->r->headers_in, "Content-Length");
    apr_size_t room = length != NULL ? 0 : READ_SIZE;
    apr_bucket_brigade *bb;
    char *body;
    int eos = 0;

    *len = 0;
    if (length != NULL) {
        apr_int64_t sent = apr_strtoi64(length, NULL, 10);

        if (sent < 0 || (apr_uint64_t)sent > limit) {
            return tc_error_too_large(ctx->p, (apr_off_t)limit);
        }
        room = (apr_size_t)sent;
    }
    body = apr_palloc(ctx->p, room + 1);
    bb = apr_brigade_create(ctx->p, ctx->r->connection->bucket_alloc);
    while (!eos) {
        apr_off_t got;
        apr_status_t rv = ap_get_brigade(ctx->r->input_filters, bb,
                                         AP_MODE_READBYTES, APR_BLOCK_READ,
                                         READ_SIZE);

        if (rv != APR_SUCCESS ||
            apr_brigade_length(bb, 1, &got) != APR_SUCCESS) {
            return tc_error_unreadable(ctx->r, rv);
        }
        if (*len + (apr_size_t)got > limit) {
            return tc_error_too_large(ctx->p, (apr_off_t)limit);
        }
        if (*len + (apr_size_t)got > room) {
            char *more;

            room = (*len + (apr_size_t)got) * 2;
            room = room < limit ? room : limit;
            more = apr_palloc(ctx->p, room + 1);
            memcpy(more, body, *len);
            body = more;
        }
        rv = body_append(bb, body, len, room, &eos);
        apr_brigade_cleanup(bb);
        if (rv != APR_SUCCESS) {
            return tc_error_unreadable(ctx->r, rv);
        }
    }
    tc_body_done(ctx);
    body[*len] = '\0';
    *text = body;
    return NULL;
}

/* No body at all is {}: neither a length nor chunks were announced. */
static int body_is_announced(const request_rec *r)
{
    const char *length = apr_table_get(r->headers_in, "Content-Length");

    return apr_table_get(r->headers_in, "Transfer-Encoding") != NULL ||
           (length != NULL && strcmp(length, "0") != 0);
}

static int is_json(const char *type)
{
    apr_size_t len = type != NULL ? strcspn(type, "; \t") : 0;

    return len == 16 && strncasecmp(type, "application/json", len) == 0;
}

tc_error_t *tc_body_object(tc_ctx_t *ctx, tc_json_t **value)
{
    const char *type = apr_table_get(ctx->r->headers_in, "Content-Type");
    const char *text = "";
    const char *wrong = NULL;
    apr_size_t len = 0;
    tc_error_t *error;

    if (ctx->given != NULL) {
        *value = ctx->given;
        return NULL;
    }
    if (body_is_announced(ctx->r)) {
        const char *length = apr_table_get(ctx->r->headers_in,
                                           "Content-Length");

        if (!is_json(type) && length != NULL) {
            return tc_refusal_make_what(ctx->p, TC_REFUSAL_MEDIA_TYPE,
                                        type != NULL ? type : "");
        }
        take_own_memory(ctx);
        error = body_read(ctx, &text, &len);
        if (error != NULL) {
            return error;
        }
        if (!is_json(type) && len > 0) {
            return tc_refusal_make_what(ctx->p, TC_REFUSAL_MEDIA_TYPE,
                                        type != NULL ? type : "");
        }
    }
    if (len == 0) {
        *value = tc_json_parse(ctx->p, "{}", 2, &wrong);
        return NULL;
    }
    *value = tc_json_parse(ctx->p, text, len, &wrong);
    if (*value == NULL) {
        return tc_refusal_make_what(ctx->p, TC_REFUSAL_JSON, wrong);
    }
    if (tc_json_kind(*value) == TC_JSON_OBJECT) {
        return NULL;
    }
    if (tc_json_kind(*value) == TC_JSON_NULL) {
        return tc_error_field(ctx->p, "non_field_errors", "No data provided");
    }
    return tc_error_field(ctx->p, "non_field_errors",
                          tc_refusal_text(ctx->p, TC_REFUSAL_OBJECT,
                                          tc_json_python_type(*value)));
}
