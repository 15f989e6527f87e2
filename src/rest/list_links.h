/* Links of a list and its known query parameters, sorted by name. */
#ifndef TC_REST_LIST_LINKS_H
#define TC_REST_LIST_LINKS_H

#include "base/account/role.h"
#include "http/context.h"
#include "rest/list.h"

typedef struct {
    const char *name;
    const char *value;
} tc_param_t;

/* The request's parameters that this list knows, by name. */
apr_array_header_t *tc_list_links_params(const tc_ctx_t *ctx,
                                         const tc_list_t *list);

/* Of the caller; that of the public while nobody has asked who it is. */
tc_role_t tc_list_links_role(const tc_ctx_t *ctx);

/* One of the pages whose answers may be kept. */
int tc_list_links_is_kept_page(const char *text);

/* The cache key of a request for it, from ctx->p; NULL where the answer is not
 * kept. */
const char *tc_list_links_key(const tc_ctx_t *ctx, const tc_list_t *list);

/* The list's own URL with one parameter set (value) or dropped (NULL). */
const char *tc_list_links_to(const tc_ctx_t *ctx, const tc_list_t *list,
                             const char *name, const char *value);

#endif
