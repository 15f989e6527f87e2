/* /tags/ */
#include "api/tags.h"

#include <apr_strings.h>

#include "base/account/role.h"
#include "base/text/most.h"
#include "base/text/slug.h"
#include "core/error.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "base/text/path.h"
#include "http/reply.h"
#include "rest/fields.h"
#include "rest/guard.h"
#include "rest/list.h"
#include "rest/parse.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"
#include "rest/unique.h"
#include "rest/values.h"

#define WORD "tag" /* where nothing of a name is left */
#define TRIES 5

/* clang-format off */
#define STAFF_TIME(field_name) \
    { .name = (field_name), \
      .type = TC_F_DATETIME, \
      .flags = TC_FIELD_READ_ONLY, \
      .about = "Shown to EDITOR and ADMIN." }
/* clang-format on */

static const tc_field_t tag_fields[] = {
    TC_PART_ID,
    { .name = "name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED,
      .max = TC_MOST_TAG_NAME,
      .about = "Told apart from others by the slug that is made from it." },
    { .name = "slug",
      .type = TC_F_SLUG,
      .flags = TC_FIELD_BLANK,
      .max = TC_MOST_TAG_SLUG,
      .about = "Unique; made from the name where it is left out." },
    { .name = "description", .type = TC_F_STRING, .flags = TC_FIELD_BLANK },
    { .name = "post_count",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Posts with it that the public sees." },
    STAFF_TIME("created_at"),
    STAFF_TIME("updated_at"),
};

const tc_fields_t tc_api_tags_fields = TC_PART_TABLE("Tag", tag_fields);

static const char *const staff_only[] = { "created_at", "updated_at", NULL };
static const char *const reference_only[] = { "id", "name", "slug", NULL };

static const tc_shape_t public_shape = { .name = "TagPublic",
                                         .of = &tc_api_tags_fields,
                                         .without = staff_only,
                                         .about = "A tag, to everyone else." };

const tc_shape_t tc_api_tags_shape = { .name = "Tag",
                                       .of = &tc_api_tags_fields,
                                       .public_form = &public_shape,
                                       .versioned = 1,
                                       .about = "A tag." };

const tc_shape_t tc_api_tags_reference = { .name = "TagReference",
                                           .of = &tc_api_tags_fields,
                                           .only = reference_only,
                                           .about = "A tag of a post." };

const tc_shape_t tc_api_tags_name = {
    .name = "TagName",
    .schema = "{\"type\":\"string\",\"description\":\"The name of a tag.\"}",
    .example = "\"Travel\""
};

static const tc_field_t merge_fields[] = {
    { .name = "into",
      .type = TC_F_PK,
      .flags = TC_FIELD_REQUIRED | TC_FIELD_WRITE_ONLY | TC_FIELD_NO_COLUMN,
      .shape = &tc_api_tags_reference,
      .about = "The tag that all the posts have afterwards." },
};

const tc_fields_t tc_api_tags_merge_fields = TC_PART_TABLE("TagMerge",
                                                           merge_fields);

#define NAME_TAKEN "tag with this name already exists."

static const tc_unique_t unique_slug = {
    .field = "slug",
    .statement = "tags_taken",
    .constraint = "tags_slug_key",
    .text = "tag with this slug already exists."
};

static const tc_filter_t filters[] = { { .name = NULL } };

static const tc_ordering_t orderings[] = { { .name = "default", .keys = "s" },
                                           { .name = "id", .keys = "" },
                                           { .name = "name", .keys = "s" },
                                           { .name = "post_count",
                                             .keys = "l" },
                                           { .name = NULL } };

const char *tc_api_tags_slug(apr_pool_t *p, const char *name, int *bare)
{
    const char *slug = tc_slug_make(p, name, TC_MOST_TAG_SLUG, WORD);

    *bare = strcmp(slug, WORD) == 0 &&
            *tc_slug_make(p, name, TC_MOST_TAG_SLUG, "") == '\0';
    return slug;
}

/* The public sees tags of public posts; users see all of them. */
static void form_part(const tc_ctx_t *ctx, tc_sql_t *sql)
{
    if (ctx->caller->role == TC_PUBLIC) {
        tc_sql_part(sql, "public");
    }
    tc_sql_part(sql, ctx->caller->role >= TC_EDITOR ? "staff" : "short");
}

static void prepare(tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql)
{
    (void)list;
    form_part(ctx, sql);
}

const tc_list_t tc_api_tags_page = { .statement = "tags",
                                     .filters = filters,
                                     .orderings = orderings,
                                     .search = 1,
                                     .bare = 1,
                                     .prepare = prepare };

static tc_error_t *read_run(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows)
{
    form_part(ctx, sql);
    return tc_statement_shown(ctx, sql, rows, "tags");
}

static tc_error_t *read_id(tc_ctx_t *ctx, apr_int64_t id, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "tags_read");

    tc_sql_part(sql, "id");
    tc_sql_bind_int(sql, "id", id);
    return read_run(ctx, sql, rows);
}

static tc_error_t *reply(tc_ctx_t *ctx, tc_error_t *error,
                         const tc_rows_t *rows)
{
    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

tc_error_t *tc_api_tags_read(tc_ctx_t *ctx)
{
    tc_rows_t *rows = NULL;
    tc_error_t *error = read_id(ctx, ctx->id, &rows);

    return reply(ctx, error, rows);
}

tc_error_t *tc_api_tags_read_slug(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "tags_read");
    tc_rows_t *rows = NULL;
    tc_error_t *error;

    tc_sql_part(sql, "slug");
    tc_sql_bind(sql, "slug", tc_path_text(&ctx->named, "slug"));
    error = read_run(ctx, sql, &rows);
    return reply(ctx, error, rows);
}

/* The body as it goes to the database, as far as it can be looked up before:
 * the slug's unique index has the last word. */
static tc_error_t *body_bind(tc_ctx_t *ctx, tc_sql_t *sql,
                             tc_values_t **values)
{
    tc_error_t *error = tc_fields_read(ctx, values);
    const tc_value_t *name;
    const tc_value_t *slug;
    tc_rows_t *rows;
    tc_sql_t *look;
    int bare;

    if (error != NULL) {
        return error;
    }
    name = tc_values_get(*values, "name");
    slug = tc_values_get(*values, "slug");
    if (tc_values_is_good(slug) && *slug->text == '\0') {
        tc_values_forget(*values, "slug"); /* blank: it is made */
    }
    if (tc_values_is_good(name)) {
        look = tc_sql_make(ctx->p, "tags_named");
        tc_sql_bind(look, "name", name->text);
        tc_sql_bind(look, "slug", tc_api_tags_slug(ctx->p, name->text, &bare));
        tc_sql_bind_bool(look, "base", bare);
        tc_sql_bind_int(look, "id", ctx->id);
        error = tc_db_read(ctx->site, ctx->p, look, &rows);
        if (error != NULL) {
            return error;
        }
        if (rows->count > 0) {
            tc_values_add(ctx->p, *values, "name", NAME_TAKEN);
        }
    }
    tc_sql_bind(sql, "data", tc_values_json(ctx->p, *values));
    return tc_unique_check(ctx, *values, &unique_slug);
}

/* NULL: the slug that was made free is taken after all, try again. */
static tc_error_t *create_conflict(tc_ctx_t *ctx, const tc_value_t *slug,
                                   int bare, const tc_db_conflict_t *conflict,
                                   tc_error_t *error)
{
    tc_error_t *taken = tc_unique_conflict(ctx->p, &unique_slug, conflict);

    if (taken == NULL) {
        return error;
    }
    if (slug->present) {
        return taken;
    }
    return bare ? NULL : tc_error_field(ctx->p, "name", NAME_TAKEN);
}

tc_error_t *tc_api_tags_create(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "tags_create");
    tc_values_t *values;
    int bare;
    tc_error_t *error = body_bind(ctx, sql, &values);

    for (int tries = 0; error == NULL && tries < TRIES; tries++) {
        const tc_value_t *slug = tc_values_get(values, "slug");
        tc_db_conflict_t conflict = { .sqlstate = "" };
        tc_rows_t *rows;

        tc_sql_bind(sql, "slug", slug->present ? slug->text : NULL);
        tc_sql_bind(sql, "slug_base",
                    tc_api_tags_slug(
                        ctx->p, tc_values_get(values, "name")->text, &bare));
        tc_sql_bind_bool(sql, "base", bare);
        error = tc_statement_write(ctx, sql, &rows, &conflict);
        if (error == NULL) {
            tc_reply_row(ctx, rows);
            return NULL;
        }
        error = create_conflict(ctx, slug, bare, &conflict, error);
    }
    return error != NULL
               ? error
               : tc_error_unavailable(ctx->p, 7011, APR_SUCCESS,
                                      "no free slug was found for a tag; the "
                                      "client may try again");
}

tc_error_t *tc_api_tags_update(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "tags_update");
    tc_db_conflict_t conflict = { .sqlstate = "" };
    tc_values_t *values;
    tc_rows_t *rows;
    tc_error_t *taken;
    tc_error_t *error = read_id(ctx, ctx->id, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error == NULL) {
        error = body_bind(ctx, sql, &values);
    }
    if (error == NULL) {
        error = tc_statement_write(ctx, sql, &rows, &conflict);
        taken = tc_unique_conflict(ctx->p, &unique_slug, &conflict);
        error = taken != NULL ? taken : error;
    }
    return tc_guard_end(ctx, error, rows);
}

tc_error_t *tc_api_tags_delete(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "tags_delete");
    tc_rows_t *rows;
    tc_error_t *error = read_id(ctx, ctx->id, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error == NULL) {
        error = tc_statement_write(ctx, sql, &rows, NULL);
    }
    return tc_guard_end(ctx, error, rows);
}

/* ------------------------------------------------------------------ merge */

/* :into of the body. */
static tc_error_t *into_bind(tc_ctx_t *ctx, tc_sql_t *sql, apr_int64_t *into)
{
    tc_values_t *values;
    tc_error_t *error = tc_fields_read(ctx, &values);
    const tc_value_t *value;

    if (error != NULL) {
        return error;
    }
    value = tc_values_get(values, "into");
    *into = value->number;
    if (tc_values_is_good(value) && *into == ctx->id) {
        tc_values_add(ctx->p, values, "into",
                      "A tag cannot be merged into itself.");
    }
    tc_sql_bind_int(sql, "into", *into);
    return tc_values_error(ctx->p, values);
}

tc_error_t *tc_api_tags_merge(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "tags_merge");
    apr_int64_t into = 0;
    tc_rows_t *rows = NULL;
    tc_error_t *error = read_id(ctx, ctx->id, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error == NULL) {
        error = into_bind(ctx, sql, &into);
    }
    if (error == NULL) {
        error = tc_statement_write(ctx, sql, &rows, NULL);
    }
    if (error != NULL) {
        return error;
    }
    if (tc_rows_get(rows, 0, "merged") == NULL) {
        return tc_guard_lost(ctx);
    }
    if (!tc_rows_bool(rows, 0, "merged")) {
        return tc_error_field(
            ctx->p, "into",
            tc_parse_pk_text(ctx->p,
                             apr_psprintf(ctx->p, "%" APR_INT64_T_FMT, into)));
    }
    error = read_id(ctx, into, &rows);
    return reply(ctx, error, rows);
}
