#include "editing/working_copy.h"

#include <apr_strings.h>

#include "api/users.h"
#include "api/media.h"
#include "base/account/role.h"
#include "base/json/json.h"
#include "core/error.h"
#include "core/refusal.h"
#include "db/rows.h"
#include "db/sql.h"
#include "editing/copy_fields.h"
#include "http/body.h"
#include "http/context.h"
#include "http/etag.h"
#include "http/reply.h"
#include "http/route.h"
#include "posts/fields.h"
#include "posts/row.h"
#include "posts/write.h"
#include "rest/guard.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"

static const tc_field_t fields[] = {
    { .name = "fields",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &tc_posts_fields_some,
      .about = "What was sent." },
    { .name = "base_version",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "The post's version when the copy was begun." },
    { .name = "stale",
      .type = TC_F_BOOLEAN,
      .flags = TC_FIELD_READ_ONLY,
      .about = "The post has changed since." },
    { .name = "submitted",
      .type = TC_F_BOOLEAN,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Review is wanted." },
    { .name = "author",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .shape = &tc_users_person,
      .about = "Who saved it last." },
    { .name = "media_blocks",
      .type = TC_F_ARRAY,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &tc_media_public,
      .about = "The media that its blocks mention, as far as they exist." },
    TC_PART_READ("version", TC_F_INTEGER, 0),
    TC_PART_TIMES,
};

static const tc_fields_t table = TC_PART_TABLE("WorkingCopy", fields);

const tc_shape_t tc_working_copy_shape = { .name = "WorkingCopy",
                                           .of = &table,
                                           .about = "What is being written.",
                                           .versioned = 1 };

/* ------------------------------------------------------------------- read */

/* Columns version, fields, base_version, post_version, body; no row where
 * there is no copy. */
static tc_error_t *copy_read(tc_ctx_t *ctx, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "working_copy_read");

    tc_sql_bind_int(sql, "post", ctx->id);
    tc_sql_bind(sql, "files", ctx->files);
    return tc_statement_read(ctx, sql, rows);
}

static tc_error_t *copy_reply(tc_ctx_t *ctx)
{
    tc_rows_t *rows;
    tc_error_t *error = copy_read(ctx, &rows);

    if (error != NULL) {
        return error;
    }
    if (rows->count == 0) {
        return tc_error_not_found(ctx->p);
    }
    tc_reply_json(ctx, tc_rows_get(rows, 0, "body"),
                  tc_rows_len(rows, 0, "body"),
                  tc_rows_get(rows, 0, "version"));
    return NULL;
}

/* The post, which the caller may have a copy of; and the copy's version, NULL
 * where there is none. */
static tc_error_t *post_and_copy(tc_ctx_t *ctx, tc_post_row_t *row,
                                 const char **version)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "working_copy_version");
    tc_rows_t *rows;
    tc_error_t *error = tc_posts_row_read(ctx, row);

    if (error == NULL) {
        error = tc_posts_row_may_touch(ctx, row);
    }
    if (error != NULL) {
        return error;
    }
    tc_sql_bind_int(sql, "post", ctx->id);
    error = tc_statement_read(ctx, sql, &rows);
    *version = error == NULL ? tc_rows_get(rows, 0, "version") : NULL;
    return error;
}

tc_error_t *tc_working_copy_read(tc_ctx_t *ctx)
{
    tc_error_t *error = tc_posts_row_open(ctx);

    return error != NULL ? error : copy_reply(ctx);
}

/* ------------------------------------------------------------------ write */

static tc_error_t *may_write(tc_ctx_t *ctx, const tc_post_row_t *row)
{
    return ctx->caller->role < TC_EDITOR &&
                   strcmp(row->status, "ARCHIVED") == 0
               ? tc_route_refuse(ctx, TC_REFUSAL_WRITER_ARCHIVED, NULL)
               : NULL;
}

/* If-Match is of the copy; If-None-Match: * asks that there be none. */
static tc_error_t *check_preconditions(tc_ctx_t *ctx, const char *version)
{
    const char *none = apr_table_get(ctx->r->headers_in, "If-None-Match");

    if (version != NULL) {
        return none != NULL && strcmp(none, "*") == 0
                   ? tc_error_changed(ctx->p)
                   : tc_guard_if_match(ctx, version);
    }
    return apr_table_get(ctx->r->headers_in, "If-Match") != NULL
               ? tc_error_changed(ctx->p)
               : NULL;
}

static void copy_bind(const tc_ctx_t *ctx, tc_sql_t *sql,
                      const tc_copy_fields_t *copy)
{
    tc_sql_bind_int(sql, "post", ctx->id);
    tc_sql_bind(sql, "fields", copy->json);
    tc_sql_bind_int(sql, "caller", ctx->caller->id);
    tc_sql_bind(sql, "media", copy->media);
    tc_sql_bind(sql, "positions", copy->positions);
}

static tc_sql_t *create_make(const tc_ctx_t *ctx, const tc_copy_fields_t *copy)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "working_copy_create");

    copy_bind(ctx, sql, copy);
    return sql;
}

static tc_sql_t *update_make(const tc_ctx_t *ctx, const tc_copy_fields_t *copy,
                             const char *version)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "working_copy_update");

    copy_bind(ctx, sql, copy);
    tc_sql_bind(sql, "version", version);
    return sql;
}

/* version: the copy's, NULL where there is none. *written: 0 where somebody
 * else came between. */
static tc_error_t *write_run(tc_ctx_t *ctx, const tc_copy_fields_t *copy,
                             const char *version, int *written)
{
    tc_sql_t *sql = version == NULL ? create_make(ctx, copy)
                                    : update_make(ctx, copy, version);
    tc_db_conflict_t conflict = { .sqlstate = "" };
    tc_rows_t *rows;
    tc_error_t *error;

    error = tc_statement_write(ctx, sql, &rows, &conflict);
    if (strcmp(conflict.sqlstate, "23503") == 0) {
        return NULL; /* post or media went away just now */
    }
    *written = error == NULL && rows->count > 0;
    return error;
}

/* One try: the post as it is now, rights, preconditions, the write. */
static tc_error_t *write_try(tc_ctx_t *ctx, tc_copy_fields_t **copy,
                             int *written)
{
    const char *version;
    tc_post_row_t row;
    tc_error_t *error = post_and_copy(ctx, &row, &version);

    if (error == NULL) {
        error = may_write(ctx, &row);
    }
    if (error == NULL) {
        error = check_preconditions(ctx, version);
    }
    if (error == NULL && *copy == NULL) {
        error = tc_copy_fields_read(ctx, copy);
    }
    if (error == NULL) {
        error = write_run(ctx, *copy, version, written);
    }
    if (*written && version == NULL) {
        ctx->reply.status = HTTP_CREATED;
        ctx->reply.location = tc_context_url(ctx, ctx->path);
    }
    return error;
}

tc_error_t *tc_working_copy_write(tc_ctx_t *ctx)
{
    tc_copy_fields_t *copy = NULL;

    for (int tries = 0; tries < TC_POST_TRIES; tries++) {
        int written = 0;
        tc_error_t *error = write_try(ctx, &copy, &written);

        if (error != NULL) {
            return error;
        }
        if (written) {
            return copy_reply(ctx);
        }
    }
    return tc_posts_row_overtaken(ctx);
}

/* -------------------------------------------------------- submit and delete */

/* A write that holds for the copy's version, where If-Match names one. */
static tc_error_t *change(tc_ctx_t *ctx, const char *statement)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, statement);
    const char *version;
    tc_post_row_t row;
    tc_rows_t *rows;
    tc_error_t *error = post_and_copy(ctx, &row, &version);

    if (error != NULL) {
        return error;
    }
    if (version == NULL) {
        return tc_error_not_found(ctx->p);
    }
    error = may_write(ctx, &row);
    if (error == NULL) {
        error = tc_guard_if_match(ctx, version);
    }
    if (error != NULL) {
        return error;
    }
    tc_sql_bind_int(sql, "post", ctx->id);
    tc_sql_bind(sql, "version",
                apr_table_get(ctx->r->headers_in, "If-Match") != NULL ? version
                                                                      : NULL);
    error = tc_statement_write(ctx, sql, &rows, NULL);
    return error == NULL && rows->count == 0 ? tc_guard_lost(ctx) : error;
}

tc_error_t *tc_working_copy_delete(tc_ctx_t *ctx)
{
    return change(ctx, "working_copy_delete");
}

tc_error_t *tc_working_copy_submit(tc_ctx_t *ctx)
{
    tc_error_t *error = change(ctx, "working_copy_submit");

    return error != NULL ? error : copy_reply(ctx);
}

/* ------------------------------------------------------------------ apply */

static int is_stale(const tc_ctx_t *ctx, const tc_rows_t *rows)
{
    return apr_table_get(ctx->r->headers_in, "If-Match") == NULL &&
           strcmp(tc_rows_get(rows, 0, "base_version"),
                  tc_rows_get(rows, 0, "post_version")) != 0;
}

static tc_error_t *apply_try(tc_ctx_t *ctx, const tc_post_row_t *row,
                             void *baton, int *written)
{
    tc_post_change_t by = { .action = "apply" };
    tc_rows_t *rows;
    tc_error_t *error = copy_read(ctx, &rows);

    (void)baton;
    if (error != NULL) {
        return error;
    }
    if (rows->count == 0) {
        return tc_error_not_found(ctx->p);
    }
    if (is_stale(ctx, rows)) {
        return tc_route_refuse(ctx, TC_REFUSAL_STALE_COPY, NULL);
    }
    by.copy = tc_rows_get(rows, 0, "version");
    by.fields = tc_copy_fields_parse(ctx->p, tc_rows_get(rows, 0, "fields"));
    return tc_posts_write_try(ctx, row, &by, written);
}

tc_error_t *tc_working_copy_apply(tc_ctx_t *ctx)
{
    tc_error_t *error = tc_posts_row_change(ctx, tc_posts_row_may_edit,
                                            apply_try, NULL);

    return error != NULL ? error : tc_posts_row_reply(ctx, ctx->id);
}
