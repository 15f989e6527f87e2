/*
 * Answers: what a handler leaves in ctx->reply becomes headers and bytes
 * here; errors are logged and written here, once.
 */
#ifndef TC_HTTP_RESPOND_H
#define TC_HTTP_RESPOND_H

#include "core/error.h"
#include "http/context.h"

/* The Cache-Control of an answer that would have `wanted`: one whose links the
 * client has made up is for nobody else. A cache in front may keep it under
 * the path alone, and hand it to others. */
const char *tc_respond_cache_control(const tc_ctx_t *ctx, const char *wanted);

/* What ctx->reply is: as its handler says, or its route, or else JSON. */
const char *tc_respond_content_type(const tc_ctx_t *ctx);

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

/* Log an error, if it says what; for one that is not sent. */
void tc_respond_log(request_rec *r, const tc_error_t *error);

/* Log and send an error. */
int tc_respond_error(tc_ctx_t *ctx, const tc_error_t *error);

/* OPTIONS, and 405 for any other method. allow: kept by reference. */
int tc_respond_no_method(tc_ctx_t *ctx, const char *allow);

#endif
