/* /ad-placements/ */
#include "api/ads.h"

#include "base/account/role.h"
#include "core/error.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/reply.h"
#include "rest/fields.h"
#include "rest/guard.h"
#include "rest/list.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"
#include "rest/unique.h"
#include "rest/values.h"

static const tc_field_t ad_fields[] = {
    TC_PART_ID,
    { .name = "name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED,
      .max = 100,
      .about = "Unique." },
    { .name = "description", .type = TC_F_STRING, .flags = TC_FIELD_BLANK },
    { .name = "is_active", .type = TC_F_BOOLEAN },
    { .name = "show_on_desktop", .type = TC_F_BOOLEAN },
    { .name = "show_on_mobile", .type = TC_F_BOOLEAN },
    TC_PART_TIMES,
};

const tc_fields_t tc_ads_fields = TC_PART_TABLE("AdPlacement", ad_fields);

static const char *const devices[] = { "desktop", "mobile", NULL };

static const tc_filter_t filters[] = {
    { .name = "device", .type = TC_FILTER_CHOICE, .choices = devices },
    { .name = NULL }
};

static const tc_ordering_t orderings[] = { { .name = "default", .keys = "s" },
                                           { .name = "name", .keys = "s" },
                                           { .name = "created_at",
                                             .keys = "t" },
                                           { .name = NULL } };

static const tc_unique_t unique_name = {
    .field = "name",
    .part = "ads",
    .constraint = "ad_placements_name_key",
    .text = "ad placement with this name already exists."
};

static void active_part(const tc_ctx_t *ctx, tc_sql_t *sql)
{
    if (ctx->caller->role < TC_ADMIN) {
        tc_sql_part(sql, "public");
    }
}

static void prepare(tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql)
{
    (void)list;
    active_part(ctx, sql);
}

const tc_list_t tc_ads_page = { .statement = "ads",
                                .filters = filters,
                                .orderings = orderings,
                                .search = 1,
                                .bare = 1,
                                .prepare = prepare };

tc_error_t *tc_ads_list(tc_ctx_t *ctx)
{
    return tc_list_handle(ctx, &tc_ads_page);
}

static tc_error_t *read_id(tc_ctx_t *ctx, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "ads_read");
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", ctx->id);
    active_part(ctx, sql);
    error = tc_statement_read(ctx, sql, rows);
    if (error == NULL && (*rows)->count == 0) {
        error = tc_error_not_found(ctx->p);
    }
    return error;
}

tc_error_t *tc_ads_read(tc_ctx_t *ctx)
{
    tc_rows_t *rows;
    tc_error_t *error = read_id(ctx, &rows);

    if (error == NULL) {
        tc_reply_row(ctx, HTTP_OK, rows);
    }
    return error;
}

static tc_error_t *body_check(tc_ctx_t *ctx, const char **data)
{
    tc_values_t *values;
    tc_error_t *error = tc_fields_read(ctx, &tc_ads_fields, &values);

    if (error != NULL) {
        return error;
    }
    *data = tc_values_json(ctx->p, values);
    return tc_unique_check(ctx, values, &unique_name);
}

static tc_error_t *write_run(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows)
{
    tc_db_conflict_t conflict = { .sqlstate = "" };
    tc_error_t *error = tc_statement_write(ctx, sql, rows, &conflict);

    tc_error_t *taken = tc_unique_conflict(ctx->p, &unique_name, &conflict);

    return taken ? taken : error;
}

tc_error_t *tc_ads_create(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "ads_create");
    const char *data;
    tc_rows_t *rows;
    tc_error_t *error = body_check(ctx, &data);

    if (error == NULL) {
        tc_sql_bind(sql, "data", data);
        error = write_run(ctx, sql, &rows);
    }
    if (error == NULL) {
        tc_reply_row(ctx, HTTP_CREATED, rows);
        tc_reply_location(ctx, "/ad-placements/", tc_rows_int(rows, 0, "id"));
    }
    return error;
}

tc_error_t *tc_ads_update(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "ads_update");
    const char *data = NULL;
    tc_rows_t *rows;
    tc_error_t *error = read_id(ctx, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error == NULL) {
        error = body_check(ctx, &data);
    }
    if (error == NULL) {
        tc_sql_bind(sql, "data", data);
        error = write_run(ctx, sql, &rows);
    }
    return tc_guard_end(ctx, error, rows, HTTP_OK);
}

tc_error_t *tc_ads_delete(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "ads_delete");
    tc_rows_t *rows;
    tc_error_t *error = read_id(ctx, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error == NULL) {
        error = tc_statement_write(ctx, sql, &rows, NULL);
    }
    return tc_guard_end(ctx, error, rows, HTTP_NO_CONTENT);
}
