/*
 * /changes/: pages behind a cursor.
 *
 * A cursor names a change, by its number and by its mark. A copy of the
 * database (one that was restored) knows the cursors of before it was made; of
 * those that the original gave afterwards it says that they are invalid, also
 * when it has come to the same number itself.
 */
#include "api/changes.h"

#include <apr_encode.h>
#include <apr_strings.h>

#include "base/json/writer.h"
#include "core/error.h"
#include "core/refusal.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/query.h"
#include "http/reply.h"
#include "http/route.h"
#include "rest/list.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"

#define MOST 500
#define TELL_AT_ONCE 5000
#define TELLS 4 /* the job does the rest */
#define MARK_CHARS "0123456789abcdef"
#define MARK_LEN 16

static const char *const types[] = { "post", NULL };
static const char *const actions[] = { "published", "updated", "removed",
                                       NULL };

static const tc_field_t change_fields[] = {
    { .name = "type",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_READ_ONLY,
      .choices = types },
    TC_PART_READ("id", TC_F_INTEGER, 0),
    { .name = "slug",
      .type = TC_F_SLUG,
      .flags = TC_FIELD_READ_ONLY,
      .about = "That of then." },
    { .name = "action",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_READ_ONLY,
      .choices = actions },
    TC_PART_READ("at", TC_F_DATETIME, 0),
};

static const tc_fields_t change = TC_PART_TABLE("Change", change_fields);

static const tc_shape_t change_shape = {
    .name = "Change",
    .of = &change,
    .about = "Something that the public can see has changed."
};

static const tc_field_t page_fields[] = {
    { .name = "next",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "The cursor to go on with, by since=." },
    { .name = "results",
      .type = TC_F_ARRAY,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &change_shape,
      .about = "Oldest first, at most 500." },
};

static const tc_fields_t page = TC_PART_TABLE("Changes", page_fields);

const tc_shape_t tc_changes_shape = { .name = "Changes",
                                      .of = &page,
                                      .about = "What has changed since." };

const tc_filter_t tc_changes_query[] = {
    { .name = "since",
      .type = TC_FILTER_TEXT,
      .about = "The cursor of an earlier answer; without it there is only the "
               "newest one." },
    { .name = NULL }
};

/* "<number>.<mark>", so that nobody takes it for a number to count with. */
static const char *cursor_encode(apr_pool_t *p, const tc_rows_t *rows)
{
    const char *text = apr_pstrcat(p, tc_rows_get(rows, 0, "seq"), ".",
                                   tc_rows_get(rows, 0, "mark"), NULL);

    return apr_pencode_base64(p, text, APR_ENCODE_STRING,
                              APR_ENCODE_BASE64URL | APR_ENCODE_NOPADDING,
                              NULL);
}

/* Bind a cursor; 0 where it is none of ours. */
static int cursor_bind(apr_pool_t *p, tc_sql_t *sql, const char *text)
{
    apr_size_t len;
    apr_size_t digits;
    char *plain = (char *)apr_pdecode_base64(p, text, APR_ENCODE_STRING,
                                             APR_ENCODE_BASE64URL, &len);

    if (plain == NULL || strlen(plain) != len) {
        return 0;
    }
    digits = strspn(plain, "0123456789");
    if (digits == 0 || digits > 18 || plain[digits] != '.' ||
        strlen(plain + digits + 1) != MARK_LEN ||
        strspn(plain + digits + 1, MARK_CHARS) != MARK_LEN) {
        return 0;
    }
    plain[digits] = '\0';
    tc_sql_bind(sql, "seq", plain);
    tc_sql_bind(sql, "mark", plain + digits + 1);
    return 1;
}

static tc_error_t *tell(tc_ctx_t *ctx)
{
    apr_int64_t taken = TELL_AT_ONCE;
    tc_error_t *error = NULL;

    for (int i = 0; i < TELLS && error == NULL && taken == TELL_AT_ONCE; i++) {
        tc_sql_t *sql = tc_sql_make(ctx->p, "outbox_tell");
        tc_rows_t *rows;

        tc_sql_bind_int(sql, "count", TELL_AT_ONCE);
        error = tc_statement_write(ctx, sql, &rows, NULL);
        taken = error == NULL ? tc_rows_int(rows, 0, "taken") : 0;
    }
    return error;
}

static tc_error_t *look(tc_ctx_t *ctx, const char *since, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "changes_read");
    tc_error_t *error;

    tc_sql_bind_int(sql, "limit", MOST);
    if (since != NULL && !cursor_bind(ctx->p, sql, since)) {
        return tc_route_refuse(ctx, TC_REFUSAL_CURSOR, NULL);
    }
    error = tc_db_read(ctx->site, ctx->p, sql, rows);
    if (error == NULL && !tc_rows_bool(*rows, 0, "known")) {
        error = tc_route_refuse(ctx, TC_REFUSAL_CURSOR, NULL);
    }
    return error;
}

tc_error_t *tc_changes_read(tc_ctx_t *ctx)
{
    const char *since = tc_query_get(ctx, "since");
    tc_rows_t *rows = NULL;
    tc_writer_t *w = tc_writer_make(ctx->p);
    const char *body;
    apr_size_t len;
    tc_error_t *error = look(ctx, since, &rows);

    /* What was committed before this request came is told by it. */
    if (error == NULL && tc_rows_bool(rows, 0, "news") &&
        tc_rows_int(rows, 0, "told") < MOST) {
        error = tell(ctx);
        if (error == NULL) {
            error = look(ctx, since, &rows);
        }
    }
    if (error != NULL) {
        return error;
    }
    tc_writer_open(w, '{');
    tc_writer_put_string(w, "next", cursor_encode(ctx->p, rows));
    tc_writer_put_raw(w, "results", tc_rows_get(rows, 0, "results"));
    tc_writer_close(w, '}');
    body = tc_writer_text(w, &len);
    tc_reply_json(ctx, body, len, NULL);
    return NULL;
}
