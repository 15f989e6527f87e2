/* Reading, deleting and moving posts. */
#include "api/posts.h"

#include <apr_strings.h>

#include "api/posts_row.h"
#include "cache/shared.h"
#include "http/data.h"
#include "http/request.h"
#include "http/respond.h"

/* ------------------------------------------------------------------- read */

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
    visibility_part(ctx, sql);
    error = tc_data_read(ctx, sql, &rows);
    if (error != NULL) {
        return error;
    }
    if (tc_rows_get(rows, 0, "id") == NULL) {
        return tc_error_not_found(ctx->p);
    }
    tc_reply_row(ctx, HTTP_OK, rows);
    ctx->reply.no_index = tc_rows_bool(rows, 0, "no_index");
    ctx->facts.post_id = tc_rows_int(rows, 0, "id");
    return NULL;
}

tc_error_t *tc_posts_read(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_read");

    tc_sql_part(sql, "id");
    tc_sql_bind_int(sql, "id", ctx->id);
    return read_run(ctx, sql);
}

/* A slug that the post had while it was published leads to the new one. */
static tc_error_t *read_old_slug(tc_ctx_t *ctx, tc_error_t *not_found)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_old_slug");
    const char *slug;
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind(sql, "slug", ctx->slug);
    visibility_part(ctx, sql);
    error = tc_data_read(ctx, sql, &rows);
    if (error != NULL) {
        return error;
    }
    slug = tc_rows_get(rows, 0, "slug");
    if (slug == NULL) {
        return not_found;
    }
    ctx->reply.status = HTTP_MOVED_PERMANENTLY;
    ctx->reply.location = tc_ctx_url(
        ctx, apr_pstrcat(ctx->p, "/posts/slug/", slug, "/", NULL));
    ctx->reply.cache_control = "no-cache";
    return NULL;
}

tc_error_t *tc_posts_read_slug(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_read");
    tc_error_t *error;

    tc_sql_part(sql, "slug");
    tc_sql_bind(sql, "slug", ctx->slug);
    error = read_run(ctx, sql);
    return error != NULL && error->status == HTTP_NOT_FOUND
               ? read_old_slug(ctx, error)
               : error;
}

/* ----------------------------------------------------------------- delete */

tc_error_t *tc_posts_delete(tc_ctx_t *ctx)
{
    int tries;

    for (tries = 0; tries < TC_POST_TRIES; tries++) {
        tc_sql_t *sql = tc_sql_make(ctx->p, "posts_delete");
        tc_post_row_t row;
        tc_rows_t *rows;
        tc_error_t *error = tc_post_row(ctx, &row);

        if (error == NULL) {
            error = tc_post_may_edit(ctx, &row);
        }
        if (error == NULL) {
            error = tc_if_match(ctx, row.version);
        }
        if (error != NULL) {
            return error;
        }
        tc_sql_bind_int(sql, "id", row.id);
        tc_sql_bind(sql, "version", row.version);
        error = tc_data_write(ctx, sql, &rows, NULL);
        if (error != NULL) {
            return error;
        }
        if (rows->count > 0) {
            tc_reply_empty(ctx);
            return NULL;
        }
        tc_post_wait(tries);
    }
    return tc_post_overtaken(ctx);
}

/* ---------------------------------------------------------------- actions */

/* What /schedule/ was sent. */
static tc_error_t *schedule_time(tc_ctx_t *ctx, const tc_json_t *body,
                                 const char **when)
{
    tc_values_t *values = tc_fields_check(ctx, &tc_schedule_fields, body, 1);
    const tc_value_t *at = tc_values_get(values, "scheduled_publish_at");

    if (!at->present || at->is_null) {
        tc_values_add(ctx->p, values, "scheduled_publish_at",
                      "This field is required when scheduling a post.");
    }
    else if (at->errors == NULL && at->number <= apr_time_now()) {
        tc_values_add(ctx->p, values, "scheduled_publish_at",
                      "Scheduled time must be in the future.");
    }
    *when = at->text;
    return tc_values_error(ctx->p, values);
}

static tc_error_t *check_move(tc_ctx_t *ctx, const tc_post_row_t *row,
                              const char *action_from, const char *to)
{
    if (strstr(action_from, row->status) != NULL) {
        return NULL;
    }
    if (strcmp(to, "PUBLISHED") == 0) {
        return tc_error_detail(ctx->p, HTTP_BAD_REQUEST,
                               "Post is already published.");
    }
    return tc_error_detail(ctx->p, HTTP_BAD_REQUEST,
                           tc_post_cannot_go(ctx->p, row->status, to));
}

static tc_error_t *move_run(tc_ctx_t *ctx, const tc_post_row_t *row,
                            const char *to, const char *when, int *written)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_move");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", row->id);
    tc_sql_bind(sql, "version", row->version);
    tc_sql_bind(sql, "status", to);
    tc_sql_bind(sql, "scheduled_publish_at", when);
    tc_sql_bind_int(sql, "editor", ctx->caller->id);
    error = tc_data_write(ctx, sql, &rows, NULL);
    *written = error == NULL && rows->count > 0;
    return error;
}

/* What decides whether the caller may act on the post, as it is now. */
static tc_error_t *row_decide(tc_ctx_t *ctx, tc_post_row_t *row)
{
    tc_error_t *error = tc_post_row(ctx, row);

    if (error == NULL) {
        error = tc_post_may_touch(ctx, row);
    }
    return error ? error : tc_if_match(ctx, row->version);
}

/* from: the statuses that this action starts from. */
static tc_error_t *post_move(tc_ctx_t *ctx, const char *from, const char *to)
{
    const char *when = NULL;
    tc_json_t *body = NULL;
    tc_post_row_t row;
    tc_error_t *error = row_decide(ctx, &row);
    int tries;

    if (error == NULL) {
        error = tc_body_object(ctx, &body);
    }
    for (tries = 0; error == NULL && tries < TC_POST_TRIES; tries++) {
        int written = 0;

        error = check_move(ctx, &row, from, to);
        if (error == NULL && strcmp(to, "SCHEDULED") == 0) {
            error = schedule_time(ctx, body, &when);
        }
        if (error == NULL) {
            error = move_run(ctx, &row, to, when, &written);
        }
        if (written) {
            return tc_post_reply(ctx, row.id, 0);
        }
        if (error == NULL) {
            tc_post_wait(tries);
            error = row_decide(ctx, &row);
        }
    }
    return error ? error : tc_post_overtaken(ctx);
}

tc_error_t *tc_posts_publish(tc_ctx_t *ctx)
{
    return post_move(ctx, "DRAFT IN_REVIEW SCHEDULED ARCHIVED", "PUBLISHED");
}

tc_error_t *tc_posts_schedule(tc_ctx_t *ctx)
{
    return post_move(ctx, "DRAFT IN_REVIEW SCHEDULED", "SCHEDULED");
}

tc_error_t *tc_posts_submit(tc_ctx_t *ctx)
{
    return post_move(ctx, "DRAFT", "IN_REVIEW");
}

tc_error_t *tc_posts_reject(tc_ctx_t *ctx)
{
    return post_move(ctx, "IN_REVIEW", "DRAFT");
}

tc_error_t *tc_posts_unpublish(tc_ctx_t *ctx)
{
    return post_move(ctx, "PUBLISHED SCHEDULED", "DRAFT");
}

tc_error_t *tc_posts_archive(tc_ctx_t *ctx)
{
    return post_move(ctx, "DRAFT IN_REVIEW SCHEDULED PUBLISHED", "ARCHIVED");
}

tc_error_t *tc_posts_restore(tc_ctx_t *ctx)
{
    return post_move(ctx, "ARCHIVED", "DRAFT");
}

/* ------------------------------------------------------------------ views */

tc_error_t *tc_posts_view(tc_ctx_t *ctx)
{
    tc_post_row_t row;
    tc_sql_t *sql;
    tc_rows_t *rows;
    tc_error_t *error = tc_post_row(ctx, &row);

    if (error != NULL) {
        return error;
    }
    tc_reply_empty(ctx);
    if (strcmp(row.status, "PUBLISHED") != 0 ||
        ctx->caller->role != TC_PUBLIC ||
        tc_views_add(tc_db_site_id(ctx->site), row.id, 1)) {
        return NULL;
    }
    sql = tc_sql_make(ctx->p, "posts_view");
    tc_sql_bind_int(sql, "id", row.id);
    return tc_data_write(ctx, sql, &rows, NULL);
}
