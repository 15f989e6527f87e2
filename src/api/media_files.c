/* Requests for media files (TalecraftMediaURL), as far as they are like those
 * for the API: which methods there are, and who may read them from another
 * origin. */
#include "api/media_files.h"

#include "core/site.h"
#include "http/context.h"
#include "http/respond.h"
#include "media/serve.h"

#define ALLOW "GET, HEAD, OPTIONS"

int tc_media_files(request_rec *r)
{
    const tc_site_t *site = tc_site_of(r->server);
    tc_ctx_t ctx = { .r = r, .p = r->pool, .site = tc_site_of(r->server) };

    if (!tc_serve_is_below(r, site)) {
        return DECLINED;
    }
    if (r->method_number == M_GET || !tc_serve_is_file(r, site)) {
        tc_respond_cors(&ctx);
        return tc_serve_public(r, site);
    }
    tc_respond_common(&ctx);
    return tc_respond_no_method(&ctx, ALLOW);
}
