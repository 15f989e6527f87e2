#include "rest/list_links.h"

#include <apr_strings.h>
#include <httpd.h>
#include <stdlib.h>

#include "base/account/role.h"
#include "http/context.h"
#include "http/query.h"
#include "base/text/quote.h"
#include "rest/list.h"
#include "rest/list_query.h"
#include "rest/parse.h"

#define CACHED_PAGES 50
#define CACHED_REFS 3 /* rows of one filter that an answer is about */

static const char *const paging[] = { "cursor", "fields",    "ordering",
                                      "page",   "page_size", NULL };

tc_role_t tc_list_links_role(const tc_ctx_t *ctx)
{
    return ctx->caller != NULL ? ctx->caller->role : TC_PUBLIC;
}

static int param_known(const tc_ctx_t *ctx, const tc_list_t *list,
                       const char *name)
{
    for (int i = 0; list->statement != NULL && paging[i] != NULL; i++) {
        if (strcmp(paging[i], name) == 0) {
            return 1;
        }
    }
    for (const tc_filter_t *filter = list->filters; filter->name != NULL;
         filter++) {
        if (strcmp(filter->name, name) == 0) {
            return filter->type != TC_FILTER_WORDS &&
                   (!filter->hidden ||
                    tc_list_links_role(ctx) >= filter->least);
        }
    }
    return list->search && strcmp(name, "search") == 0;
}

static int param_compare(const void *a, const void *b)
{
    return strcmp(((const tc_param_t *)a)->name,
                  ((const tc_param_t *)b)->name);
}

apr_array_header_t *tc_list_links_params(const tc_ctx_t *ctx,
                                         const tc_list_t *list)
{
    apr_array_header_t *params = apr_array_make(ctx->p, 8, sizeof(tc_param_t));
    apr_hash_index_t *at = apr_hash_first(ctx->p, ctx->query);

    for (; at != NULL; at = apr_hash_next(at)) {
        const char *name = apr_hash_this_key(at);

        if (param_known(ctx, list, name)) {
            tc_param_t *param = apr_array_push(params);

            param->name = name;
            param->value = apr_hash_this_val(at);
        }
    }
    qsort(params->elts, (size_t)params->nelts, sizeof(tc_param_t),
          param_compare);
    return params;
}

const char *tc_list_links_to(const tc_ctx_t *ctx, const tc_list_t *list,
                             const char *name, const char *value)
{
    apr_array_header_t *params = tc_list_links_params(ctx, list);
    const char *url = apr_pstrcat(ctx->p, ctx->origin,
                                  tc_quote_path(ctx->p, ctx->r->uri), NULL);
    const char *separator = "?";
    tc_param_t *own = NULL;

    for (int i = 0; i < params->nelts; i++) {
        tc_param_t *param = &APR_ARRAY_IDX(params, i, tc_param_t);

        if (strcmp(param->name, name) == 0) {
            own = param;
        }
    }
    if (own == NULL) {
        own = apr_array_push(params);
        own->name = name;
        qsort(params->elts, (size_t)params->nelts, sizeof(tc_param_t),
              param_compare);
    }
    for (int i = 0; i < params->nelts; i++) {
        const tc_param_t *param = &APR_ARRAY_IDX(params, i, tc_param_t);
        int is_own = strcmp(param->name, name) == 0;
        const char *text = is_own ? value : param->value;

        if (text == NULL) {
            continue;
        }
        url = apr_pstrcat(ctx->p, url, separator, param->name, "=",
                          strcmp(text, TC_QUERY_NUL) == 0
                              ? "%00"
                              : tc_quote_query(ctx->p, text),
                          NULL);
        separator = "&";
    }
    return url;
}

/* ------------------------------------------------------------ cache key */

static int is_digits(const char *text)
{
    return text[strspn(text, "0123456789")] == '\0';
}

/* A number as we would write it, within limits: others make no entry. */
static int is_plain_number(const char *text, int most)
{
    apr_size_t len = strlen(text);

    return len > 0 && len < 5 && is_digits(text) && text[0] != '0' &&
           apr_strtoi64(text, NULL, 10) <= most;
}

int tc_list_links_is_kept_page(const char *text)
{
    return strcmp(text, "last") == 0 || is_plain_number(text, CACHED_PAGES);
}

/* A few, as anybody would write them. */
static int refs_cacheable(const char *value)
{
    int count = 0;

    for (;;) {
        apr_size_t len = strcspn(value, ",");

        if (len == 0 || *value == '0' || strcspn(value, " \t") < len ||
            ++count > CACHED_REFS) {
            return 0;
        }
        value += len;
        if (*value == '\0') {
            return 1;
        }
        value++;
    }
}

/* Values that are not of a list, nor name a row, are endless in number; those
 * that name no row of the public's are told by the answer (column unknown). */
static int filter_cacheable(const tc_filter_t *filter, const char *value)
{
    switch (filter->type) {
    case TC_FILTER_CHOICE:
        return tc_parse_choice_known(filter->choices, value);
    case TC_FILTER_EITHER:
    case TC_FILTER_BOOLEAN:
    case TC_FILTER_FLAG:
        return tc_parse_boolean_text(value) >= 0;
    case TC_FILTER_REF:
        return !filter->uncached && (value[0] != '0' || !is_digits(value));
    case TC_FILTER_REFS:
        return refs_cacheable(value);
    case TC_FILTER_COUNT:
        return is_plain_number(value, filter->most);
    default:
        return !filter->uncached;
    }
}

static int param_cacheable(const tc_ctx_t *ctx, const tc_list_t *list,
                           const tc_param_t *param)
{
    const char *trimmed = tc_query_get(ctx, param->name);

    if (trimmed == NULL || strcmp(trimmed, param->value) != 0) {
        return 0; /* blanks may be put in endless ways */
    }
    if (strcmp(param->name, "page") == 0) {
        return tc_list_links_is_kept_page(param->value);
    }
    if (strcmp(param->name, "page_size") == 0) {
        return is_plain_number(param->value, TC_LIST_PAGE_SIZE_MOST);
    }
    if (strcmp(param->name, "ordering") == 0) {
        return tc_list_query_sorts_kept(ctx, list);
    }
    for (const tc_filter_t *filter = list->filters; filter->name != NULL;
         filter++) {
        if (strcmp(filter->name, param->name) == 0) {
            return filter_cacheable(filter, param->value);
        }
    }
    return 0; /* search, cursor, fields */
}

const char *tc_list_links_key(const tc_ctx_t *ctx, const tc_list_t *list)
{
    apr_array_header_t *params;
    const char *text = "";

    if (ctx->r->args == NULL) {
        return ctx->r->uri;
    }
    params = tc_list_links_params(ctx, list);
    for (int i = 0; i < params->nelts; i++) {
        const tc_param_t *param = &APR_ARRAY_IDX(params, i, tc_param_t);

        if (!param_cacheable(ctx, list, param)) {
            return NULL;
        }
        text = apr_pstrcat(ctx->p, text, "\n", param->name, "=", param->value,
                           NULL);
    }
    return apr_pstrcat(ctx->p, ctx->r->uri, text, NULL);
}
