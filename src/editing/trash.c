#include "editing/trash.h"

#include <string.h>

#include "api/users.h"
#include "base/account/role.h"
#include "core/error.h"
#include "core/site.h"
#include "db/rows.h"
#include "db/sql.h"
#include "editing/old_fields.h"
#include "http/context.h"
#include "posts/fields.h"
#include "posts/row.h"
#include "rest/list.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"

static const tc_field_t fields[] = {
    TC_PART_ID,
    TC_PART_READ("title", TC_F_STRING, 0),
    { .name = "author",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &tc_users_person },
    { .name = "status",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_READ_ONLY,
      .choices = tc_posts_fields_statuses,
      .about = "As it was." },
    TC_PART_READ("deleted_at", TC_F_DATETIME, 0),
    { .name = "deleted_by",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .shape = &tc_users_person },
    { .name = "purge_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY,
      .about = "When it goes for good." },
};
static const tc_fields_t table = TC_PART_TABLE("Trashed", fields);

const tc_shape_t tc_trash_shape = { .name = "Trashed",
                                    .of = &table,
                                    .about = "A post in the trash." };

/* A WRITER sees its own. */
static void own_part(const tc_ctx_t *ctx, tc_sql_t *sql)
{
    if (ctx->caller->role < TC_EDITOR) {
        tc_sql_part(sql, "public");
        tc_sql_bind_int(sql, "caller", ctx->caller->id);
    }
}

static void prepare(tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql)
{
    (void)list;
    own_part(ctx, sql);
    tc_sql_bind_int(sql, "days", ctx->site->trash_days);
}

static const tc_filter_t no_filters[] = { { .name = NULL } };

static const tc_ordering_t orderings[] = { { .name = "default", .keys = "t" },
                                           { .name = "id", .keys = "" },
                                           { .name = NULL } };

const tc_list_t tc_trash_page = { .statement = "trash",
                                  .filters = no_filters,
                                  .orderings = orderings,
                                  .default_desc = 1,
                                  .prepare = prepare };

/* A slug or a medium may be taken or go between the look and the write. */
static int is_overtaken(const tc_db_conflict_t *conflict)
{
    return strcmp(conflict->sqlstate, "23505") == 0 ||
           strcmp(conflict->sqlstate, "23503") == 0;
}

/* One try: what is there, and the write. *missing: media that is no more.
 * *again: somebody came between. */
static tc_error_t *undelete_try(tc_ctx_t *ctx, const char **missing,
                                int *again)
{
    tc_sql_t *look = tc_sql_make(ctx->p, "trash_read");
    tc_sql_t *sql = tc_sql_make(ctx->p, "trash_undelete");
    tc_db_conflict_t conflict = { .sqlstate = "" };
    const char *content;
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(look, "id", ctx->id);
    own_part(ctx, look);
    error = tc_statement_find(ctx, look, &rows);
    if (error != NULL) {
        return error;
    }
    content = tc_rows_get(rows, 0, "content");
    error = tc_old_fields_content(ctx, tc_rows_get(rows, 0, "media"), &content,
                                  missing);
    if (error != NULL) {
        return error;
    }
    tc_sql_bind_int(sql, "id", ctx->id);
    tc_sql_bind(sql, "content", content);
    tc_statement_action(ctx, sql, "undelete");
    error = tc_statement_write(ctx, sql, &rows, &conflict);
    *again = error != NULL && is_overtaken(&conflict);
    return error == NULL && rows->count == 0
               ? tc_error_not_found(ctx->p) /* somebody else was faster */
               : error;
}

tc_error_t *tc_trash_undelete(tc_ctx_t *ctx)
{
    const char *missing = NULL;
    tc_error_t *error = NULL;
    int again = 1;

    for (int tries = 0; again && tries < TC_POST_TRIES; tries++) {
        again = 0;
        error = undelete_try(ctx, &missing, &again);
    }
    if (again) {
        return tc_posts_row_overtaken(ctx);
    }
    if (error == NULL) {
        error = tc_posts_row_reply(ctx, ctx->id);
    }
    if (error == NULL) {
        tc_old_fields_reply(ctx, missing);
    }
    return error;
}

tc_error_t *tc_trash_delete(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "trash_delete");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", ctx->id);
    error = tc_statement_write(ctx, sql, &rows, NULL);
    return error == NULL && rows->count == 0 ? tc_error_not_found(ctx->p)
                                             : error;
}
