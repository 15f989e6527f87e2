/* From query parameters to a list's statement. */
#ifndef TC_REST_LIST_QUERY_H
#define TC_REST_LIST_QUERY_H

#include "core/error.h"
#include "db/sql.h"
#include "http/context.h"
#include "rest/list.h"

/* 1 to 100; 20 where no size was asked for, or none that is valid. */
apr_int64_t tc_list_query_page_size(const tc_ctx_t *ctx);

/* Filters, search and the list's own prepare; 400 for a value that is no
 * choice, boolean or time. Tells the statement where it is a slow one. */
tc_error_t *tc_list_query_prepare(tc_ctx_t *ctx, const tc_list_t *list,
                                  tc_sql_t *sql);

/* Fill the slot "order". reversed: every direction the other way round. */
void tc_list_query_order(const tc_ctx_t *ctx, const tc_list_t *list,
                         tc_sql_t *sql, int reversed);

/* The single ordering of a cursor request, or why there is none. */
const char *tc_list_query_cursor_order(const tc_ctx_t *ctx,
                                       const tc_list_t *list,
                                       const tc_ordering_t **ordering,
                                       int *desc);

/* The cache key of a list request: *key from ctx->p, or NULL where the answer
 * is not cached. */
void tc_list_query_cache_key(const tc_ctx_t *ctx, const tc_list_t *list,
                             const char **key);

/* A filter's value as its statement gets it, NULL where it is not set. */
const char *tc_list_query_filter(const tc_ctx_t *ctx, const tc_list_t *list,
                                 const char *name);

/* 1 where a caller who may use this flag of the list has set it to true. */
int tc_list_query_flag(const tc_ctx_t *ctx, const tc_list_t *list,
                       const char *name);

#endif
