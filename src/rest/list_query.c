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
#include "http/route.h"
#include "rest/list.h"
#include "rest/list_links.h"
#include "rest/parse.h"
#include "rest/search.h"

#define PAGE_SIZE 20
#define PAGE_SIZE_WHOLE 50 /* where items are whole */
#define CACHED_SORTS 2     /* fields that an answer is ordered by */
#define REFS_MOST 100

static int is_whole(const tc_ctx_t *ctx, const tc_list_t *list)
{
    return list->whole != NULL &&
           tc_list_query_filter(ctx, list, "expand") != NULL;
}

apr_int64_t tc_list_query_page_size(const tc_ctx_t *ctx)
{
    const char *text = tc_query_get(ctx, "page_size");
    apr_int64_t most = is_whole(ctx, ctx->route->list)
                           ? PAGE_SIZE_WHOLE
                           : TC_LIST_PAGE_SIZE_MOST;
    apr_int64_t size;
    char *end;

    if (text == NULL) {
        return PAGE_SIZE;
    }
    size = apr_strtoi64(text, &end, 10);
    if (*end != '\0' || size <= 0) {
        return PAGE_SIZE;
    }
    return size > most ? most : size;
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

static int has_ordering(const tc_list_t *list, const apr_array_header_t *sorts)
{
    return APR_ARRAY_IDX(sorts, 0, tc_sort_t).ordering != list->orderings;
}

/* The filter that names several rows, NULL where none does. */
static const char *given_by(const tc_ctx_t *ctx, const tc_list_t *list)
{
    for (const tc_filter_t *filter = list->filters; filter->name != NULL;
         filter++) {
        if (filter->given &&
            tc_list_query_filter(ctx, list, filter->name) != NULL) {
            return filter->name;
        }
    }
    return NULL;
}

void tc_list_query_order(const tc_ctx_t *ctx, const tc_list_t *list,
                         tc_sql_t *sql, int reversed)
{
    apr_array_header_t *sorts = sorts_of(ctx, list);
    const char *given = given_by(ctx, list);
    int desc = 0;

    if (given != NULL && !has_ordering(list, sorts)) {
        const char *way = reversed ? ".desc" : ".asc";

        tc_sql_piece(sql, "order",
                     apr_pstrcat(ctx->p, "given.", given, way, NULL));
        tc_sql_piece(sql, "order", apr_pstrcat(ctx->p, "id", way, NULL));
        return;
    }
    /* relevance goes before the default order, never before a named one */
    if (list->search && tc_query_get(ctx, "search") != NULL &&
        !has_ordering(list, sorts)) {
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
    }
    tc_sql_piece(sql, "order", desc ? "id.desc" : "id.asc");
}

const tc_ordering_t *tc_list_query_sort(const tc_ctx_t *ctx,
                                        const tc_list_t *list, int place)
{
    apr_array_header_t *sorts = sorts_of(ctx, list);

    return place < sorts->nelts
               ? APR_ARRAY_IDX(sorts, place, tc_sort_t).ordering
               : NULL;
}

int tc_list_query_sorts_kept(const tc_ctx_t *ctx, const tc_list_t *list)
{
    apr_array_header_t *sorts = apr_array_make(ctx->p, 4, sizeof(tc_sort_t));

    return sorts_parse(ctx, list, sorts) == 0 && sorts->nelts <= CACHED_SORTS;
}

const char *tc_list_query_cursor_order(const tc_ctx_t *ctx,
                                       const tc_list_t *list,
                                       const tc_ordering_t **ordering,
                                       int *desc)
{
    apr_array_header_t *sorts = sorts_of(ctx, list);
    const tc_sort_t *sort = &APR_ARRAY_IDX(sorts, 0, tc_sort_t);
    const char *given = given_by(ctx, list);

    *ordering = sort->ordering;
    *desc = sort->desc;
    if (list->search && tc_query_get(ctx, "search") != NULL) {
        return tc_refusal_text(ctx->p, TC_REFUSAL_CURSOR_SEARCH, NULL);
    }
    if (given != NULL && strchr(tc_query_get(ctx, given), ',') != NULL) {
        return apr_pstrcat(ctx->p, "A cursor cannot be used with several ",
                           "values of ", given, ".", NULL);
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

/* A list of rows without any is none. */
static int is_blank(const tc_filter_t *filter, const char *value)
{
    return (filter->type == TC_FILTER_IDS ||
            filter->type == TC_FILTER_SLUGS) &&
           value[strspn(value, ", ")] == '\0';
}

const char *tc_list_query_filter(const tc_ctx_t *ctx, const tc_list_t *list,
                                 const char *name)
{
    for (const tc_filter_t *filter = list->filters; filter->name != NULL;
         filter++) {
        if (strcmp(filter->name, name) == 0) {
            const char *value = tc_list_links_role(ctx) >= filter->least
                                    ? tc_query_get(ctx, name)
                                    : NULL;

            return value != NULL && !is_blank(filter, value) ? value : NULL;
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

static const char *ref_part(const tc_ctx_t *ctx, const tc_list_t *list,
                            const tc_filter_t *filter, const char *value)
{
    int below = filter->wider != NULL &&
                tc_list_query_flag(ctx, list, filter->wider);

    return apr_pstrcat(ctx->p, filter->name,
                       is_digits(value) ? ".id" : ".slug",
                       below ? ".below" : "", NULL);
}

/* Ids and slugs as the database takes them. */
static const char *filter_rows(const tc_ctx_t *ctx, const tc_filter_t *filter,
                               const char **value)
{
    tc_parse_list_t list;
    const char *wrong = tc_parse_list(ctx->p, *value,
                                      filter->type != TC_FILTER_SLUGS, &list);

    if (filter->type == TC_FILTER_ID && wrong == NULL &&
        strchr(*value, ',') != NULL) {
        wrong = TC_TEXT_INTEGER;
    }
    *value = filter->type == TC_FILTER_ID && *list.text == '\0' ? "0"
                                                                : list.text;
    return wrong;
}

/* NULL: none. */
static const char *count_text(const tc_ctx_t *ctx, const tc_filter_t *filter,
                              const char *value)
{
    char *end;
    apr_int64_t count = apr_strtoi64(value, &end, 10);

    if (*end != '\0' || count <= 0) {
        return NULL;
    }
    return apr_itoa(ctx->p, count < filter->most ? (int)count : filter->most);
}

static const char *filter_truth(const tc_ctx_t *ctx, const tc_filter_t *filter,
                                const char **value, const char **part)
{
    int truth = tc_parse_boolean_text(*value);

    if (truth < 0) {
        return TC_TEXT_BOOLEAN;
    }
    *value = truth ? "true" : "false";
    if (filter->type == TC_FILTER_EITHER) {
        *part = apr_pstrcat(ctx->p, filter->name, truth ? ".yes" : ".no",
                            NULL);
    }
    return NULL;
}

/* Ids and slugs apart, of a comma-separated list. An id that is too large is
 * none, and so are more than REFS_MOST. */
static void refs_bind(const tc_ctx_t *ctx, const char *name, const char *value,
                      tc_sql_t *sql)
{
    apr_array_header_t *ids = apr_array_make(ctx->p, 4, sizeof(char *));
    apr_array_header_t *slugs = apr_array_make(ctx->p, 4, sizeof(char *));

    while (*value != '\0' && ids->nelts + slugs->nelts <= REFS_MOST) {
        apr_size_t len = strcspn(value, ",");
        const char *ref = value;
        apr_size_t ref_len = len;

        tc_text_trim(&ref, &ref_len);
        ref = apr_pstrmemdup(ctx->p, ref, ref_len);
        value += len + (value[len] == ',');
        if (*ref != '\0') {
            APR_ARRAY_PUSH(is_digits(ref) ? ids : slugs,
                           const char *) = is_digits(ref) && ref_len > 18
                                               ? "0"
                                               : ref;
        }
    }
    if (ids->nelts + slugs->nelts == 0 ||
        ids->nelts + slugs->nelts > REFS_MOST) {
        tc_sql_part(sql, "nothing");
        return;
    }
    tc_sql_bind(sql, apr_pstrcat(ctx->p, name, "_ids", NULL),
                apr_array_pstrcat(ctx->p, ids, ','));
    tc_sql_bind(sql, apr_pstrcat(ctx->p, name, "_slugs", NULL),
                apr_array_pstrcat(ctx->p, slugs, ','));
}

/* Keep the filter's part and bind its value; a text says what is wrong. */
static const char *filter_apply(const tc_ctx_t *ctx, const tc_list_t *list,
                                const tc_filter_t *filter, const char *value,
                                tc_sql_t *sql)
{
    const char *part = filter->name;
    const char *bound = value;
    const char *wrong = NULL;

    switch (filter->type) {
    case TC_FILTER_CHOICE:
        if (!tc_parse_choice_known(filter->choices, value)) {
            return tc_parse_choice_text(
                ctx->p, strcmp(value, TC_QUERY_NUL) == 0 ? "" : value);
        }
        break;
    case TC_FILTER_FLAG:
    case TC_FILTER_EITHER:
    case TC_FILTER_BOOLEAN:
        wrong = filter_truth(ctx, filter, &bound, &part);
        break;
    case TC_FILTER_TIME:
        bound = filter_time(ctx, value);
        wrong = bound == NULL ? TC_TEXT_DATETIME : NULL;
        break;
    case TC_FILTER_REF:
        part = ref_part(ctx, list, filter, value);
        if (is_digits(value) && strlen(value) > 18) {
            part = "nothing";
            bound = "0";
        }
        break;
    case TC_FILTER_REFS:
        refs_bind(ctx, filter->name, value, sql);
        return NULL;
    case TC_FILTER_SLUG:
        if (strcmp(value, "null") == 0) {
            part = apr_pstrcat(ctx->p, filter->name, ".null", NULL);
        }
        break;
    case TC_FILTER_COUNT:
        bound = count_text(ctx, filter, value);
        break;
    case TC_FILTER_ID:
    case TC_FILTER_IDS:
    case TC_FILTER_SLUGS:
        wrong = filter_rows(ctx, filter, &bound);
        break;
    default:
        break;
    }
    if (wrong != NULL || bound == NULL) {
        return wrong;
    }
    tc_sql_part(sql, strcmp(value, TC_QUERY_NUL) == 0 ? "nothing" : part);
    tc_sql_bind(sql, filter->name, bound);
    return NULL;
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

/* What may take long: a search and whole rows, whoever asks, and what
 * strangers can ask for in endless ways that cost more than a page. */
static int is_slow(const tc_ctx_t *ctx, const tc_list_t *list)
{
    const char *page = tc_query_get(ctx, "page");

    if (is_whole(ctx, list) ||
        (list->search && tc_query_get(ctx, "search") != NULL)) {
        return 1;
    }
    return ctx->caller->role == TC_PUBLIC &&
           ((page != NULL && !tc_list_links_is_kept_page(page)) ||
            has_times(ctx, list) || sorts_of(ctx, list)->nelts > CACHED_SORTS);
}

static const tc_ordering_t no_orderings[] = {
    { .name = "default", .keys = "" }, { .name = NULL }
};

tc_list_t tc_list_query_of(const tc_route_t *route)
{
    return (tc_list_t){ .filters = route->query, .orderings = no_orderings };
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
