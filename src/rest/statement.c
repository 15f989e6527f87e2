#include "rest/statement.h"

#include <string.h>

#include "auth/acting.h"
#include "base/account/role.h"
#include "core/error.h"
#include "data/data.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/reply.h"

/* Somebody may be deleted while a request of theirs runs: what it writes in
 * their name meets a foreign key. */
static int is_caller_gone(tc_ctx_t *ctx, const tc_db_conflict_t *met)
{
    tc_sql_t *sql;
    tc_rows_t *rows;

    if (ctx->caller->role == TC_PUBLIC ||
        strcmp(met->sqlstate, "23503") != 0) {
        return 0;
    }
    sql = tc_sql_make(ctx->p, "auth_me");
    tc_sql_bind_int(sql, "id", ctx->caller->id);
    return tc_db_read(ctx->site, ctx->p, sql, &rows) == NULL &&
           rows->count == 0;
}

tc_error_t *tc_statement_write(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows,
                               tc_db_conflict_t *conflict)
{
    tc_db_conflict_t met;
    tc_error_t *error;

    if (tc_sql_acting_of(sql) == NULL) {
        tc_sql_acting(sql, tc_acting_of(ctx->r, ctx->site, ctx->caller));
    }
    error = tc_data_write(ctx->site, ctx->p, sql, rows, &met);
    if (error != NULL && is_caller_gone(ctx, &met)) {
        memset(&met, 0, sizeof(met));
        error = tc_error_invalid_token(ctx->p);
    }
    else if (conflict == NULL && *met.sqlstate != '\0') {
        error = tc_db_unexpected(ctx->site, ctx->p, &met);
    }
    if (conflict != NULL) {
        *conflict = met;
    }
    return error;
}

void tc_statement_action(tc_ctx_t *ctx, tc_sql_t *sql, const char *action)
{
    tc_sql_acting_t *acting = tc_acting_of(ctx->r, ctx->site, ctx->caller);

    acting->action = action;
    tc_sql_acting(sql, acting);
}

tc_error_t *tc_statement_read(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows)
{
    tc_error_t *error = tc_data_read(ctx->site, ctx->p, sql, rows);

    if (error == NULL) {
        ctx->facts.next_due = tc_rows_int(*rows, 0, "next_due");
        ctx->facts.tags = tc_rows_get(*rows, 0, "tags");
    }
    return error;
}

tc_error_t *tc_statement_find(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows)
{
    tc_error_t *error = tc_statement_read(ctx, sql, rows);

    return error == NULL && (*rows)->count == 0 ? tc_error_not_found(ctx->p)
                                                : error;
}

tc_error_t *tc_statement_shown(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows,
                               const char *absent)
{
    tc_error_t *error = tc_statement_read(ctx, sql, rows);

    if (error == NULL && tc_rows_get(*rows, 0, "id") == NULL) {
        error = tc_error_not_found(ctx->p);
        ctx->facts.absent = absent;
    }
    return error;
}

tc_error_t *tc_statement_row(tc_ctx_t *ctx, tc_sql_t *sql)
{
    tc_rows_t *rows;
    tc_error_t *error = tc_statement_find(ctx, sql, &rows);

    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

tc_error_t *tc_statement_moved(tc_ctx_t *ctx, tc_sql_t *sql,
                               tc_error_t *not_found)
{
    const char *slug;
    tc_rows_t *rows;
    tc_error_t *error = tc_statement_read(ctx, sql, &rows);

    if (error != NULL) {
        return error;
    }
    slug = tc_rows_get(rows, 0, "slug");
    if (slug == NULL) {
        return not_found;
    }
    tc_reply_moved(ctx, slug);
    return NULL;
}

int tc_statement_conflict_is(const tc_db_conflict_t *conflict,
                             const char *sqlstate, const char *constraint)
{
    return strcmp(conflict->sqlstate, sqlstate) == 0 &&
           conflict->constraint != NULL &&
           strcmp(conflict->constraint, constraint) == 0;
}
