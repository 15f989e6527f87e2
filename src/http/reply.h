/* What a handler answers with; respond.h sends it. */
#ifndef TC_HTTP_REPLY_H
#define TC_HTTP_REPLY_H

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

#endif
