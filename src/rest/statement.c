#include "rest/statement.h"

#include <string.h>

#include "base/clock.h"
#include "cache/cache.h"

/* How long a read waits for a due post that another transaction holds, and
 * its pauses between two looks at it, each twice as long as the one before. */
#define HELD_WAIT apr_time_from_sec(5)
#define PAUSE_MIN apr_time_from_msec(1)
#define PAUSE_MAX apr_time_from_msec(250)

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
    tc_error_t *error = tc_db_write(ctx->site, ctx->p, sql, rows, &met);

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
    if (error == NULL && (*rows)->tags != NULL) {
        tc_cache_raise(tc_db_site_id(ctx->site), (*rows)->tags);
    }
    return error;
}

/* Publish what is due, now. What another transaction holds may be published
 * by that one: after the pause it is time to see. */
static tc_error_t *settle(tc_ctx_t *ctx, apr_time_t deadline,
                          apr_interval_time_t *pause)
{
    tc_rows_t *rows;
    tc_error_t *error = tc_statement_write(ctx, tc_sql_make(ctx->p, "posts_settle"),
                                      &rows, NULL);

    if (error != NULL || rows->count > 0) {
        return error;
    }
    if (tc_clock_steady() >= deadline) {
        return tc_db_held(ctx->site, ctx->p, "a scheduled post that is due");
    }
    apr_sleep(*pause);
    *pause = *pause * 2 < PAUSE_MAX ? *pause * 2 : PAUSE_MAX;
    return NULL;
}

tc_error_t *tc_statement_read(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows)
{
    apr_interval_time_t pause = PAUSE_MIN;
    apr_time_t deadline = 0;
    tc_due_t seen;

    for (;;) {
        tc_error_t *error;

        seen = tc_due_seen(tc_db_site_id(ctx->site));
        error = tc_db_read(ctx->site, ctx->p, sql, rows);
        if (error == NULL && !tc_rows_bool(*rows, 0, "due")) {
            break;
        }
        if (deadline == 0) {
            deadline = tc_clock_steady() + HELD_WAIT;
        }
        if (error == NULL) {
            error = settle(ctx, deadline, &pause);
        }
        if (error != NULL) {
            return error;
        }
    }
    ctx->facts.next_due = tc_rows_int(*rows, 0, "next_due");
    ctx->facts.tags = tc_rows_get(*rows, 0, "tags");
    if (tc_rows_get(*rows, 0, "due") != NULL) {
        tc_due_settled(tc_db_site_id(ctx->site), seen, ctx->facts.next_due);
    }
    return NULL;
}

int tc_statement_conflict_is(const tc_db_conflict_t *conflict, const char *sqlstate,
                   const char *constraint)
{
    return strcmp(conflict->sqlstate, sqlstate) == 0 &&
           conflict->constraint != NULL &&
           strcmp(conflict->constraint, constraint) == 0;
}
