#include "rest/list_links.h"

#include <apr_strings.h>
#include <httpd.h>
#include <stdlib.h>

#include "http/context.h"
#include "http/query.h"
#include "base/text/quote.h"
#include "rest/list.h"

static const char *const paging[] = { "cursor", "fields",    "ordering",
                                      "page",   "page_size", NULL };

static int param_known(const tc_list_t *list, const char *name)
{
    for (int i = 0; paging[i] != NULL; i++) {
        if (strcmp(paging[i], name) == 0) {
            return 1;
        }
    }
    for (const tc_filter_t *filter = list->filters; filter->name != NULL;
         filter++) {
        if (strcmp(filter->name, name) == 0) {
            return 1;
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

        if (param_known(list, name)) {
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
