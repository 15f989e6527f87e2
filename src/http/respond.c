#include "http/respond.h"

#include <apr_strings.h>
#include <httpd.h>
#include <http_core.h>
#include <http_protocol.h>

#include "auth/acting.h"
#include "base/account/role.h"
#include "base/crypto/hash.h"
#include "core/error.h"
#include "core/log.h"
#include "core/refusal.h"
#include "core/site.h"
#include "http/context.h"
#include "http/fieldset.h"
#include "http/packed.h"
#include "http/route.h"
#include "http/send.h"

static int cors_allowed(const tc_site_t *site, const char *origin)
{
    for (int i = 0; i < site->cors_origins->nelts; i++) {
        const char *allowed = APR_ARRAY_IDX(site->cors_origins, i,
                                            const char *);

        if (strcmp(allowed, "*") == 0 || strcmp(allowed, origin) == 0) {
            return 1;
        }
    }
    return 0;
}

/* A browser's question before a cross-origin call (Fetch, 4.8). */
static void cors_preflight(request_rec *r)
{
    apr_table_t *out = r->err_headers_out;
    const char *headers = apr_table_get(r->headers_in,
                                        "Access-Control-Request-Headers");

    apr_table_setn(out, "Access-Control-Allow-Methods",
                   tc_route_methods(r->pool));
    if (headers != NULL) {
        apr_table_set(out, "Access-Control-Allow-Headers", headers);
    }
    apr_table_setn(out, "Access-Control-Max-Age", "600");
}

void tc_respond_cors(tc_ctx_t *ctx)
{
    request_rec *r = ctx->r;
    const char *origin = apr_table_get(r->headers_in, "Origin");
    apr_table_t *out = r->err_headers_out;

    if (ctx->site->cors_origins->nelts == 0) {
        return;
    }
    apr_table_mergen(out, "Vary", "Origin");
    if (origin == NULL || !cors_allowed(ctx->site, origin)) {
        return;
    }
    apr_table_set(out, "Access-Control-Allow-Origin", origin);
    apr_table_setn(out, "Access-Control-Expose-Headers",
                   "ETag, Location, Retry-After, X-Request-Id, X-Cache");
    if (r->method_number == M_OPTIONS &&
        apr_table_get(r->headers_in, "Access-Control-Request-Method") !=
            NULL) {
        cors_preflight(r);
    }
}

const char *tc_respond_cache_control(const tc_ctx_t *ctx, const char *wanted)
{
    return ctx->odd_host ? "private, no-store" : wanted;
}

const char *tc_respond_content_type(const tc_ctx_t *ctx)
{
    const char *type = ctx->reply.content_type;

    if (type == NULL && ctx->route != NULL) {
        type = ctx->route->content_type;
    }
    return type != NULL ? type : "application/json";
}

void tc_respond_common(tc_ctx_t *ctx)
{
    request_rec *r = ctx->r;
    const char *id = tc_acting_request_id(r);

    /* mod_mime's guesses by what looks like a file's ending */
    r->content_encoding = NULL;
    r->content_languages = NULL;
    /* mod_cache of this very server would keep an answer as a CDN does, but
     * nobody could tell it of changes, and the module's own cache is nearer */
    apr_table_setn(r->subprocess_env, "no-cache", "1");

    if (id != NULL) {
        apr_table_set(r->err_headers_out, "X-Request-Id", id);
    }
    apr_table_setn(r->err_headers_out, "Vary",
                   ctx->route == NULL || !ctx->route->no_credentials
                       ? "Accept-Encoding, Authorization, Cookie"
                       : "Accept-Encoding");
    apr_table_setn(r->err_headers_out, "X-Content-Type-Options", "nosniff");
    tc_respond_cors(ctx);
}

static void reply_cache_control(tc_ctx_t *ctx)
{
    const char *control = ctx->reply.cache_control;

    if (control == NULL) {
        control = ctx->caller != NULL && ctx->caller->role != TC_PUBLIC
                      ? "private, no-cache"
                      : "no-cache";
    }
    apr_table_setn(ctx->r->err_headers_out, "Cache-Control",
                   tc_respond_cache_control(ctx, control));
}

/* RFC 7240: one of the preferences, with or without parameters, its value a
 * token or in quotes; of several the first counts. */
static int prefers_minimal(const request_rec *r)
{
    const char *list = apr_table_get(r->headers_in, "Prefer");
    char *text = list != NULL ? apr_pstrdup(r->pool, list) : NULL;
    char *last;

    for (char *one = text != NULL ? apr_strtok(text, ",", &last) : NULL;
         one != NULL; one = apr_strtok(NULL, ",", &last)) {
        one[strcspn(one, ";")] = '\0';
        apr_collapse_spaces(one, one);
        if (strncasecmp(one, "return=", 7) == 0) {
            return strcasecmp(one + 7, "minimal") == 0 ||
                   strcasecmp(one + 7, "\"minimal\"") == 0;
        }
    }
    return 0;
}

/* A row that was written and that the client does not want to see: its ETag
 * is that of what it would have seen. */
static void reply_minimal(tc_ctx_t *ctx)
{
    request_rec *r = ctx->r;

    apr_table_setn(r->headers_out, "ETag",
                   tc_hash_etag(r->pool, ctx->reply.version, ctx->reply.body,
                                ctx->reply.len));
    apr_table_setn(r->headers_out, "Preference-Applied", "return=minimal");
    r->status = HTTP_NO_CONTENT;
    ctx->reply.body = NULL;
}

int tc_respond(tc_ctx_t *ctx)
{
    request_rec *r = ctx->r;
    tc_reply_t *reply = &ctx->reply;
    const char *coding;

    r->status = reply->status;
    if (r->method_number != M_GET && reply->version != NULL &&
        !ctx->route->told_once && prefers_minimal(r)) {
        reply_minimal(ctx);
    }
    reply_cache_control(ctx);
    if (reply->location != NULL) {
        apr_table_setn(r->headers_out, "Location", reply->location);
    }
    if (reply->retry_after > 0) {
        apr_table_setn(r->headers_out, "Retry-After",
                       apr_itoa(r->pool, reply->retry_after));
    }
    if (reply->body == NULL) {
        return tc_send_bytes(r, "", 0);
    }
    ap_set_content_type(r, tc_respond_content_type(ctx));
    if (r->method_number == M_GET && r->status == HTTP_OK) {
        tc_fieldset_apply(ctx);
    }
    coding = tc_packed_apply(ctx);
    if (r->status == HTTP_OK || reply->version != NULL) {
        const char *etag = tc_hash_etag(r->pool, reply->version, reply->body,
                                        reply->len);

        apr_table_setn(r->headers_out, "ETag", etag);
        if (r->status == HTTP_OK && tc_send_is_not_modified(r, etag)) {
            return tc_send_not_modified(r);
        }
    }
    if (coding != NULL) {
        apr_table_setn(r->headers_out, "Content-Encoding", coding);
    }
    if (reply->no_index) {
        apr_table_setn(r->headers_out, "X-Robots-Tag", "noindex");
    }
    return tc_send_bytes(r, reply->body, reply->len);
}

void tc_respond_log(request_rec *r, const tc_error_t *error)
{
    if (error->log_number == 0) {
        return;
    }
    ap_log_rerror(APLOG_MARK, error->log_level, error->rv, r, "TC%d: %s",
                  error->log_number, error->cause != NULL ? error->cause : "");
}

int tc_respond_error(tc_ctx_t *ctx, const tc_error_t *error)
{
    request_rec *r = ctx->r;

    tc_respond_log(r, error);
    if (error->status == AP_FILTER_ERROR) {
        return AP_FILTER_ERROR;
    }
    r->status = error->status;
    if (error->retry_after > 0) {
        apr_table_setn(r->err_headers_out, "Retry-After",
                       apr_itoa(r->pool, error->retry_after));
    }
    if (error->etag != NULL) {
        apr_table_setn(r->err_headers_out, "ETag", error->etag);
    }
    if (error->challenge) {
        apr_table_setn(r->err_headers_out, "WWW-Authenticate",
                       "Bearer realm=\"talecraft\"");
    }
    reply_cache_control(ctx);
    ap_set_content_type(r, "application/json");
    return tc_send_bytes(r, error->body, strlen(error->body));
}

int tc_respond_no_method(tc_ctx_t *ctx, const char *allow)
{
    apr_table_setn(ctx->r->err_headers_out, "Allow", allow);
    if (ctx->r->method_number == M_OPTIONS) {
        ctx->reply.status = HTTP_OK;
        return tc_respond(ctx);
    }
    return tc_respond_error(
        ctx, tc_refusal_make_what(ctx->p, TC_REFUSAL_METHOD, ctx->r->method));
}
