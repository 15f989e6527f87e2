#include "rest/resource.h"

#include <apr_strings.h>

#include "core/error.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/reply.h"
#include "http/route.h"
#include "rest/fields.h"
#include "rest/guard.h"
#include "rest/list.h"
#include "rest/statement.h"
#include "rest/unique.h"
#include "rest/values.h"

static const tc_resource_rows_t *rows_of(const tc_ctx_t *ctx)
{
    return ctx->route->with;
}

static const char *name_of(const tc_ctx_t *ctx, const char *verb)
{
    return apr_pstrcat(ctx->p, rows_of(ctx)->statement, "_", verb, NULL);
}

void tc_resource_prepare(tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql)
{
    (void)list;
    if (ctx->caller->role < rows_of(ctx)->all) {
        tc_sql_part(sql, "public");
    }
}

static tc_error_t *read_row(tc_ctx_t *ctx, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, name_of(ctx, "read"));
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", ctx->id);
    tc_resource_prepare(ctx, NULL, sql);
    error = tc_statement_read(ctx, sql, rows);
    if (error == NULL && (*rows)->count == 0) {
        error = tc_error_not_found(ctx->p);
        ctx->facts.absent = rows_of(ctx)->statement; /* also its lists' tag */
    }
    return error;
}

tc_error_t *tc_resource_read(tc_ctx_t *ctx)
{
    tc_rows_t *rows;
    tc_error_t *error = read_row(ctx, &rows);

    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

/* Bind :data, the columns that were sent. */
static tc_error_t *body_bind(tc_ctx_t *ctx, tc_sql_t *sql)
{
    const tc_unique_t *unique = rows_of(ctx)->unique;
    tc_values_t *values;
    tc_error_t *error = tc_fields_read(ctx, &values);

    if (error != NULL) {
        return error;
    }
    tc_sql_bind(sql, "data", tc_values_json(ctx->p, values));
    return unique != NULL ? tc_unique_check(ctx, values, unique)
                          : tc_values_error(ctx->p, values);
}

static tc_error_t *write_run(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows)
{
    const tc_unique_t *unique = rows_of(ctx)->unique;
    tc_db_conflict_t conflict = { .sqlstate = "" };
    tc_error_t *error;
    tc_error_t *taken;

    if (unique == NULL) {
        return tc_statement_write(ctx, sql, rows, NULL);
    }
    error = tc_statement_write(ctx, sql, rows, &conflict);
    taken = tc_unique_conflict(ctx->p, unique, &conflict);
    return taken != NULL ? taken : error;
}

tc_error_t *tc_resource_create(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, name_of(ctx, "create"));
    tc_rows_t *rows;
    tc_error_t *error = body_bind(ctx, sql);

    if (error == NULL) {
        error = write_run(ctx, sql, &rows);
    }
    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

tc_error_t *tc_resource_update(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, name_of(ctx, "update"));
    tc_rows_t *rows;
    tc_error_t *error = read_row(ctx, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error == NULL) {
        error = body_bind(ctx, sql);
    }
    if (error == NULL) {
        error = write_run(ctx, sql, &rows);
    }
    return tc_guard_end(ctx, error, rows);
}

tc_error_t *tc_resource_delete(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, name_of(ctx, "delete"));
    tc_rows_t *rows;
    tc_error_t *error = read_row(ctx, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error == NULL) {
        error = tc_statement_write(ctx, sql, &rows, NULL);
    }
    return tc_guard_end(ctx, error, rows);
}
