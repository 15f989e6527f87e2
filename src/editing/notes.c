#include "editing/notes.h"

#include <apr_strings.h>

#include "api/users.h"
#include "base/account/role.h"
#include "core/error.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "base/text/path.h"
#include "http/query.h"
#include "http/reply.h"
#include "posts/row.h"
#include "rest/fields.h"
#include "rest/guard.h"
#include "rest/parse.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"
#include "rest/values.h"

/* All of a post's notes are one answer. */
#define NOTES_MOST 1000
#define TOO_MANY "A post can have no more than 1000 notes."

static const tc_field_t fields[] = {
    TC_PART_ID,
    { .name = "author",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .shape = &tc_users_person },
    { .name = "text",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED,
      .max = 4000,
      .about = "Changed by its author alone." },
    { .name = "block",
      .type = TC_F_STRING,
      .flags = TC_FIELD_NULL | TC_FIELD_BLANK,
      .max = 64,
      .about = "The id of the block that it is about." },
    { .name = "parent",
      .column = "parent_id",
      .type = TC_F_PK,
      .flags = TC_FIELD_NULL | TC_FIELD_ONLY_NEW,
      .about = "The note that it answers." },
    { .name = "resolved", .type = TC_F_BOOLEAN, .flags = TC_FIELD_NOT_NEW },
    { .name = "resolved_by",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .shape = &tc_users_person },
    TC_PART_TIMES,
};

const tc_fields_t tc_notes_fields = TC_PART_TABLE("Note", fields);

const tc_shape_t tc_notes_shape = { .name = "Note",
                                    .of = &tc_notes_fields,
                                    .about = "A note on a post.",
                                    .versioned = 1 };

const tc_filter_t tc_notes_query[] = {
    { .name = "resolved", .type = TC_FILTER_BOOLEAN }, { .name = NULL }
};

/* ------------------------------------------------------------------- read */

tc_error_t *tc_notes_list(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "notes_list");
    const char *resolved = tc_query_get(ctx, "resolved");
    tc_rows_t *rows;
    tc_error_t *error = tc_posts_row_open(ctx);

    if (error != NULL) {
        return error;
    }
    if (resolved != NULL && *resolved != '\0') {
        int truth = tc_parse_boolean_text(resolved);

        if (truth < 0) {
            return tc_error_field(ctx->p, "resolved", TC_TEXT_BOOLEAN);
        }
        tc_sql_part(sql, "resolved");
        tc_sql_bind_bool(sql, "resolved", truth);
    }
    tc_sql_bind_int(sql, "post", ctx->id);
    error = tc_statement_read(ctx, sql, &rows);
    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

/* A note of the post: columns id, version, author_id, text, body; 404 where
 * there is none. */
static tc_error_t *note_read(tc_ctx_t *ctx, apr_int64_t note, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "notes_read");

    tc_sql_bind_int(sql, "post", ctx->id);
    tc_sql_bind_int(sql, "note", note);
    return tc_statement_find(ctx, sql, rows);
}

/* That of the path, after the right to the post. */
static tc_error_t *note_of_path(tc_ctx_t *ctx, tc_rows_t **rows)
{
    tc_error_t *error = tc_posts_row_open(ctx);

    return error != NULL
               ? error
               : note_read(ctx, tc_path_number(&ctx->named, "note"), rows);
}

tc_error_t *tc_notes_read(tc_ctx_t *ctx)
{
    tc_rows_t *rows;
    tc_error_t *error = note_of_path(ctx, &rows);

    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

/* ----------------------------------------------------------------- create */

static const char *text_or_null(const tc_values_t *values, const char *name)
{
    const tc_value_t *value = tc_values_get(values, name);

    return value->present && !value->is_null && *value->text != '\0'
               ? value->text
               : NULL;
}

/* A note answers one of the same post. */
static tc_error_t *check_parent(tc_ctx_t *ctx, tc_values_t *values)
{
    const tc_value_t *parent = tc_values_get(values, "parent");
    tc_rows_t *rows;
    tc_error_t *error;

    if (!tc_values_is_good(parent)) {
        return tc_values_error(ctx->p, values);
    }
    error = note_read(ctx, parent->number, &rows);
    if (error != NULL && error->status == HTTP_NOT_FOUND) {
        tc_values_add(ctx->p, values, "parent",
                      tc_parse_pk_text(ctx->p, parent->text));
        error = NULL;
    }
    return error != NULL ? error : tc_values_error(ctx->p, values);
}

tc_error_t *tc_notes_create(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "notes_create");
    tc_db_conflict_t conflict = { .sqlstate = "" };
    tc_values_t *values;
    tc_rows_t *rows;
    tc_error_t *error = tc_posts_row_open(ctx);

    if (error == NULL) {
        error = tc_fields_read(ctx, &values);
    }
    if (error == NULL) {
        error = check_parent(ctx, values);
    }
    if (error != NULL) {
        return error;
    }
    tc_sql_bind_int(sql, "post", ctx->id);
    tc_sql_bind_int(sql, "author", ctx->caller->id);
    tc_sql_bind(sql, "text", text_or_null(values, "text"));
    tc_sql_bind(sql, "block", text_or_null(values, "block"));
    tc_sql_bind(sql, "parent", text_or_null(values, "parent"));
    tc_sql_bind_int(sql, "most", NOTES_MOST);
    error = tc_statement_write(ctx, sql, &rows, &conflict);
    if (strcmp(conflict.sqlstate, "23503") == 0 ||
        (error == NULL && rows->count == 0)) {
        return tc_error_not_found(ctx->p); /* post or parent went just now */
    }
    if (error == NULL && tc_rows_get(rows, 0, "id") == NULL) {
        return tc_error_detail(ctx->p, HTTP_BAD_REQUEST, TOO_MANY);
    }
    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

/* ----------------------------------------------------------------- change */

/* Whether a body has another text in a field than the note has; null and ""
 * are the same, and what no note can have is another one. */
static int is_other(const tc_values_t *values, const tc_rows_t *note,
                    const char *name)
{
    const tc_value_t *value = tc_values_get(values, name);
    const char *was = tc_rows_get(note, 0, name);

    if (!value->present || value->errors != NULL) {
        return value->present;
    }
    return strcmp(value->is_null ? "" : value->text, was != NULL ? was : "") !=
           0;
}

/* Text and block are its author's; resolved is everybody's who reads it. */
static tc_error_t *check_author(tc_ctx_t *ctx, const tc_values_t *values,
                                const tc_rows_t *note)
{
    return tc_rows_int(note, 0, "author_id") != ctx->caller->id &&
                   (is_other(values, note, "text") ||
                    is_other(values, note, "block"))
               ? tc_error_forbidden(ctx->p)
               : NULL;
}

static tc_error_t *update_bind(tc_ctx_t *ctx, tc_sql_t *sql,
                               const tc_rows_t *note)
{
    tc_values_t *values;
    const tc_value_t *resolved;
    tc_error_t *error = tc_fields_read(ctx, &values);

    if (error == NULL) {
        error = check_author(ctx, values, note);
    }
    if (error == NULL) {
        error = tc_values_error(ctx->p, values);
    }
    if (error != NULL) {
        return error;
    }
    resolved = tc_values_get(values, "resolved");
    tc_sql_bind(sql, "text", text_or_null(values, "text"));
    tc_sql_bind_bool(sql, "block_sent",
                     tc_values_get(values, "block")->present);
    tc_sql_bind(sql, "block", text_or_null(values, "block"));
    if (resolved->present) {
        tc_sql_bind_bool(sql, "resolved", resolved->number != 0);
    }
    return NULL;
}

tc_error_t *tc_notes_update(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "notes_update");
    apr_int64_t note = tc_path_number(&ctx->named, "note");
    tc_rows_t *rows = NULL;
    tc_error_t *error = note_of_path(ctx, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, note, rows, sql);
    }
    if (error == NULL) {
        error = update_bind(ctx, sql, rows);
    }
    if (error == NULL) {
        tc_sql_bind_int(sql, "caller", ctx->caller->id);
        error = tc_statement_write(ctx, sql, &rows, NULL);
    }
    return tc_guard_end(ctx, error, rows);
}

tc_error_t *tc_notes_delete(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "notes_delete");
    apr_int64_t note = tc_path_number(&ctx->named, "note");
    tc_rows_t *rows = NULL;
    tc_error_t *error = note_of_path(ctx, &rows);

    if (error == NULL && ctx->caller->role < TC_EDITOR &&
        tc_rows_int(rows, 0, "author_id") != ctx->caller->id) {
        error = tc_error_forbidden(ctx->p);
    }
    if (error == NULL) {
        error = tc_guard_begin(ctx, note, rows, sql);
    }
    if (error == NULL) {
        error = tc_statement_write(ctx, sql, &rows, NULL);
    }
    return tc_guard_end(ctx, error, rows);
}
