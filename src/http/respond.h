/*
 * Answers: what a handler leaves in ctx->reply becomes headers and bytes
 * here; errors are logged and written here, once.
 */
#ifndef TC_HTTP_RESPOND_H
#define TC_HTTP_RESPOND_H

#include "core/error.h"
#include "db/rows.h"
#include "http/context.h"

/* Fill ctx->reply. body is kept by reference. version: NULL for lists. */
void tc_reply_json(tc_ctx_t *ctx, int status, const char *body, apr_size_t len,
                   const char *version);

/* Location of a reply with 201: the row of a collection ("/posts/"). */
void tc_reply_location(tc_ctx_t *ctx, const char *collection, apr_int64_t id);

/* 204. */
void tc_reply_empty(tc_ctx_t *ctx);

/* Reply with columns `version` and `body` of the first row. */
void tc_reply_row(tc_ctx_t *ctx, int status, const tc_rows_t *rows);

/* If-Match of the request against a row's version: 412 or NULL. */
tc_error_t *tc_guard_if_match(tc_ctx_t *ctx, const char *version);

/* The Cache-Control of an answer that would have `wanted`: one whose links the
 * client has made up is for nobody else. A cache in front may keep it under
 * the path alone, and hand it to others. */
const char *tc_respond_cache_control(const tc_ctx_t *ctx, const char *wanted);

/* The headers that let pages of TalecraftCORSOrigin read the answer. */
void tc_respond_cors(tc_ctx_t *ctx);

/* Headers that every answer has (X-Request-Id, nosniff, CORS, Vary). */
void tc_respond_common(tc_ctx_t *ctx);

/* Send ctx->reply (ETag, 304, HEAD, fields=). Returns what a content handler
 * returns. */
int tc_respond(tc_ctx_t *ctx);

/* Where a public answer comes from. */
typedef enum {
    TC_SOURCE_HIT,
    TC_SOURCE_STALE, /* a hit that only counts while the database is away */
    TC_SOURCE_MISS,
    TC_SOURCE_BYPASS
} tc_source_t;

/* Log and send an error. */
int tc_respond_error(tc_ctx_t *ctx, const tc_error_t *error);

/* OPTIONS, and 405 for any other method. allow: kept by reference. */
int tc_respond_no_method(tc_ctx_t *ctx, const char *allow);

#endif
