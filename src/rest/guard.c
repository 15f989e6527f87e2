#include "rest/guard.h"

#include <apr_tables.h>

#include "core/error.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/etag.h"
#include "http/reply.h"
#include "http/route.h"
#include "rest/values.h"

static const char *if_match(const tc_ctx_t *ctx)
{
    return ctx->route->if_match ? apr_table_get(ctx->r->headers_in, "If-Match")
                                : NULL;
}

tc_error_t *tc_guard_if_match(tc_ctx_t *ctx, const char *version)
{
    const char *list = if_match(ctx);

    return list == NULL || tc_etag_version_listed(list, version)
               ? NULL
               : tc_error_changed(ctx->p);
}

/* The version that the write must find, NULL where any will do. */
static const char *wanted(const tc_ctx_t *ctx, const char *version)
{
    const char *sent = if_match(ctx);

    if (sent != NULL) {
        sent += strspn(sent, " \t");
    }
    return sent != NULL && *sent != '*' ? version : NULL;
}

tc_error_t *tc_guard_lost(tc_ctx_t *ctx)
{
    return if_match(ctx) != NULL ? tc_error_changed(ctx->p)
                                 : tc_error_not_found(ctx->p);
}

tc_error_t *tc_guard_begin(tc_ctx_t *ctx, apr_int64_t id,
                           const tc_rows_t *rows, tc_sql_t *sql)
{
    const char *version = tc_rows_get(rows, 0, "version");

    tc_sql_bind_int(sql, "id", id);
    tc_sql_bind(sql, "version", wanted(ctx, version));
    return tc_guard_if_match(ctx, version);
}

tc_error_t *tc_guard_end(tc_ctx_t *ctx, tc_error_t *error,
                         const tc_rows_t *rows)
{
    if (error != NULL) {
        return error;
    }
    if (rows->count == 0) {
        return tc_guard_lost(ctx);
    }
    if (ctx->route->gives != NULL) {
        tc_reply_row(ctx, rows);
    }
    return NULL;
}

void tc_guard_set(tc_sql_t *sql, const tc_values_t *values,
                  const char *const *columns)
{
    int sent = 0;

    for (; *columns != NULL; columns++) {
        const tc_value_t *value = tc_values_get(values, *columns);

        if (value != NULL && value->present) {
            tc_sql_piece(sql, "set", *columns);
            tc_sql_bind(sql, *columns, value->is_null ? NULL : value->text);
            sent = 1;
        }
    }
    if (!sent) {
        tc_sql_piece(sql, "set", "nothing");
    }
}
