#include "http/packed.h"

#include <string.h>

#include <httpd.h>

#include "cache/codings.h"
#include "http/coding.h"
#include "http/respond.h"
#include "http/route.h"

static int is_of_another_site(const request_rec *r)
{
    const char *site = apr_table_get(r->headers_in, "Sec-Fetch-Site");

    return site != NULL && strcasecmp(site, "cross-site") == 0 &&
           apr_table_get(r->headers_in, "Authorization") == NULL;
}

/* Files, which are read once and kept by their readers, come as they are. */
static int is_json(const tc_ctx_t *ctx)
{
    return strcmp(tc_respond_content_type(ctx), "application/json") == 0;
}

static int may_be_packed(const tc_ctx_t *ctx)
{
    return is_json(ctx) && ctx->route != NULL && !ctx->route->no_store &&
           !ctx->route->told_once && !is_of_another_site(ctx->r);
}

const char *tc_packed_apply(tc_ctx_t *ctx)
{
    tc_coding_t coding = tc_coding_first(ctx->r);
    const char *packed;

    if (!may_be_packed(ctx)) {
        return NULL;
    }
    packed = tc_codings_quickly(ctx->p, coding, ctx->reply.body,
                                &ctx->reply.len);
    if (packed == NULL) {
        return NULL;
    }
    ctx->reply.body = packed;
    return tc_coding_name(coding);
}
