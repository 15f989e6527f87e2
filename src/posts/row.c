#include "posts/row.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <httpd.h>

#include "base/account/role.h"
#include "core/error.h"
#include "core/refusal.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/reply.h"
#include "http/route.h"
#include "rest/guard.h"
#include "rest/statement.h"

static apr_array_header_t *ids_parse(apr_pool_t *p, const char *text)
{
    apr_array_header_t *ids = apr_array_make(p, 8, sizeof(apr_int64_t));

    while (text != NULL && *text != '\0') {
        char *end;
        apr_int64_t id = apr_strtoi64(text, &end, 10);

        if (end == text) {
            break;
        }
        APR_ARRAY_PUSH(ids, apr_int64_t) = id;
        text = *end == '\n' ? end + 1 : end;
    }
    return ids;
}

tc_error_t *tc_posts_row_read(tc_ctx_t *ctx, tc_post_row_t *row)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_guard");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", ctx->id);
    error = tc_statement_read(ctx, sql, &rows);
    if (error != NULL) {
        return error;
    }
    row->id = tc_rows_int(rows, 0, "id");
    row->version = tc_rows_get(rows, 0, "version");
    row->author_id = tc_rows_int(rows, 0, "author_id");
    row->status = tc_rows_get(rows, 0, "status");
    row->scheduled_publish_at = tc_rows_get(rows, 0, "scheduled_publish_at");
    row->published_at = tc_rows_get(rows, 0, "published_at");
    row->created_at = tc_rows_get(rows, 0, "created_at");
    row->media = ids_parse(ctx->p, tc_rows_get(rows, 0, "media"));
    if (row->id == 0 ||
        (ctx->caller->role < TC_EDITOR &&
         (ctx->caller->id == 0 || row->author_id != ctx->caller->id) &&
         strcmp(row->status, "PUBLISHED") != 0)) {
        return tc_error_not_found(ctx->p);
    }
    return NULL;
}

tc_error_t *tc_posts_row_may_touch(tc_ctx_t *ctx, const tc_post_row_t *row)
{
    return ctx->caller->role >= TC_EDITOR || row->author_id == ctx->caller->id
               ? NULL
               : tc_error_forbidden(ctx->p);
}

tc_error_t *tc_posts_row_open(tc_ctx_t *ctx)
{
    tc_post_row_t row;
    tc_error_t *error = tc_posts_row_read(ctx, &row);

    return error != NULL ? error : tc_posts_row_may_touch(ctx, &row);
}

tc_error_t *tc_posts_row_may_edit(tc_ctx_t *ctx, const tc_post_row_t *row)
{
    tc_error_t *error = tc_posts_row_may_touch(ctx, row);

    if (error == NULL && ctx->caller->role < TC_EDITOR &&
        strcmp(row->status, "DRAFT") != 0) {
        error = tc_route_refuse(ctx, TC_REFUSAL_WRITER_EDITS, NULL);
    }
    return error;
}

tc_error_t *tc_posts_row_reply(tc_ctx_t *ctx, apr_int64_t id)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_read");
    tc_rows_t *rows;
    tc_error_t *error;

    if (ctx->route->gives == NULL) {
        return NULL;
    }
    tc_sql_part(sql, "id");
    tc_sql_bind_int(sql, "id", id);
    tc_sql_bind(sql, "files", ctx->files);
    tc_sql_bind_bool(sql, "hidden", 1);
    error = tc_statement_read(ctx, sql, &rows);
    if (error != NULL) {
        return error;
    }
    if (tc_rows_get(rows, 0, "id") == NULL) {
        return tc_error_not_found(ctx->p); /* deleted by somebody just now */
    }
    tc_reply_row(ctx, rows);
    return NULL;
}

/* The more tries, the longer, so that many editors of one post come through
 * one after the other. */
static void wait_a_little(int tries)
{
    unsigned char byte = 128;

    if (tries < 2) {
        return;
    }
    (void)apr_generate_random_bytes(&byte, 1);
    apr_sleep((apr_interval_time_t)(byte + 1) * 10 *
              (tries < 16 ? tries : 16));
}

tc_error_t *tc_posts_row_overtaken(tc_ctx_t *ctx)
{
    return tc_error_unavailable(ctx->p, 7002, APR_SUCCESS,
                                "a post changed each time it was about to be "
                                "written; the client may try again");
}

tc_error_t *tc_posts_row_change(tc_ctx_t *ctx, tc_post_may_fn may,
                                tc_post_try_fn attempt, void *baton)
{
    for (int tries = 0; tries < TC_POST_TRIES; tries++) {
        int written = 0;
        tc_post_row_t row;
        tc_error_t *error = tc_posts_row_read(ctx, &row);

        if (error == NULL) {
            error = may(ctx, &row);
        }
        if (error == NULL) {
            error = tc_guard_if_match(ctx, row.version);
        }
        if (error == NULL) {
            error = attempt(ctx, &row, baton, &written);
        }
        if (error != NULL || written) {
            /* cppcheck-suppress returnDanglingLifetime; it is of ctx->p */
            return error;
        }
        wait_a_little(tries);
    }
    return tc_posts_row_overtaken(ctx);
}
