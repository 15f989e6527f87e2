#include "editing/presence.h"

#include "core/error.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/reply.h"
#include "posts/row.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"

static const tc_field_t person_fields[] = {
    TC_PART_ID,
    TC_PART_READ("username", TC_F_STRING, 0),
    TC_PART_READ("name", TC_F_STRING, 0),
    TC_PART_READ("since", TC_F_DATETIME, 0),
};
static const tc_fields_t people = TC_PART_TABLE("Present", person_fields);
static const tc_shape_t person = { .name = "Present",
                                   .of = &people,
                                   .about = "Somebody who has a post open." };

static const tc_field_t fields[] = {
    { .name = "others",
      .type = TC_F_ARRAY,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &person,
      .about = "Who else has it open." },
    { .name = "version",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "The post's." },
    { .name = "working_copy_version",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "null: it has none." },
};
static const tc_fields_t table = TC_PART_TABLE("Presence", fields);

const tc_shape_t tc_presence_shape = { .name = "Presence",
                                       .of = &table,
                                       .about = "Who has a post open." };

/* The statement, for a post that the caller may edit or has written. */
static tc_error_t *run(tc_ctx_t *ctx, const char *statement, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, statement);
    tc_db_conflict_t conflict = { .sqlstate = "" };
    tc_error_t *error = tc_posts_row_open(ctx);

    if (error != NULL) {
        return error;
    }
    tc_sql_bind_int(sql, "post", ctx->id);
    tc_sql_bind_int(sql, "user", ctx->caller->id);
    error = tc_statement_write(ctx, sql, rows, &conflict);
    return strcmp(conflict.sqlstate, "23503") == 0
               ? tc_error_not_found(ctx->p) /* the post went just now */
               : error;
}

tc_error_t *tc_presence_tell(tc_ctx_t *ctx)
{
    tc_rows_t *rows;
    tc_error_t *error = run(ctx, "presence_tell", &rows);

    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

tc_error_t *tc_presence_leave(tc_ctx_t *ctx)
{
    tc_rows_t *rows;

    return run(ctx, "presence_leave", &rows);
}
