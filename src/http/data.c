#include "http/data.h"

#include "cache/cache.h"

#define SETTLE_TRIES 3

tc_error_t *tc_data_write(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows,
                          tc_db_conflict_t *conflict)
{
    tc_error_t *error = tc_db_write(ctx->site, ctx->p, sql, rows, conflict);

    if (error == NULL && (*rows)->tags != NULL) {
        tc_cache_raise(tc_db_site_id(ctx->site), (*rows)->tags);
    }
    return error;
}

/* Publish what is due, now. */
static tc_error_t *settle(tc_ctx_t *ctx)
{
    tc_rows_t *rows;

    return tc_data_write(ctx, tc_sql_make(ctx->p, "posts_settle"), &rows,
                         NULL);
}

tc_error_t *tc_data_read(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows)
{
    tc_due_t seen = tc_due_seen(tc_db_site_id(ctx->site));
    int tries;

    for (tries = 0; tries < SETTLE_TRIES; tries++) {
        tc_error_t *error = tc_db_read(ctx->site, ctx->p, sql, rows);

        if (error != NULL) {
            return error;
        }
        if (!tc_rows_bool(*rows, 0, "due")) {
            break;
        }
        error = settle(ctx);
        if (error != NULL) {
            return error;
        }
        seen = tc_due_seen(tc_db_site_id(ctx->site));
    }
    ctx->facts.next_due = tc_rows_int(*rows, 0, "next_due");
    ctx->facts.tags = tc_rows_get(*rows, 0, "tags");
    if (tc_rows_get(*rows, 0, "due") != NULL) {
        tc_due_settled(tc_db_site_id(ctx->site), seen, ctx->facts.next_due);
    }
    return NULL;
}

int tc_conflict_is(const tc_db_conflict_t *conflict, const char *sqlstate,
                   const char *constraint)
{
    return strcmp(conflict->sqlstate, sqlstate) == 0 &&
           conflict->constraint != NULL &&
           strcmp(conflict->constraint, constraint) == 0;
}
