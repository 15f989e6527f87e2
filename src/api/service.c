/* GET / and GET /health/ */
#include "api/service.h"

#include <apr_strings.h>
#include <httpd.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "core/error.h"
#include "db/db.h"
#include "http/context.h"
#include "http/reply.h"
#include "http/route.h"
#include "media/pool.h"
#include "media/queue.h"
#include "outbox/outbox.h"
#include "rest/parts.h"
#include "rest/table.h"
#include "schema_version.h"

const tc_shape_t tc_service_root_shape = {
    .name = "Root", .about = "The collections and their URLs."
};

static const char *const states[] = { "ok", "error", NULL };

static const tc_field_t health_fields[] = {
    { .name = "status",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_READ_ONLY,
      .choices = states },
    { .name = "database",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "ok, or what is wrong." },
    { .name = "media_workers",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about =
          "At work, or waiting for it; those that die at once do not count." },
    { .name = "queue",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Media that wait for one." },
    TC_PART_READ("schema_version", TC_F_INTEGER, 0),
    { .name = "outbox",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "What waits to be told to caches in front and to webhooks." },
    { .name = "outbox_failing",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "How many of those cannot be told now." },
};

static const tc_fields_t health = TC_PART_TABLE("Health", health_fields);

const tc_shape_t tc_service_health_shape = { .name = "Health",
                                             .of = &health,
                                             .about = "How the service is." };

tc_error_t *tc_service_root(tc_ctx_t *ctx)
{
    tc_writer_t *w = tc_writer_make(ctx->p);
    const char *body;
    apr_size_t len;

    tc_writer_open(w, '{');
    for (const tc_route_t *route = tc_routes; route->path != NULL; route++) {
        const char *name = tc_route_collection(ctx->p, route);

        if (name != NULL) {
            tc_writer_put_string(w, name, tc_context_url(ctx, route->path));
        }
    }
    tc_writer_close(w, '}');
    body = tc_writer_text(w, &len);
    tc_reply_json(ctx, body, len, NULL);
    return NULL;
}

tc_error_t *tc_service_health(tc_ctx_t *ctx)
{
    const char *database = tc_db_health(ctx->site, ctx->p);
    int well = strcmp(database, "ok") == 0;
    tc_outbox_state_t outbox = { .pending = 0 };
    int workers = tc_pool_well();
    apr_int64_t queue = 0;
    tc_writer_t *w = tc_writer_make(ctx->p);
    const char *body;
    apr_size_t len;

    if (well && (tc_queue_length(ctx->site, ctx->p, &queue) != NULL ||
                 tc_outbox_state(ctx->site, ctx->p, &outbox) != NULL)) {
        database = "unreachable";
        well = 0;
    }
    if (tc_pool_wanted() > 0 && workers == 0) {
        well = 0;
    }
    tc_writer_open(w, '{');
    tc_writer_put_string(w, "status", well ? "ok" : "error");
    tc_writer_put_string(w, "database", database);
    tc_writer_put_int(w, "media_workers", workers);
    tc_writer_put_int(w, "queue", queue);
    tc_writer_put_int(w, "schema_version", TC_SCHEMA_VERSION);
    tc_writer_put_int(w, "outbox", outbox.pending + outbox.deliveries);
    tc_writer_put_int(w, "outbox_failing",
                      (outbox.failures > 0) + outbox.failing);
    tc_writer_close(w, '}');
    body = tc_writer_text(w, &len);
    tc_reply_json(ctx, body, len, NULL);
    ctx->reply.status = well ? HTTP_OK : HTTP_SERVICE_UNAVAILABLE;
    ctx->reply.cache_control = "no-store";
    ctx->reply.retry_after = well ? 0 : 1;
    return NULL;
}
