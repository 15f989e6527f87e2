#include "http/reply.h"

#include <apr_strings.h>

#include "db/rows.h"
#include "http/context.h"

void tc_reply_json(tc_ctx_t *ctx, int status, const char *body, apr_size_t len,
                   const char *version)
{
    ctx->reply.status = status;
    ctx->reply.body = body;
    ctx->reply.len = len;
    ctx->reply.version = version;
}

void tc_reply_location(tc_ctx_t *ctx, const char *collection, apr_int64_t id)
{
    ctx->reply.location = tc_context_url(
        ctx, apr_psprintf(ctx->p, "%s%" APR_INT64_T_FMT "/", collection, id));
}

void tc_reply_empty(tc_ctx_t *ctx)
{
    ctx->reply.status = HTTP_NO_CONTENT;
    ctx->reply.body = NULL;
}

void tc_reply_row(tc_ctx_t *ctx, int status, const tc_rows_t *rows)
{
    tc_reply_json(ctx, status, tc_rows_get(rows, 0, "body"),
                  tc_rows_len(rows, 0, "body"),
                  tc_rows_get(rows, 0, "version"));
}
