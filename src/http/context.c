#include "http/context.h"

#include <apr_strings.h>
#include <http_config.h>

#include "core/log.h"
#include "core/mount.h"
#include "core/site.h"
#include "http/origin.h"
#include "http/query.h"
#include "base/text/quote.h"

tc_ctx_t *tc_context_make(request_rec *r, const char *mount)
{
    tc_ctx_t *ctx = apr_pcalloc(r->pool, sizeof(*ctx));

    ctx->r = r;
    ctx->p = r->pool;
    ctx->site = tc_site_of(r->server);
    ctx->mount = mount;
    ctx->under = "";
    if (strncmp(r->handler, "talecraft-", 10) == 0) {
        ctx->under = apr_pstrcat(r->pool, "/", r->handler + 10, NULL);
    }
    ctx->path = apr_pstrcat(r->pool, ctx->under, r->uri + strlen(mount), NULL);
    ctx->origin = tc_origin_of(r, ctx->site, &ctx->odd_host);
    ctx->files = apr_pstrcat(r->pool, ctx->origin, ctx->site->media_url, NULL);
    ctx->query = tc_query_parse(r->pool, r->args);
    ap_set_module_config(r->request_config, &talecraft_module, ctx);
    return ctx;
}

const tc_ctx_t *tc_context_of(const request_rec *r)
{
    return ap_get_module_config(r->request_config, &talecraft_module);
}

static const char *mount_url(const tc_ctx_t *ctx, const char *mount,
                             const char *path)
{
    return apr_pstrcat(ctx->p, ctx->origin, tc_quote_path(ctx->p, mount), path,
                       NULL);
}

const char *tc_context_url(const tc_ctx_t *ctx, const char *path)
{
    apr_size_t len = strlen(ctx->under);
    apr_size_t first = 1 + strcspn(path + 1, "/");
    const tc_mount_t *mount;

    if (len == 0 || (first == len && strncmp(path, ctx->under, len) == 0)) {
        return mount_url(ctx, ctx->mount, path + len);
    }
    /* another resource than the one that is mounted here alone */
    mount = tc_mount_find(
        ctx->site,
        apr_pstrcat(ctx->p, "talecraft-",
                    apr_pstrmemdup(ctx->p, path + 1, first - 1), NULL));
    if (mount != NULL) {
        return mount_url(ctx, mount->path, path + first);
    }
    mount = tc_mount_find(ctx->site, "talecraft");
    return mount_url(ctx, mount != NULL ? mount->path : ctx->mount, path);
}

const char *tc_context_page_url(const tc_ctx_t *ctx)
{
    const tc_mount_t *page = tc_mount_find(ctx->site, TC_MOUNT_EDITOR);

    return page != NULL ? mount_url(ctx, page->path, "/")
                        : tc_context_url(ctx, "/editor/");
}
