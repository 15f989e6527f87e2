#include "rest/list_query.h"

#include <apr_strings.h>

#include "base/account/role.h"
#include "base/clock.h"
#include "base/json/json.h"
#include "base/json/writer.h"
#include "base/text/text.h"
#include "core/error.h"
#include "core/refusal.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/query.h"
#include "rest/list.h"
#include "rest/list_links.h"
#include "rest/parse.h"
#include "rest/search.h"

#define PAGE_SIZE 20
#define PAGE_SIZE_MOST 100
#define CACHED_PAGES 50
#define CACHED_SORTS 2 /* fields that an answer is ordered by */

apr_int64_t tc_list_query_page_size(const tc_ctx_t *ctx)
{
    const char *text = tc_query_get(ctx, "page_size");
    apr_int64_t size;
    char *end;

    if (text == NULL) {
        return PAGE_SIZE;
    }
    size = apr_strtoi64(text, &end, 10);
    if (*end != '\0' || size <= 0) {
        return PAGE_SIZE;
    }
    return size > PAGE_SIZE_MOST ? PAGE_SIZE_MOST : size;
}

/* ------------------------------------------------------------- ordering */

typedef struct {
    const tc_ordering_t *ordering;
    int desc;
} tc_sort_t;

/* The known names of ?ordering=, each once. Returns how many names were
 * there that are not known, or not as we write them. */
static int sorts_parse(const tc_ctx_t *ctx, const tc_list_t *list,
                       apr_array_header_t *sorts)
{
    const char *text = tc_query_get(ctx, "ordering");
    int unknown = 0;

    while (text != NULL && *text != '\0') {
        apr_size_t len = strcspn(text, ",");
        const char *name = text;
        apr_size_t name_len = len;
        const tc_ordering_t *o;
        int desc;
        int i;

        tc_text_trim(&name, &name_len);
        unknown += name_len != len;
        name = apr_pstrmemdup(ctx->p, name, name_len);
        desc = *name == '-';
        name += desc;
        for (o = list->orderings + 1;
             o->name != NULL && strcmp(o->name, name) != 0; o++) {
        }
        for (i = 0; i < sorts->nelts; i++) {
            if (APR_ARRAY_IDX(sorts, i, tc_sort_t).ordering == o) {
                break;
            }
        }
        if (o->name == NULL || i < sorts->nelts) {
            unknown++;
        }
        else {
            tc_sort_t *sort = apr_array_push(sorts);

            sort->ordering = o;
            sort->desc = desc;
        }
        text += len + (text[len] == ',');
    }
    return unknown;
}

static apr_array_header_t *sorts_of(const tc_ctx_t *ctx, const tc_list_t *list)
{
    apr_array_header_t *sorts = apr_array_make(ctx->p, 4, sizeof(tc_sort_t));

    sorts_parse(ctx, list, sorts);
    if (sorts->nelts == 0) {
        tc_sort_t *sort = apr_array_push(sorts);

        sort->ordering = list->orderings;
        sort->desc = list->default_desc;
    }
    return sorts;
}

void tc_list_query_order(const tc_ctx_t *ctx, const tc_list_t *list,
                         tc_sql_t *sql, int reversed)
{
    apr_array_header_t *sorts = sorts_of(ctx, list);
    int desc = 0;

    /* relevance goes before the default order, never before a named one */
    if (list->search && tc_query_get(ctx, "search") != NULL &&
        APR_ARRAY_IDX(sorts, 0, tc_sort_t).ordering == list->orderings) {
        tc_sql_piece(sql, "order", "rank");
    }
    for (int i = 0; i < sorts->nelts; i++) {
        const tc_sort_t *sort = &APR_ARRAY_IDX(sorts, i, tc_sort_t);

        desc = reversed ? !sort->desc : sort->desc;
        tc_sql_piece(sql, "order",
                     apr_pstrcat(ctx->p, sort->ordering->name,
                                 desc ? ".desc" : ".asc", NULL));
        tc_sql_part(
            sql, apr_pstrcat(ctx->p, "ordered.", sort->ordering->name, NULL));
        if (sort->ordering->edited) {
            tc_sql_part(sql, "edited");
        }
    }
    tc_sql_piece(sql, "order", desc ? "id.desc" : "id.asc");
}

const char *tc_list_query_cursor_order(const tc_ctx_t *ctx,
                                       const tc_list_t *list,
                                       const tc_ordering_t **ordering,
                                       int *desc)
{
    apr_array_header_t *sorts = sorts_of(ctx, list);
    const tc_sort_t *sort = &APR_ARRAY_IDX(sorts, 0, tc_sort_t);

    *ordering = sort->ordering;
    *desc = sort->desc;
    if (list->search && tc_query_get(ctx, "search") != NULL) {
        return tc_refusal_text(ctx->p, TC_REFUSAL_CURSOR_SEARCH, NULL);
    }
    if (sorts->nelts > 1) {
        return "A cursor can be used with one ordering field only.";
    }
    if (list->no_cursor != NULL &&
        strcmp(list->no_cursor, sort->ordering->name) == 0) {
        return apr_pstrcat(ctx->p, "A cursor cannot be used with ordering by ",
                           list->no_cursor, ".", NULL);
    }
    return NULL;
}

/* -------------------------------------------------------------- filters */

static int is_digits(const char *text)
{
    return text[strspn(text, "0123456789")] == '\0';
}

static const char *filter_time(const tc_ctx_t *ctx, const char *value)
{
    apr_time_t when;

    return tc_clock_parse(value, &when) == APR_SUCCESS
               ? tc_clock_format(ctx->p, when)
               : NULL;
}

const char *tc_list_query_filter(const tc_ctx_t *ctx, const tc_list_t *list,
                                 const char *name)
{
    for (const tc_filter_t *filter = list->filters; filter->name != NULL;
         filter++) {
        if (strcmp(filter->name, name) == 0) {
            return ctx->caller->role >= filter->least ? tc_query_get(ctx, name)
                                                      : NULL;
        }
    }
    return NULL;
}

int tc_list_query_flag(const tc_ctx_t *ctx, const tc_list_t *list,
                       const char *name)
{
    const char *value = tc_list_query_filter(ctx, list, name);

    return value != NULL && tc_parse_boolean_text(value) == 1;
}

/* Keep the filter's part and bind its value; a text says what is wrong. */
static const char *filter_apply(const tc_ctx_t *ctx, const tc_list_t *list,
                                const tc_filter_t *filter, const char *value,
                                tc_sql_t *sql)
{
    const char *part = filter->name;
    const char *bound = value;
    const char *below;
    int truth;

    switch (filter->type) {
    case TC_FILTER_CHOICE:
        if (!tc_parse_choice_known(filter->choices, value)) {
            return tc_parse_choice_text(
                ctx->p, strcmp(value, TC_QUERY_NUL) == 0 ? "" : value);
        }
        break;
    case TC_FILTER_FLAG:
    case TC_FILTER_BOOLEAN:
        truth = tc_parse_boolean_text(value);
        if (truth < 0) {
            return TC_TEXT_BOOLEAN;
        }
        bound = truth ? "true" : "false";
        break;
    case TC_FILTER_TIME:
        bound = filter_time(ctx, value);
        if (bound == NULL) {
            return TC_TEXT_DATETIME;
        }
        break;
    case TC_FILTER_REF:
        below = filter->wider != NULL &&
                        tc_list_query_flag(ctx, list, filter->wider)
                    ? ".below"
                    : "";
        part = apr_pstrcat(ctx->p, filter->name,
                           is_digits(value) ? ".id" : ".slug", below, NULL);
        if (is_digits(value) && strlen(value) > 18) {
            part = "nothing";
            bound = NULL;
        }
        break;
    case TC_FILTER_SLUG:
        if (strcmp(value, "null") == 0) {
            part = apr_pstrcat(ctx->p, filter->name, ".null", NULL);
        }
        break;
    default:
        break;
    }
    tc_sql_part(sql, strcmp(value, TC_QUERY_NUL) == 0 ? "nothing" : part);
    tc_sql_bind(sql, filter->name, bound);
    return NULL;
}

/* A number as we would write it, within limits: others make no entry. */
static int is_plain_number(const char *text, int most)
{
    apr_size_t len = strlen(text);

    return len > 0 && len < 5 && is_digits(text) && text[0] != '0' &&
           apr_strtoi64(text, NULL, 10) <= most;
}

/* One of the pages whose answers may be kept. */
static int is_kept_page(const char *text)
{
    return strcmp(text, "last") == 0 || is_plain_number(text, CACHED_PAGES);
}

static int has_times(const tc_ctx_t *ctx, const tc_list_t *list)
{
    for (const tc_filter_t *filter = list->filters; filter->name != NULL;
         filter++) {
        if (filter->type == TC_FILTER_TIME &&
            tc_list_query_filter(ctx, list, filter->name) != NULL) {
            return 1;
        }
    }
    return 0;
}

/* What may take long and is never kept: a search, whoever makes it, and what
 * strangers can ask for in endless ways that cost more than a page. */
static int is_slow(const tc_ctx_t *ctx, const tc_list_t *list)
{
    const char *page = tc_query_get(ctx, "page");

    if (list->search && tc_query_get(ctx, "search") != NULL) {
        return 1;
    }
    return ctx->caller->role == TC_PUBLIC &&
           ((page != NULL && !is_kept_page(page)) || has_times(ctx, list) ||
            sorts_of(ctx, list)->nelts > CACHED_SORTS);
}

tc_error_t *tc_list_query_prepare(tc_ctx_t *ctx, const tc_list_t *list,
                                  tc_sql_t *sql)
{
    const char *search = list->search ? tc_query_get(ctx, "search") : NULL;
    tc_writer_t *w = NULL;

    for (const tc_filter_t *filter = list->filters; filter->name != NULL;
         filter++) {
        const char *value = tc_list_query_filter(ctx, list, filter->name);
        const char *wrong = value != NULL
                                ? filter_apply(ctx, list, filter, value, sql)
                                : NULL;

        if (wrong == NULL) {
            continue;
        }
        if (w == NULL) {
            w = tc_writer_make(ctx->p);
            tc_writer_open(w, '{');
        }
        tc_writer_key(w, filter->name);
        tc_writer_open(w, '[');
        tc_writer_string(w, wrong);
        tc_writer_close(w, ']');
    }
    if (w != NULL) {
        tc_writer_close(w, '}');
        return tc_error_json(ctx->p, HTTP_BAD_REQUEST,
                             tc_writer_text(w, NULL));
    }
    if (search != NULL) {
        tc_sql_part(sql,
                    strcmp(search, TC_QUERY_NUL) == 0 ? "nothing" : "search");
        tc_sql_bind(sql, "search", tc_search_patterns(ctx->p, search));
    }
    if (list->prepare != NULL) {
        list->prepare(ctx, list, sql);
    }
    if (is_slow(ctx, list)) {
        tc_sql_slow(sql);
    }
    return NULL;
}

/* ------------------------------------------------------------ cache key */

/* Values that are not of a list, nor name a row, are endless in number; those
 * that name no row of the public's are told by the answer (column unknown). */
static int filter_cacheable(const tc_filter_t *filter, const char *value)
{
    switch (filter->type) {
    case TC_FILTER_CHOICE:
        return tc_parse_choice_known(filter->choices, value);
    case TC_FILTER_BOOLEAN:
    case TC_FILTER_FLAG:
        return tc_parse_boolean_text(value) >= 0;
    case TC_FILTER_REF:
        return !filter->uncached && (value[0] != '0' || !is_digits(value));
    default:
        return !filter->uncached;
    }
}

static int param_cacheable(const tc_ctx_t *ctx, const tc_list_t *list,
                           const tc_param_t *param)
{
    apr_array_header_t *sorts;
    const char *trimmed = tc_query_get(ctx, param->name);

    if (trimmed == NULL || strcmp(trimmed, param->value) != 0) {
        return 0; /* blanks may be put in endless ways */
    }
    if (strcmp(param->name, "page") == 0) {
        return is_kept_page(param->value);
    }
    if (strcmp(param->name, "page_size") == 0) {
        return is_plain_number(param->value, PAGE_SIZE_MOST);
    }
    if (strcmp(param->name, "ordering") == 0) {
        sorts = apr_array_make(ctx->p, 4, sizeof(tc_sort_t));
        return sorts_parse(ctx, list, sorts) == 0 &&
               sorts->nelts <= CACHED_SORTS;
    }
    for (const tc_filter_t *filter = list->filters; filter->name != NULL;
         filter++) {
        if (strcmp(filter->name, param->name) == 0) {
            return filter_cacheable(filter, param->value);
        }
    }
    return 0; /* search, cursor, fields */
}

void tc_list_query_cache_key(const tc_ctx_t *ctx, const tc_list_t *list,
                             const char **key)
{
    apr_array_header_t *params;
    const char *text = "";

    *key = NULL;
    if (ctx->r->args == NULL) {
        *key = ctx->r->uri;
        return;
    }
    params = tc_list_links_params(ctx, list);
    for (int i = 0; i < params->nelts; i++) {
        const tc_param_t *param = &APR_ARRAY_IDX(params, i, tc_param_t);

        if (!param_cacheable(ctx, list, param)) {
            return;
        }
        text = apr_pstrcat(ctx->p, text, "\n", param->name, "=", param->value,
                           NULL);
    }
    *key = apr_pstrcat(ctx->p, ctx->r->uri, text, NULL);
}
