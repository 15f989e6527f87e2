#include "http/fieldset.h"

#include <apr_strings.h>

#include "base/json/pick.h"
#include "http/context.h"
#include "http/query.h"
#include "http/route.h"

apr_array_header_t *tc_fieldset_names(const tc_ctx_t *ctx)
{
    const char *list = tc_query_get(ctx, "fields");
    apr_array_header_t *names;

    if (list == NULL) {
        return NULL;
    }
    names = apr_array_make(ctx->p, 8, sizeof(char *));
    while (*list != '\0') {
        apr_size_t len = strcspn(list, ",");
        apr_size_t skip = strspn(list, " ");
        apr_size_t end = len;

        while (end > skip && list[end - 1] == ' ') {
            end--;
        }
        if (end > skip) {
            APR_ARRAY_PUSH(names, const char *) = apr_pstrmemdup(
                ctx->p, list + skip, end - skip);
        }
        list += len + (list[len] == ',');
    }
    return names->nelts > 0 ? names : NULL;
}

void tc_fieldset_apply(tc_ctx_t *ctx)
{
    const char *(*pick)(apr_pool_t *, const char *, apr_size_t,
                        const apr_array_header_t *);
    const apr_array_header_t *names;

    if (ctx->route == NULL || !ctx->route->fields) {
        return;
    }
    names = tc_fieldset_names(ctx);
    if (names == NULL) {
        return;
    }
    pick = ctx->reply.body[0] == '[' ? tc_pick_each : tc_pick;
    ctx->reply.body = pick(ctx->p, ctx->reply.body, ctx->reply.len, names);
    ctx->reply.len = strlen(ctx->reply.body);
}
