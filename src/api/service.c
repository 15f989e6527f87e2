/* GET / and GET /health/ */
#include "api/service.h"

#include <apr_strings.h>
#include <httpd.h>

#include "base/json.h"
#include "db/db.h"
#include "http/respond.h"
#include "http/route.h"
#include "media/pool.h"
#include "media/queue.h"
#include "schema_version.h"

tc_error_t *tc_service_root(tc_ctx_t *ctx)
{
    tc_jw_t *w = tc_jw_make(ctx->p);
    const tc_route_t *route;
    const char *body;
    apr_size_t len;

    tc_jw_open(w, '{');
    for (route = tc_routes; route->path != NULL; route++) {
        if (route->flags & TC_ROUTE_LIST) {
            tc_jw_key(w, apr_pstrmemdup(ctx->p, route->path + 1,
                                        strlen(route->path) - 2));
            tc_jw_string(w, tc_ctx_url(ctx, route->path));
        }
    }
    tc_jw_close(w, '}');
    body = tc_jw_text(w, &len);
    tc_reply_json(ctx, HTTP_OK, body, len, NULL);
    return NULL;
}

tc_error_t *tc_service_health(tc_ctx_t *ctx)
{
    const char *database = tc_db_health(ctx->site, ctx->p);
    int well = strcmp(database, "ok") == 0;
    apr_int64_t queue = 0;
    tc_jw_t *w = tc_jw_make(ctx->p);
    const char *body;
    apr_size_t len;

    if (well && tc_media_queue_length(ctx->site, ctx->p, &queue) != NULL) {
        database = "unreachable";
        well = 0;
    }
    if (tc_media_pool_wanted() > 0 && tc_media_pool_alive() == 0) {
        well = 0;
    }
    tc_jw_open(w, '{');
    tc_jw_key(w, "status");
    tc_jw_string(w, well ? "ok" : "error");
    tc_jw_key(w, "database");
    tc_jw_string(w, database);
    tc_jw_key(w, "media_workers");
    tc_jw_int(w, tc_media_pool_alive());
    tc_jw_key(w, "queue");
    tc_jw_int(w, queue);
    tc_jw_key(w, "schema_version");
    tc_jw_int(w, TC_SCHEMA_VERSION);
    tc_jw_close(w, '}');
    body = tc_jw_text(w, &len);
    tc_reply_json(ctx, well ? HTTP_OK : HTTP_SERVICE_UNAVAILABLE, body, len,
                  NULL);
    ctx->reply.cache_control = "no-store";
    ctx->reply.retry_after = well ? 0 : 1;
    return NULL;
}
