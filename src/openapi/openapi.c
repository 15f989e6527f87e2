#include "openapi/openapi.h"

#include <apr_strings.h>

#include "base/json/writer.h"
#include "core/error.h"
#include "http/context.h"
#include "http/reply.h"
#include "http/route.h"
#include "openapi/paths.h"
#include "openapi/schemas.h"
#include "openapi/shared.h"
#include "version.h"

static const char info[] =
    "{\"title\":\"Tale Craft API\",\"version\":\"" TC_VERSION "\",\"summary\":"
    "\"Posts, media, categories, tags, ad placements and users of a "
    "publishing "
    "site.\",\"description\":\"Bodies are JSON in UTF-8. Times are ISO 8601 "
    "in UTC with microseconds; input may have any offset. Unknown and "
    "read-only members of a body are ignored, so that what was read can be "
    "sent back; a relation is taken as its key or as the object that was "
    "read. Numbers and booleans are taken as texts too. Wherever GET works, "
    "HEAD does, and OPTIONS answers with Allow. A GET without the slash at "
    "the end is answered with 301. What a caller may not see is 404, what "
    "it sees but may not do is 403.\",\"license\":{\"name\":\"Apache-2.0\","
    "\"identifier\":\"Apache-2.0\"}}";

const tc_shape_t tc_openapi_shape = {
    .name = "Description",
    .schema = "{\"type\":\"object\",\"description\":\"An OpenAPI document.\","
              "\"properties\":{\"openapi\":{\"type\":\"string\"}},"
              "\"required\":[\"openapi\"],\"additionalProperties\":true}",
    .example = "{\"openapi\":\"3.1.0\"}"
};

void tc_openapi_text(const tc_openapi_t *o, const char *key, const char *text)
{
    if (text != NULL) {
        tc_writer_put_string(o->w, key, text);
    }
}

void tc_openapi_raw(const tc_openapi_t *o, const char *key, const char *json)
{
    tc_writer_put_raw(o->w, key, json);
}

void tc_openapi_ref(const tc_openapi_t *o, const char *kind, const char *name)
{
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "$ref",
                    apr_pstrcat(o->p, "#/components/", kind, "/", name, NULL));
    tc_writer_close(o->w, '}');
}

static void write_tag(const tc_openapi_t *o, const char *name,
                      const char *about)
{
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "name", name);
    tc_openapi_text(o, "description", about);
    tc_writer_close(o->w, '}');
}

static void write_tags(const tc_openapi_t *o)
{
    tc_writer_key(o->w, "tags");
    tc_writer_open(o->w, '[');
    write_tag(o, TC_OPENAPI_SERVICE,
              "The service itself: its collections, health, and this "
              "description.");
    for (const tc_resource_t *resource = tc_resources; resource->name != NULL;
         resource++) {
        write_tag(o, resource->name, resource->about);
    }
    tc_writer_close(o->w, ']');
}

static void write_servers(const tc_openapi_t *o)
{
    tc_writer_key(o->w, "servers");
    tc_writer_open(o->w, '[');
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "url", o->base);
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, ']');
}

/* It takes about a millisecond to write: less than keeping a copy for every
 * host and mount would cost in care. */
tc_error_t *tc_openapi_read(tc_ctx_t *ctx)
{
    const char *root = tc_context_url(ctx, "/");
    const tc_openapi_t o = { .p = ctx->p,
                             .w = tc_writer_make(ctx->p),
                             .base = apr_pstrmemdup(ctx->p, root,
                                                    strlen(root) - 1) };
    const char *body;
    apr_size_t len;

    tc_writer_open(o.w, '{');
    tc_openapi_text(&o, "openapi", "3.1.0");
    tc_openapi_raw(&o, "info", info);
    write_servers(&o);
    write_tags(&o);
    tc_writer_key(o.w, "paths");
    tc_openapi_paths(&o);
    tc_writer_key(o.w, "components");
    tc_writer_open(o.w, '{');
    tc_writer_key(o.w, "schemas");
    tc_openapi_schemas(&o);
    tc_openapi_shared(&o);
    tc_writer_close(o.w, '}');
    tc_writer_close(o.w, '}');
    body = tc_writer_text(o.w, &len);
    tc_reply_json(ctx, body, len, NULL);
    return NULL;
}
