/* What a handler answers with; respond.h sends it. */
#ifndef TC_HTTP_REPLY_H
#define TC_HTTP_REPLY_H

#include "db/rows.h"
#include "http/context.h"

/*
 * The status of success is the route's (tc_route_status) and stands in
 * ctx->reply before the handler is called: it sets another one where it has
 * to, and has nothing to do for 204.
 */

/* What is sent. body is kept by reference. version: NULL for lists. */
void tc_reply_json(tc_ctx_t *ctx, const char *body, apr_size_t len,
                   const char *version);

/* Location of a row that was made: the request's path and the id. */
void tc_reply_location(tc_ctx_t *ctx, apr_int64_t id);

/* 301 to the route's own path with that in place of its {slug}, the query kept:
 * the row has another name now. */
void tc_reply_moved(tc_ctx_t *ctx, const char *slug);

/* Columns `version` and `body` of the first row; where the status is 201 its
 * `id` becomes the Location. */
void tc_reply_row(tc_ctx_t *ctx, const tc_rows_t *rows);

#endif
