/* Reading and deleting posts, and counting their views. */
#include "posts/posts.h"

#include <apr_strings.h>

#include "base/account/role.h"
#include "cache/views.h"
#include "core/error.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "base/text/path.h"
#include "http/query.h"
#include "http/reply.h"
#include "posts/row.h"
#include "rest/list.h"
#include "rest/statement.h"

/* Raised by whatever gives a public post a slug, or changes where a slug that
 * one had leads. */
#define TAGS_OF_SLUGS "posts.edited\nslugs"

/* ------------------------------------------------------------------- read */

#define PROFILE "author_profile"

static const char *const included[] = { PROFILE, NULL };

const tc_filter_t tc_posts_query[] = {
    { .name = "include",
      .type = TC_FILTER_WORDS,
      .choices = included,
      .about = "What is added to the post, separated by commas." },
    { .name = NULL }
};

int tc_posts_profile_asked(const tc_ctx_t *ctx)
{
    return tc_query_lists(ctx, "include", PROFILE);
}

static void visibility_part(tc_ctx_t *ctx, tc_sql_t *sql)
{
    if (ctx->caller->role == TC_PUBLIC) {
        tc_sql_part(sql, "public");
    }
    else if (ctx->caller->role == TC_WRITER) {
        tc_sql_part(sql, "own");
        tc_sql_bind_int(sql, "caller", ctx->caller->id);
    }
}

static tc_error_t *read_run(tc_ctx_t *ctx, tc_sql_t *sql)
{
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind(sql, "files", ctx->files);
    /* who has signed in sees which category a post is in, active or not */
    tc_sql_bind_bool(sql, "hidden", ctx->caller->role > TC_PUBLIC);
    visibility_part(ctx, sql);
    if (tc_posts_profile_asked(ctx)) {
        tc_sql_part(sql, "author_profile");
    }
    error = tc_statement_read(ctx, sql, &rows);
    if (error != NULL) {
        return error;
    }
    if (tc_rows_get(rows, 0, "id") == NULL) {
        return tc_error_not_found(ctx->p);
    }
    tc_reply_row(ctx, rows);
    ctx->reply.no_index = tc_rows_bool(rows, 0, "no_index");
    ctx->facts.post_id = tc_rows_int(rows, 0, "id");
    return NULL;
}

tc_error_t *tc_posts_read(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_read");

    tc_error_t *error;

    tc_sql_part(sql, "id");
    tc_sql_bind_int(sql, "id", ctx->id);
    error = read_run(ctx, sql);
    if (error != NULL && error->status == HTTP_NOT_FOUND) {
        ctx->facts.absent = apr_psprintf(ctx->p, "post/%" APR_INT64_T_FMT,
                                         ctx->id);
    }
    return error;
}

/* A slug that the post had while it was published leads to the new one. */
static tc_error_t *read_old_slug(tc_ctx_t *ctx, tc_error_t *not_found)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_old_slug");

    tc_sql_bind(sql, "slug", tc_path_text(&ctx->named, "slug"));
    visibility_part(ctx, sql);
    return tc_statement_moved(ctx, sql, not_found);
}

tc_error_t *tc_posts_read_slug(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_read");
    tc_error_t *error;

    tc_sql_part(sql, "slug");
    tc_sql_bind(sql, "slug", tc_path_text(&ctx->named, "slug"));
    error = read_run(ctx, sql);
    if (error != NULL && error->status == HTTP_NOT_FOUND) {
        error = read_old_slug(ctx, error);
        ctx->facts.absent = TAGS_OF_SLUGS;
    }
    return error;
}

/* ----------------------------------------------------------------- delete */

static tc_error_t *delete_try(tc_ctx_t *ctx, const tc_post_row_t *row,
                              void *baton, int *written)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_delete");
    tc_rows_t *rows;
    tc_error_t *error;

    (void)baton;
    tc_sql_bind_int(sql, "id", row->id);
    tc_sql_bind(sql, "version", row->version);
    tc_sql_bind_int(sql, "days", ctx->site->trash_days);
    tc_sql_bind_int(sql, "caller", ctx->caller->id);
    error = tc_statement_write(ctx, sql, &rows, NULL);
    *written = error == NULL && rows->count > 0;
    return error;
}

tc_error_t *tc_posts_delete(tc_ctx_t *ctx)
{
    return tc_posts_row_change(ctx, tc_posts_row_may_edit, delete_try, NULL);
}

/* ------------------------------------------------------------------ views */

tc_error_t *tc_posts_view(tc_ctx_t *ctx)
{
    tc_post_row_t row;
    tc_sql_t *sql;
    tc_rows_t *rows;
    tc_error_t *error = tc_posts_row_read(ctx, &row);

    if (error != NULL) {
        return error;
    }
    if (strcmp(row.status, "PUBLISHED") != 0 ||
        ctx->caller->role != TC_PUBLIC ||
        tc_views_add(tc_db_site_id(ctx->site), row.id, 1)) {
        return NULL;
    }
    sql = tc_sql_make(ctx->p, "posts_view");
    tc_sql_bind_int(sql, "id", row.id);
    return tc_statement_write(ctx, sql, &rows, NULL);
}
