#include "rest/list.h"

#include <apr_strings.h>

#include "base/json/json.h"
#include "base/json/pick.h"
#include "base/json/writer.h"
#include "core/error.h"
#include "core/refusal.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/fieldset.h"
#include "http/query.h"
#include "http/reply.h"
#include "http/route.h"
#include "rest/cursor.h"
#include "rest/list_links.h"
#include "rest/list_query.h"
#include "rest/statement.h"

#define PAGE_MOST APR_INT64_C(1000000000000)

static tc_error_t *invalid_page(tc_ctx_t *ctx)
{
    return tc_refusal_make(ctx->p, TC_REFUSAL_PAGE);
}

/* "last" gives 0. Anything that is no page: -1. */
static apr_int64_t page_number(const tc_ctx_t *ctx)
{
    const char *text = tc_query_raw(ctx, "page");
    apr_int64_t number;
    char *end;

    if (text == NULL) {
        return 1;
    }
    text = tc_query_get(ctx, "page");
    if (text == NULL) {
        return -1;
    }
    if (strcmp(text, "last") == 0) {
        return 0;
    }
    number = apr_strtoi64(text, &end, 10);
    return *end == '\0' && number > 0 && number < PAGE_MOST ? number : -1;
}

/* Keep only the fields that were asked for, in each item. */
static const char *list_items(tc_ctx_t *ctx, const tc_rows_t *rows)
{
    apr_array_header_t *names = tc_fieldset_names(ctx);
    const char *items = tc_rows_get(rows, 0, "results");

    return names == NULL
               ? items
               : tc_pick_each(ctx->p, items, tc_rows_len(rows, 0, "results"),
                              names);
}

static void member_link(tc_writer_t *w, const char *key, const char *url)
{
    tc_writer_put_string(w, key, url);
}

static void reply_text(tc_ctx_t *ctx, tc_writer_t *w)
{
    apr_size_t len;
    const char *body = tc_writer_text(w, &len);

    tc_reply_json(ctx, body, len, NULL);
}

static const char *page_link(tc_ctx_t *ctx, const tc_list_t *list,
                             apr_int64_t page)
{
    return tc_list_links_to(
        ctx, list, "page",
        page > 1 ? apr_psprintf(ctx->p, "%" APR_INT64_T_FMT, page) : NULL);
}

static void reply_page(tc_ctx_t *ctx, const tc_list_t *list,
                       const tc_rows_t *rows, apr_int64_t page)
{
    apr_int64_t count = tc_rows_int(rows, 0, "count");
    apr_int64_t size = tc_list_query_page_size(ctx);
    apr_int64_t last = count > 0 ? (count + size - 1) / size : 1;
    tc_writer_t *w = tc_writer_make(ctx->p);

    if (page == 0) {
        page = last;
    }
    tc_writer_open(w, '{');
    tc_writer_put_int(w, "count", count);
    member_link(w, "next",
                page < last ? page_link(ctx, list, page + 1) : NULL);
    member_link(w, "previous",
                page > 1 ? page_link(ctx, list, page - 1) : NULL);
    tc_writer_put_raw(w, "results", list_items(ctx, rows));
    tc_writer_close(w, '}');
    reply_text(ctx, w);
}

static int is_searched(const tc_ctx_t *ctx, const tc_list_t *list)
{
    return list->search_statement != NULL &&
           tc_query_get(ctx, "search") != NULL;
}

static const char *page_statement(const tc_ctx_t *ctx, const tc_list_t *list)
{
    return is_searched(ctx, list)
               ? list->search_statement
               : apr_pstrcat(ctx->p, list->statement, "_list", NULL);
}

static tc_error_t *list_by_page(tc_ctx_t *ctx, const tc_list_t *list,
                                int whole)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, page_statement(ctx, list));
    apr_int64_t size = tc_list_query_page_size(ctx);
    apr_int64_t page = page_number(ctx);
    tc_rows_t *rows;
    tc_error_t *error = tc_list_query_prepare(ctx, list, sql);

    if (error != NULL) {
        return error;
    }
    if (page < 0) {
        return invalid_page(ctx);
    }
    tc_list_query_order(ctx, list, sql,
                        page == 0 && list->last_reversed &&
                            !is_searched(ctx, list));
    if (!whole) {
        tc_sql_bind_int(sql, "limit", size);
    }
    tc_sql_bind_int(sql, "offset", page > 0 ? (page - 1) * size : 0);
    tc_sql_bind_bool(sql, "last", page == 0);
    error = tc_statement_read(ctx, sql, &rows);
    if (error != NULL) {
        return error;
    }
    if (page > 1 && (page - 1) * size >= tc_rows_int(rows, 0, "count")) {
        return invalid_page(ctx);
    }
    ctx->facts.unknown = tc_rows_bool(rows, 0, "unknown");
    if (whole) {
        const char *items = list_items(ctx, rows);

        tc_reply_json(ctx, items, strlen(items), NULL);
        return NULL;
    }
    reply_page(ctx, list, rows, page);
    return NULL;
}

/* The cursor that reads on behind (or, backwards, before) a row. */
static const char *row_cursor(tc_ctx_t *ctx, const tc_ordering_t *ordering,
                              const tc_rows_t *rows, const char *which,
                              int backwards)
{
    tc_cursor_t cursor = { backwards, { NULL, NULL }, NULL };

    cursor.keys[0] = tc_rows_get(rows, 0,
                                 apr_pstrcat(ctx->p, which, "_k1", NULL));
    cursor.keys[1] = tc_rows_get(rows, 0,
                                 apr_pstrcat(ctx->p, which, "_k2", NULL));
    cursor.id = tc_rows_get(rows, 0, apr_pstrcat(ctx->p, which, "_id", NULL));
    return tc_cursor_encode(ctx->p, ordering, &cursor);
}

/* One row more than asked for was looked at: the column `more` says whether
 * there is anything further in the direction that was read. */
static void reply_cursor(tc_ctx_t *ctx, const tc_list_t *list,
                         const tc_rows_t *rows, const tc_ordering_t *ordering,
                         const tc_cursor_t *cursor)
{
    int more = tc_rows_bool(rows, 0, "more");
    int any = tc_rows_get(rows, 0, "first_id") != NULL;
    int before = cursor->id != NULL && (cursor->backwards ? more : 1);
    int behind = cursor->backwards ? 1 : more;
    tc_writer_t *w = tc_writer_make(ctx->p);

    tc_writer_open(w, '{');
    member_link(w, "next",
                any && behind ? tc_list_links_to(
                                    ctx, list, "cursor",
                                    row_cursor(ctx, ordering, rows, "last", 0))
                              : NULL);
    member_link(w, "previous",
                any && before ? tc_list_links_to(ctx, list, "cursor",
                                                 row_cursor(ctx, ordering,
                                                            rows, "first", 1))
                              : NULL);
    tc_writer_put_raw(w, "results", list_items(ctx, rows));
    tc_writer_close(w, '}');
    reply_text(ctx, w);
}

static void cursor_bind(tc_ctx_t *ctx, tc_sql_t *sql,
                        const tc_ordering_t *ordering, int desc,
                        const tc_cursor_t *cursor)
{
    const char *keys = apr_pstrcat(ctx->p, "keys.", ordering->name, NULL);

    tc_sql_part(sql, keys);
    tc_sql_bind_int(sql, "limit", tc_list_query_page_size(ctx));
    tc_sql_bind_bool(sql, "backwards", cursor->backwards);
    if (cursor->id == NULL) {
        return;
    }
    tc_sql_part(
        sql, apr_pstrcat(
                 ctx->p, "after.", ordering->name, desc ? ".desc" : ".asc",
                 ordering->keys[0] && cursor->keys[0] == NULL ? ".null" : "",
                 NULL));
    tc_sql_bind(sql, "k1", cursor->keys[0]);
    tc_sql_bind(sql, "k2", cursor->keys[1]);
    tc_sql_bind(sql, "kid", cursor->id);
}

static tc_error_t *list_by_cursor(tc_ctx_t *ctx, const tc_list_t *list)
{
    tc_sql_t *sql = tc_sql_make(
        ctx->p, apr_pstrcat(ctx->p, list->statement, "_cursor", NULL));
    const char *text = tc_query_get(ctx, "cursor");
    const tc_ordering_t *ordering;
    tc_cursor_t cursor = { 0, { NULL, NULL }, NULL };
    tc_rows_t *rows;
    int desc;
    const char *wrong = tc_list_query_cursor_order(ctx, list, &ordering,
                                                   &desc);
    tc_error_t *error = tc_list_query_prepare(ctx, list, sql);

    if (error != NULL) {
        return error;
    }
    if (wrong != NULL) {
        return tc_error_field(ctx->p, "cursor", wrong);
    }
    if (text != NULL && !tc_cursor_decode(ctx->p, text, ordering, &cursor)) {
        return tc_refusal_make(ctx->p, TC_REFUSAL_CURSOR);
    }
    tc_list_query_order(ctx, list, sql, cursor.backwards);
    cursor_bind(ctx, sql, ordering, cursor.backwards ? !desc : desc, &cursor);
    error = tc_statement_read(ctx, sql, &rows);
    if (error != NULL) {
        return error;
    }
    reply_cursor(ctx, list, rows, ordering, &cursor);
    return NULL;
}

tc_error_t *tc_list_handle(tc_ctx_t *ctx)
{
    const tc_list_t *list = ctx->route->list;

    if (tc_query_raw(ctx, "cursor") != NULL) {
        return list_by_cursor(ctx, list);
    }
    return list_by_page(ctx, list,
                        list->bare && tc_query_raw(ctx, "page") == NULL &&
                            tc_query_raw(ctx, "page_size") == NULL);
}
