/* /categories/ */
#include "api/categories.h"

#include <apr_strings.h>

#include "base/account/role.h"
#include "base/text/most.h"
#include "base/text/slug.h"
#include "base/text/text.h"
#include "core/error.h"
#include "core/refusal.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "base/text/path.h"
#include "http/reply.h"
#include "http/route.h"
#include "rest/fields.h"
#include "rest/guard.h"
#include "rest/list.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"
#include "rest/unique.h"
#include "rest/values.h"

static const tc_field_t category_fields[] = {
    TC_PART_ID,
    { .name = "name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED,
      .max = TC_MOST_CATEGORY_NAME },
    { .name = "slug",
      .type = TC_F_SLUG,
      .flags = TC_FIELD_BLANK,
      .max = TC_MOST_CATEGORY_SLUG,
      .about = "Unique; made from the name where it is left out." },
    { .name = "description", .type = TC_F_STRING, .flags = TC_FIELD_BLANK },
    { .name = "parent",
      .type = TC_F_SLUG_REL,
      .flags = TC_FIELD_NULL | TC_FIELD_NO_COLUMN,
      .about = "Slug of the category above it." },
    { .name = "post_count",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Posts in it that the public sees." },
    TC_PART_SEO,
    { .name = "is_featured", .type = TC_F_BOOLEAN },
    { .name = "order", .type = TC_F_INTEGER, .min = 0, .max = 2147483647 },
    { .name = "is_active",
      .type = TC_F_BOOLEAN,
      .about = "Shown to EDITOR and ADMIN." },
    { .name = "created_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Shown to EDITOR and ADMIN." },
    { .name = "updated_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Shown to EDITOR and ADMIN." },
};

const tc_fields_t tc_categories_fields = TC_PART_TABLE("Category",
                                                       category_fields);

static const char *const staff_only[] = { "is_active", "created_at",
                                          "updated_at", NULL };
static const char *const reference_only[] = { "id", "name", "slug", NULL };

static const tc_shape_t public_shape = { .name = "CategoryPublic",
                                         .of = &tc_categories_fields,
                                         .without = staff_only,
                                         .about = "A category, to everyone "
                                                  "else." };

const tc_shape_t tc_categories_shape = { .name = "Category",
                                         .of = &tc_categories_fields,
                                         .public_form = &public_shape,
                                         .versioned = 1,
                                         .about = "A category." };

const tc_shape_t tc_categories_reference = { .name = "CategoryReference",
                                             .of = &tc_categories_fields,
                                             .only = reference_only,
                                             .about = "The category of a "
                                                      "post." };

#define TRIES 5
#define CYCLE "A category cannot be its own ancestor."

static const tc_unique_t unique_slug = {
    .field = "slug",
    .statement = "categories_taken",
    .constraint = "categories_slug_key",
    .text = "category with this slug already exists."
};

static const tc_filter_t filters[] = {
    { .name = "is_featured", .type = TC_FILTER_BOOLEAN },
    { .name = "parent",
      .type = TC_FILTER_SLUG,
      .about = "Slug of the category above, or null for the roots." },
    { .name = NULL }
};

static const tc_ordering_t orderings[] = {
    { .name = "default", .keys = "is" },
    { .name = "id", .keys = "" },
    { .name = "name", .keys = "s" },
    { .name = "order", .keys = "i" },
    { .name = "post_count", .keys = "l" },
    { .name = "created_at", .keys = "t" },
    { .name = NULL }
};

/* An inactive category shows nowhere to others than editors: as a parent
 * neither. */
static void bind_hidden(const tc_ctx_t *ctx, tc_sql_t *sql)
{
    tc_sql_bind_bool(sql, "hidden", ctx->caller->role >= TC_EDITOR);
}

static void form_part(const tc_ctx_t *ctx, tc_sql_t *sql)
{
    bind_hidden(ctx, sql);
    tc_sql_part(sql, ctx->caller->role >= TC_EDITOR ? "staff" : "public");
}

static void prepare(tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql)
{
    (void)list;
    form_part(ctx, sql);
}

const tc_list_t tc_categories_page = { .statement = "categories",
                                       .filters = filters,
                                       .orderings = orderings,
                                       .search = 1,
                                       .bare = 1,
                                       .prepare = prepare };

static tc_error_t *read_run(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows)
{
    form_part(ctx, sql);
    return tc_statement_shown(ctx, sql, rows, "categories\nslugs");
}

static tc_error_t *read_id(tc_ctx_t *ctx, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "categories_read");

    tc_sql_part(sql, "id");
    tc_sql_bind_int(sql, "id", ctx->id);
    return read_run(ctx, sql, rows);
}

tc_error_t *tc_categories_read(tc_ctx_t *ctx)
{
    tc_rows_t *rows;
    tc_error_t *error = read_id(ctx, &rows);

    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

/* A slug that the category had while it was active leads to the new one. */
static tc_error_t *read_old_slug(tc_ctx_t *ctx, tc_error_t *not_found)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "categories_old_slug");

    tc_sql_bind(sql, "slug", tc_path_text(&ctx->named, "slug"));
    bind_hidden(ctx, sql);
    return tc_statement_moved(ctx, sql, not_found);
}

tc_error_t *tc_categories_read_slug(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "categories_read");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_part(sql, "slug");
    tc_sql_bind(sql, "slug", tc_path_text(&ctx->named, "slug"));
    error = read_run(ctx, sql, &rows);
    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error != NULL && error->status == HTTP_NOT_FOUND
               ? read_old_slug(ctx, error)
               : error;
}

static const char *no_such_parent(apr_pool_t *p, const tc_value_t *parent)
{
    return apr_pstrcat(p, "Object with slug=", tc_text_quote(p, parent->text),
                       " does not exist.", NULL);
}

/* The id that a parent's slug stands for. */
static tc_error_t *parent_find(tc_ctx_t *ctx, tc_values_t *values,
                               const char **id)
{
    const tc_value_t *parent = tc_values_get(values, "parent");
    tc_sql_t *sql = tc_sql_make(ctx->p, "categories_parent");
    tc_rows_t *rows;
    tc_error_t *error;

    *id = NULL;
    if (!tc_values_is_good(parent)) {
        return NULL;
    }
    tc_sql_bind(sql, "slug", parent->text);
    tc_sql_bind_int(sql, "id", ctx->id);
    error = tc_db_read(ctx->site, ctx->p, sql, &rows);
    if (error != NULL) {
        return error;
    }
    *id = tc_rows_get(rows, 0, "id");
    if (*id == NULL) {
        tc_values_add(ctx->p, values, "parent",
                      no_such_parent(ctx->p, parent));
    }
    else if (tc_rows_bool(rows, 0, "below")) {
        tc_values_add(ctx->p, values, "parent", CYCLE);
    }
    return NULL;
}

static tc_error_t *body_check(tc_ctx_t *ctx, tc_values_t **values,
                              const char **parent)
{
    const tc_value_t *slug;
    tc_error_t *error = tc_fields_read(ctx, values);

    if (error != NULL) {
        return error;
    }
    slug = tc_values_get(*values, "slug");
    if (slug->errors == NULL && slug->text != NULL && *slug->text == '\0') {
        tc_values_forget(*values, "slug"); /* blank: it is made */
    }
    error = parent_find(ctx, *values, parent);
    return error != NULL ? error : tc_unique_check(ctx, *values, &unique_slug);
}

/* NULL: a made slug lost a race, try again. */
static tc_error_t *write_conflict(tc_ctx_t *ctx, const tc_values_t *values,
                                  const tc_db_conflict_t *conflict,
                                  tc_error_t *error)
{
    const tc_value_t *parent = tc_values_get(values, "parent");
    tc_error_t *taken = tc_unique_conflict(ctx->p, &unique_slug, conflict);

    if (taken != NULL) {
        return tc_values_get(values, "slug")->present ? taken : NULL;
    }
    if (tc_statement_conflict_is(conflict, "P0001", "categories_cycle")) {
        return tc_error_field(ctx->p, "parent", CYCLE);
    }
    if (tc_statement_conflict_is(conflict, "23503",
                                 "categories_parent_fkey")) {
        return tc_error_field(ctx->p, "parent",
                              no_such_parent(ctx->p, parent));
    }
    return error;
}

tc_error_t *tc_categories_create(tc_ctx_t *ctx)
{
    tc_values_t *values;
    const char *parent;
    tc_error_t *error = body_check(ctx, &values, &parent);

    for (int tries = 0; error == NULL && tries < TRIES; tries++) {
        const tc_value_t *slug = tc_values_get(values, "slug");
        tc_sql_t *sql = tc_sql_make(ctx->p, "categories_create");
        tc_db_conflict_t conflict = { .sqlstate = "" };
        tc_rows_t *rows;

        tc_sql_bind(sql, "data", tc_values_json(ctx->p, values));
        tc_sql_bind(sql, "slug", slug->present ? slug->text : NULL);
        tc_sql_bind(sql, "slug_base",
                    tc_slug_make(ctx->p, tc_values_get(values, "name")->text,
                                 TC_MOST_CATEGORY_SLUG, "category"));
        tc_sql_bind(sql, "parent", parent);
        bind_hidden(ctx, sql);
        error = tc_statement_write(ctx, sql, &rows, &conflict);
        if (error == NULL) {
            tc_reply_row(ctx, rows);
            return NULL;
        }
        error = write_conflict(ctx, values, &conflict, error);
    }
    return error != NULL
               ? error
               : tc_error_unavailable(ctx->p, 7003, APR_SUCCESS,
                                      "no free slug was found for a "
                                      "category; the client may try again");
}

tc_error_t *tc_categories_update(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "categories_update");
    tc_db_conflict_t conflict = { .sqlstate = "" };
    tc_values_t *values = NULL;
    const char *parent = NULL;
    tc_rows_t *rows;
    tc_error_t *error = read_id(ctx, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error == NULL) {
        error = body_check(ctx, &values, &parent);
    }
    if (error != NULL) {
        return error;
    }
    tc_sql_bind(sql, "data", tc_values_json(ctx->p, values));
    tc_sql_bind_bool(sql, "parent_sent",
                     tc_values_get(values, "parent")->present);
    tc_sql_bind(sql, "parent", parent);
    bind_hidden(ctx, sql);
    error = tc_statement_write(ctx, sql, &rows, &conflict);
    if (error != NULL) {
        return write_conflict(ctx, values, &conflict, error);
    }
    return tc_guard_end(ctx, NULL, rows);
}

/* With the posts that are in it, the first hundred. */
static tc_error_t *refuse_in_use(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "categories_posts");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", ctx->id);
    error = tc_db_read(ctx->site, ctx->p, sql, &rows);
    if (error != NULL) {
        return error;
    }
    return tc_error_with(ctx->p,
                         tc_route_refuse(ctx, TC_REFUSAL_CATEGORY_USED, NULL),
                         "posts", tc_rows_get(rows, 0, "posts"));
}

tc_error_t *tc_categories_delete(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "categories_delete");
    tc_db_conflict_t conflict = { .sqlstate = "" };
    tc_rows_t *rows;
    tc_error_t *error = read_id(ctx, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error != NULL) {
        return error;
    }
    error = tc_statement_write(ctx, sql, &rows, &conflict);
    if (tc_statement_conflict_is(&conflict, "23503", "posts_category_fkey")) {
        return refuse_in_use(ctx);
    }
    return tc_guard_end(ctx, error, rows);
}
