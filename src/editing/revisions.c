#include "editing/revisions.h"

#include <apr_strings.h>

#include "api/users.h"
#include "core/error.h"
#include "db/rows.h"
#include "db/sql.h"
#include "editing/old_fields.h"
#include "http/context.h"
#include "base/text/path.h"
#include "http/reply.h"
#include "posts/fields.h"
#include "posts/row.h"
#include "posts/write.h"
#include "rest/list.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"

static const char *const actions[] = { "create",  "edit",    "apply",
                                       "revert",  "publish", "schedule",
                                       "submit",  "reject",  "unpublish",
                                       "archive", "restore", "undelete",
                                       NULL };

static const tc_field_t fields[] = {
    { .name = "number",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "From 1, within the post." },
    TC_PART_READ("created_at", TC_F_DATETIME, 0),
    { .name = "author",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .shape = &tc_users_person,
      .about = "null: the schedule, or somebody who is not known." },
    { .name = "action",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_READ_ONLY,
      .choices = actions },
    { .name = "status",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_READ_ONLY,
      .choices = tc_posts_fields_statuses },
    TC_PART_READ("title", TC_F_STRING, 0),
    { .name = "changed",
      .type = TC_F_ARRAY,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &tc_posts_fields_name,
      .about = "Names of the fields that differ from the one before." },
};

static const tc_field_t whole_fields[] = {
    { .name = "post",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &tc_posts_fields_some,
      .about = "The writeable fields as they were, tags by name." },
};

static const tc_fields_t table = TC_PART_TABLE("Revision", fields);
static const tc_fields_t whole = TC_PART_MORE(whole_fields);

const tc_shape_t tc_revisions_item = { .name = "RevisionItem",
                                       .of = &table,
                                       .about = "A revision in a list." };
const tc_shape_t tc_revisions_shape = { .name = "Revision",
                                        .of = &table,
                                        .more = &whole,
                                        .about = "A revision, whole." };

/* ------------------------------------------------------------------- read */

static const tc_filter_t no_filters[] = { { .name = NULL } };

static const tc_ordering_t orderings[] = { { .name = "default", .keys = "l" },
                                           { .name = "id", .keys = "" },
                                           { .name = NULL } };

static void prepare(tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql)
{
    (void)list;
    tc_sql_part(sql, "post");
    tc_sql_bind_int(sql, "post", ctx->id);
}

const tc_list_t tc_revisions_page = { .statement = "revisions",
                                      .filters = no_filters,
                                      .orderings = orderings,
                                      .default_desc = 1,
                                      .prepare = prepare };

tc_error_t *tc_revisions_list(tc_ctx_t *ctx)
{
    tc_error_t *error = tc_posts_row_open(ctx);

    return error != NULL ? error : tc_list_handle(ctx);
}

/* Columns body and fields; 404 where there is no such revision. */
static tc_error_t *revision_read(tc_ctx_t *ctx, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "revisions_read");
    apr_int64_t number = tc_path_number(&ctx->named, "number");

    tc_sql_bind_int(sql, "post", ctx->id);
    tc_sql_bind_int(sql, "number", number <= APR_INT32_MAX ? number : -1);
    return tc_statement_find(ctx, sql, rows);
}

tc_error_t *tc_revisions_read(tc_ctx_t *ctx)
{
    tc_rows_t *rows;
    tc_error_t *error = tc_posts_row_open(ctx);

    if (error == NULL) {
        error = revision_read(ctx, &rows);
    }
    if (error == NULL) {
        tc_reply_json(ctx, tc_rows_get(rows, 0, "body"),
                      tc_rows_len(rows, 0, "body"), NULL);
    }
    return error;
}

/* ----------------------------------------------------------------- revert */

/* baton: where the ids of the media go that are no more, as JSON. */
static tc_error_t *revert_try(tc_ctx_t *ctx, const tc_post_row_t *row,
                              void *baton, int *written)
{
    tc_post_change_t by = { .action = "revert" };
    tc_old_fields_t old;
    tc_rows_t *rows;
    tc_error_t *error = revision_read(ctx, &rows);

    if (error == NULL) {
        error = tc_old_fields_read(ctx, tc_rows_get(rows, 0, "fields"), &old);
    }
    if (error != NULL) {
        return error;
    }
    by.fields = old.fields;
    by.kept = old.media;
    *(const char **)baton = old.missing;
    return tc_posts_write_try(ctx, row, &by, written);
}

tc_error_t *tc_revisions_revert(tc_ctx_t *ctx)
{
    const char *missing = "[]";
    tc_error_t *error = tc_posts_row_change(ctx, tc_posts_row_may_edit,
                                            revert_try, &missing);

    if (error == NULL) {
        error = tc_posts_row_reply(ctx, ctx->id);
    }
    if (error == NULL) {
        tc_old_fields_reply(ctx, missing);
    }
    return error;
}
