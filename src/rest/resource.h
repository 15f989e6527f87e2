/*
 * Plain resources: rows that are listed, read, made, changed and deleted by
 * the rules of all, without rules of their own. Such a resource is a field
 * table, a list table, sql/queries/NAME.plain and this; its routes have these
 * handlers, which work with its tc_resource_rows_t (tc_route_t.with).
 */
#ifndef TC_REST_RESOURCE_H
#define TC_REST_RESOURCE_H

#include "base/account/role.h"
#include "core/error.h"
#include "db/sql.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/unique.h"

/* The statements' names begin with `statement`, here NAME: NAME_read (:id, the
 * part "public" where a role below `all` reads), NAME_create (:data),
 * NAME_update (:id, :version, :data) and NAME_delete (:id, :version). */
typedef struct {
    const char *statement;
    const tc_unique_t *unique; /* NULL: nothing is */
    tc_role_t all;             /* least role that sees every row */
} tc_resource_rows_t;

tc_error_t *tc_resource_read(tc_ctx_t *ctx);
tc_error_t *tc_resource_create(tc_ctx_t *ctx);
tc_error_t *tc_resource_update(tc_ctx_t *ctx); /* PUT and PATCH */
tc_error_t *tc_resource_delete(tc_ctx_t *ctx);

/* The prepare of its list (tc_list_handle): the part "public" likewise. */
void tc_resource_prepare(tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql);

#endif
