#include "rest/unique.h"

#include "core/error.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "rest/statement.h"
#include "rest/values.h"

/* A blank value is none: where it is wrong, the field says so itself. */
static int is_askable(const tc_value_t *value)
{
    return tc_values_is_good(value) && *value->text != '\0';
}

tc_error_t *tc_unique_check(tc_ctx_t *ctx, tc_values_t *values,
                            const tc_unique_t *unique)
{
    const tc_value_t *value = tc_values_get(values, unique->field);
    tc_error_t *refused = tc_values_error(ctx->p, values);
    tc_error_t *error;
    tc_sql_t *sql;
    tc_rows_t *rows;

    if (refused == NULL || !is_askable(value)) {
        return refused;
    }
    sql = tc_sql_make(ctx->p, unique->statement);
    tc_sql_bind(sql, "value", value->text);
    tc_sql_bind_int(sql, "id", ctx->id);
    error = tc_db_read(ctx->site, ctx->p, sql, &rows);
    if (error != NULL) {
        return error;
    }
    if (rows->count > 0) {
        tc_values_add(ctx->p, values, unique->field, unique->text);
    }
    return tc_values_error(ctx->p, values);
}

tc_error_t *tc_unique_conflict(apr_pool_t *p, const tc_unique_t *unique,
                               const tc_db_conflict_t *conflict)
{
    return tc_statement_conflict_is(conflict, "23505", unique->constraint)
               ? tc_error_field(p, unique->field, unique->text)
               : NULL;
}
