/*
 * Changes of a row, safe against another one that comes between the look at
 * If-Match and the write.
 */
#ifndef TC_REST_GUARD_H
#define TC_REST_GUARD_H

#include "core/error.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "rest/values.h"

/* If-Match of the request against a row's version: 412 or NULL. Here and
 * below it counts only where the route honours it (tc_route_t.if_match). */
tc_error_t *tc_guard_if_match(tc_ctx_t *ctx, const char *version);

/* The write found no row: 412 where a version was asked for, else 404. */
tc_error_t *tc_guard_lost(tc_ctx_t *ctx);

/*
 * What PUT, PATCH and DELETE of row id begin with: rows has its `version`;
 * 412 where If-Match names another one. Else :id is bound, and :version to
 * that version where If-Match names it, to NULL (any version) where not.
 */
tc_error_t *tc_guard_begin(tc_ctx_t *ctx, apr_int64_t id,
                           const tc_rows_t *rows, tc_sql_t *sql);

/* What they end with: the error of the write; 412 or 404 where it found no
 * row; else columns version and body are the reply, where the route gives
 * any. */
tc_error_t *tc_guard_end(tc_ctx_t *ctx, tc_error_t *error,
                         const tc_rows_t *rows);

/* Add piece NAME of slot "set" and bind :NAME for each column (the list ends
 * with NULL) that was sent; piece "nothing" where there is none. */
void tc_guard_set(tc_sql_t *sql, const tc_values_t *values,
                  const char *const *columns);

#endif
