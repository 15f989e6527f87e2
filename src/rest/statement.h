/*
 * The database as handlers use it: reads that never miss a due schedule,
 * writes that leave no stale answer behind.
 */
#ifndef TC_REST_STATEMENT_H
#define TC_REST_STATEMENT_H

#include "core/error.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"

/*
 * Read. Where the statement has a column "due" and that is true (a scheduled
 * post's time has come and nobody has written it down yet), the due posts are
 * published first and the statement runs again: so the reads themselves see
 * to it that no schedule is missed. "next_due" and "tags" go to ctx->facts.
 * A due post that another transaction holds is waited for without a
 * connection; 503 where that lasts too long.
 */
tc_error_t *tc_statement_read(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows);

/* Write as the caller, then raise the tags of what changed, before anything is
 * answered. A statement that has been told who acts keeps that.
 * conflict: which constraint was met, where that is the error; or NULL. A
 * caller who has been deleted meanwhile is 401 and no conflict. */
tc_error_t *tc_statement_write(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows,
                               tc_db_conflict_t *conflict);

/* What the change is, where the database cannot tell it from the change
 * itself ("apply"). */
void tc_statement_action(tc_ctx_t *ctx, tc_sql_t *sql, const char *action);

/* Read one row; 404 where there is none. */
tc_error_t *tc_statement_find(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows);

/* The same of a row that comes with its facts in any case, and whose id is NULL
 * where there is none: the 404 is kept until one of these tags is raised, a
 * line each. */
tc_error_t *tc_statement_shown(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows,
                               const char *absent);

/* Read one row and answer with it; 404 where there is none. */
tc_error_t *tc_statement_row(tc_ctx_t *ctx, tc_sql_t *sql);

/* For a row that is asked for by a slug which it had: the statement's column
 * `slug` is its present one. 301 to it (tc_reply_moved), or not_found where it
 * is NULL; an error of the database. */
tc_error_t *tc_statement_moved(tc_ctx_t *ctx, tc_sql_t *sql,
                               tc_error_t *not_found);

/* 1 where that is the conflict which a failed write met. */
int tc_statement_conflict_is(const tc_db_conflict_t *conflict,
                             const char *sqlstate, const char *constraint);

#endif
