/* From query parameters to a list's statement. */
#ifndef TC_REST_LIST_QUERY_H
#define TC_REST_LIST_QUERY_H

#include "core/error.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/route.h"
#include "rest/list.h"

#define TC_LIST_PAGE_SIZE_MOST 100

/* 1 to 100; 20 where no size was asked for, or none that is valid. */
apr_int64_t tc_list_query_page_size(const tc_ctx_t *ctx);

/* Filters, search and the list's own prepare; 400 for a value that is no
 * choice, boolean or time. Tells the statement where it is a slow one. */
tc_error_t *tc_list_query_prepare(tc_ctx_t *ctx, const tc_list_t *list,
                                  tc_sql_t *sql);

/* Fill the slot "order". reversed: every direction the other way round. */
void tc_list_query_order(const tc_ctx_t *ctx, const tc_list_t *list,
                         tc_sql_t *sql, int reversed);

/* The field at a place of the order, from 0; NULL: no more. */
const tc_ordering_t *tc_list_query_sort(const tc_ctx_t *ctx,
                                        const tc_list_t *list, int place);

/* The single ordering of a cursor request, or why there is none. */
const char *tc_list_query_cursor_order(const tc_ctx_t *ctx,
                                       const tc_list_t *list,
                                       const tc_ordering_t **ordering,
                                       int *desc);

/* What answers of no list ask: tc_route_t.query as the filters of a list
 * without pages, for tc_list_query_prepare and the cache key. */
tc_list_t tc_list_query_of(const tc_route_t *route);

/* 1 where ?ordering= is written as anybody would, and names few fields. */
int tc_list_query_sorts_kept(const tc_ctx_t *ctx, const tc_list_t *list);

/* A filter's value as its statement gets it, NULL where it is not set. */
const char *tc_list_query_filter(const tc_ctx_t *ctx, const tc_list_t *list,
                                 const char *name);

/* 1 where a caller who may use this flag of the list has set it to true. */
int tc_list_query_flag(const tc_ctx_t *ctx, const tc_list_t *list,
                       const char *name);

#endif
