#include "http/reply.h"

#include <apr_strings.h>

#include "db/rows.h"
#include "http/context.h"
#include "http/route.h"

void tc_reply_json(tc_ctx_t *ctx, const char *body, apr_size_t len,
                   const char *version)
{
    ctx->reply.body = body;
    ctx->reply.len = len;
    ctx->reply.version = version;
}

void tc_reply_location(tc_ctx_t *ctx, apr_int64_t id)
{
    ctx->reply.location = tc_context_url(
        ctx, apr_psprintf(ctx->p, "%s%" APR_INT64_T_FMT "/", ctx->path, id));
}

void tc_reply_moved(tc_ctx_t *ctx, const char *slug)
{
    const char *args = ctx->r->args;
    const char *folder = apr_pstrmemdup(ctx->p, ctx->route->path,
                                        strcspn(ctx->route->path, "{"));

    ctx->reply.status = HTTP_MOVED_PERMANENTLY;
    ctx->reply.location = tc_context_url(
        ctx, apr_pstrcat(ctx->p, folder, slug, "/", args != NULL ? "?" : "",
                         args != NULL ? args : "", NULL));
    ctx->reply.cache_control = "no-cache";
    ctx->facts.moved = slug;
}

void tc_reply_row(tc_ctx_t *ctx, const tc_rows_t *rows)
{
    tc_reply_json(ctx, tc_rows_get(rows, 0, "body"),
                  tc_rows_len(rows, 0, "body"),
                  tc_rows_get(rows, 0, "version"));
    if (ctx->reply.status == HTTP_CREATED) {
        tc_reply_location(ctx, tc_rows_int(rows, 0, "id"));
    }
}
