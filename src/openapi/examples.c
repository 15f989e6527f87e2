/*
 * Examples of bodies and answers, made from the field tables: a field's
 * value is looked up by name, and else follows from its type.
 */
#include "openapi/examples.h"

#include <apr_strings.h>

#include "api/service.h"
#include "base/json/writer.h"
#include "http/route.h"
#include "openapi/openapi.h"
#include "openapi/shapes.h"
#include "rest/table.h"

#define TEXT(text) "\"" text "\""
#define MEDIA "https://www.example.com/media-files/3f/3f9c2a/"

/* "Shape.field" goes before "field". */
static const struct {
    const char *name;
    const char *json;
} values[] = {
    { "id", "42" },
    { "title", TEXT("A morning at the harbour") },
    { "slug", TEXT("a-morning-at-the-harbour") },
    { "Category.slug", TEXT("travel") },
    { "Category.name", TEXT("Travel") },
    { "Category.id", "7" },
    { "description", TEXT("Near and far.") },
    { "content", "[{\"type\":\"heading\",\"text\":\"At five\",\"level\":2},"
                 "{\"type\":\"paragraph\",\"text\":\"The boats come in.\"},"
                 "{\"type\":\"image\",\"media_id\":17,\"alt\":\"A boat\"}]" },
    { "excerpt", TEXT("The boats come in.") },
    { "status", TEXT("PUBLISHED") },
    { "Media.id", "17" },
    { "Media.status", TEXT("READY") },
    { "MediaPublic.id", "17" },
    { "MediaPublic.status", TEXT("READY") },
    { "Event.action", TEXT("edit") },
    { "Event.object_type", TEXT("post") },
    { "Event.object_id", "42" },
    { "Event.label", TEXT("At five") },
    { "user", TEXT("nino") },
    { "changed", "[\"title\",\"content\"]" },
    { "Changes.next", TEXT("NDIuOWYzYWUxYzBiNzVkMjQ4MA") },
    { "Change.slug", TEXT("at-five") },
    { "Webhook.url", TEXT("https://build.example.com/hook") },
    { "WebhookCreated.url", TEXT("https://build.example.com/hook") },
    { "WebhookCreated.id", "9" },
    { "Webhook.id", "9" },
    { "Webhook.name", TEXT("Site generator") },
    { "WebhookCreated.name", TEXT("Site generator") },
    { "secret", TEXT("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") },
    { "Delivery.id", "311" },
    { "Delivery.status", TEXT("delivered") },
    { "Delivery.type", TEXT("post.published") },
    { "message_id", TEXT("msg_6f1e2d3c4b5a69788796a5b4c3d2e1f0") },
    { "Link.url", TEXT("https://www.example.com/editor/#reset=Vh3rT0c4UPFz") },
    { "Person.id", "3" },
    { "User.id", "3" },
    { "Me.id", "3" },
    { "PostItem.author", TEXT("nino") },
    { "PostItem.category", TEXT("Travel") },
    { "PostItem.last_edited_by", TEXT("nino") },
    { "PostItemPublic.author", TEXT("nino") },
    { "PostItemPublic.category", TEXT("Travel") },
    { "category_id", "7" },
    { "category_slug", TEXT("travel") },
    { "version", "3" },
    { "published_at", TEXT("2026-02-18T04:19:52.123456Z") },
    { "Schedule.scheduled_publish_at", TEXT("2036-02-18T06:00:00Z") },
    { "Token.expires_at", TEXT("2036-01-01T00:00:00.000000Z") },
    { "expires_at", TEXT("2026-03-04T04:19:52.123456Z") },
    { "author", "3" },
    { "category", "7" },
    { "featured_media", "17" },
    { "thumbnail_media", "17" },
    { "og_media", "null" },
    { "scheduled_publish_at", "null" },
    { "canonical_url", TEXT("") },
    { "read_time", "1" },
    { "view_count", "128" },
    { "post_count", "12" },
    { "media_type", TEXT("IMAGE") },
    { "mime_type", TEXT("image/jpeg") },
    { "original_file",
      TEXT("https://www.example.com/api/media/17/original/") },
    { "url", TEXT(MEDIA "9b1e-large.webp") },
    { "srcset",
      TEXT(MEDIA "0c52-thumb.webp 320w, " MEDIA "9b1e-large.webp 1600w") },
    { "placeholder", TEXT("data:image/webp;base64,UklGRhoAAABXRUJQVlA4TA0A"
                          "AAAvAAAAEAcQERGIiP4HAA==") },
    { "variants", "{\"large\":{\"url\":\"" MEDIA "9b1e-large.webp\","
                  "\"width\":1600,\"height\":1067,\"file_size\":214302}}" },
    { "width", "4000" },
    { "height", "2667" },
    { "duration", "null" },
    { "file_size", "3240117" },
    { "file_hash", TEXT("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd"
                        "15d6c15b0f00a08") },
    { "original_name", TEXT("harbour.jpg") },
    { "alt_text", TEXT("A boat") },
    { "caption", TEXT("The harbour at five") },
    { "error", "null" },
    { "uploaded_by", TEXT("nino") },
    { "parent", "null" },
    { "AdPlacement.name", TEXT("Sidebar") },
    { "Tag.name", TEXT("Harbours") },
    { "Tag.slug", TEXT("harbours") },
    { "PostItem.tags", "[\"Harbours\",\"Boats\"]" },
    { "Post.tags", "[\"Harbours\",\"Boats\"]" },
    { "into", "7" },
    { "bio", TEXT("Writes about harbours.") },
    { "website", TEXT("https://nino.example.org/") },
    { "User.avatar_media", "8" },
    { "Me.avatar_media", "8" },
    { "Post.author_profile", NULL },
    { "Token.name", TEXT("Nightly import") },
    { "text", TEXT("Who says so?") },
    { "note", TEXT("Please name your sources.") },
    { "expires_in", "86400" },
    { "name", TEXT("Nino Beridze") },
    { "username", TEXT("nino") },
    { "author_name", TEXT("Nino Beridze") },
    { "PostMonth.year", "2026" },
    { "PostMonth.month", "11" },
    { "ids", "[17,18]" },
    { "fields", "{}" },
    { "BulkResult.status", "400" },
    { "errors", "{\"title\":[\"This field may not be blank.\"]}" },
    { "email", TEXT("nino@example.com") },
    { "first_name", TEXT("Nino") },
    { "last_name", TEXT("Beridze") },
    { "role", TEXT("WRITER") },
    { "is_active", "true" },
    { "show_on_desktop", "true" },
    { "show_on_mobile", "true" },
    { "password", TEXT("a long pass phrase") },
    { "old_password", TEXT("a long pass phrase") },
    { "new_password", TEXT("a longer pass phrase") },
    { "token", TEXT("Vh3rT0c4UPFz2vLqYb8n1KxWm5sJd7GeQaRtZuHoIpE") },
    { "csrf_token", "null" },
    { "LoginAnswer.csrf_token", NULL },
    { "database", TEXT("ok") },
    { "Health.status", TEXT("ok") },
    { "media_workers", "2" },
    { "schema_version", "1" }
};

static int value_find(const char *name, const char **json)
{
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        if (strcmp(values[i].name, name) == 0) {
            *json = values[i].json;
            return 1;
        }
    }
    return 0;
}

static const char *value_of_type(const tc_openapi_t *o,
                                 const tc_field_t *field)
{
    if (field->flags & TC_FIELD_NULL) {
        return "null";
    }
    switch (field->type) {
    case TC_F_INTEGER:
    case TC_F_NUMBER:
        return "0";
    case TC_F_BOOLEAN:
        return "false";
    case TC_F_DATETIME:
        return TEXT("2026-02-17T21:03:10.000000Z");
    case TC_F_CHOICES:
        return apr_pstrcat(o->p, "[\"", field->choices[0], "\"]", NULL);
    case TC_F_CHOICE:
        return apr_pstrcat(o->p, "\"", field->choices[0], "\"", NULL);
    default:
        return TEXT("");
    }
}

/* The table's name goes before the shape's: a part of a category is one. */
static int value_lookup(const tc_openapi_t *o, const char *shape,
                        const char *table, const tc_field_t *field,
                        const char **json)
{
    return value_find(apr_pstrcat(o->p, shape, ".", field->name, NULL),
                      json) ||
           (table != NULL &&
            value_find(apr_pstrcat(o->p, table, ".", field->name, NULL),
                       json)) ||
           value_find(field->name, json);
}

/* An object of another shape stands in this one. */
static int is_nested(const tc_field_t *field)
{
    return field->shape != NULL &&
           (field->shape->of != NULL || field->shape->example != NULL);
}

static void example_nested(const tc_openapi_t *o, const tc_field_t *field)
{
    int list = field->type == TC_F_ARRAY || field->type == TC_F_TAGS;

    if (list) {
        tc_writer_open(o->w, '[');
    }
    tc_openapi_examples_shape(o, field->shape);
    if (list) {
        tc_writer_close(o->w, ']');
    }
}

/* Not the shorter "example": viewers take members of it that are null for
 * examples of their own. */
void tc_openapi_examples_open(const tc_openapi_t *o)
{
    tc_writer_key(o->w, "examples");
    tc_writer_open(o->w, '{');
    tc_writer_key(o->w, "one");
    tc_writer_open(o->w, '{');
    tc_writer_key(o->w, "value");
}

void tc_openapi_examples_close(const tc_openapi_t *o)
{
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
}

static void write_root(const tc_openapi_t *o)
{
    tc_writer_open(o->w, '{');
    for (const tc_route_t *route = tc_routes; route->path != NULL; route++) {
        const char *name = tc_route_collection(o->p, route);

        if (name != NULL) {
            tc_openapi_text(o, name,
                            apr_pstrcat(o->p, o->base, route->path, NULL));
        }
    }
    tc_writer_close(o->w, '}');
}

void tc_openapi_examples_shape(const tc_openapi_t *o, const tc_shape_t *shape)
{
    const apr_array_header_t *fields = tc_shapes_fields(o->p, shape);

    if (shape->example != NULL) {
        tc_writer_raw(o->w, shape->example);
        return;
    }
    if (shape == &tc_service_root_shape) {
        write_root(o);
        return;
    }
    tc_writer_open(o->w, '{');
    for (int i = 0; i < fields->nelts; i++) {
        const tc_field_t *field = APR_ARRAY_IDX(fields, i, const tc_field_t *);
        const char *json = NULL;
        int known = value_lookup(o, shape->name, shape->of->name, field,
                                 &json);

        if (is_nested(field) && strcmp(field->name, "og_media") != 0) {
            tc_writer_key(o->w, field->name);
            example_nested(o, field);
        }
        else if (!known || json != NULL) {
            tc_openapi_raw(o, field->name,
                           known ? json : value_of_type(o, field));
        }
    }
    tc_writer_close(o->w, '}');
}

void tc_openapi_examples_body(const tc_openapi_t *o, const tc_route_t *route)
{
    const apr_array_header_t *fields = tc_shapes_body_fields(o->p, route);

    tc_writer_open(o->w, '{');
    if (route->body == TC_BODY_FORM) {
        tc_openapi_raw(o, "original_file", TEXT("(the bytes of the file)"));
    }
    for (int i = 0; i < fields->nelts; i++) {
        const tc_field_t *field = APR_ARRAY_IDX(fields, i, const tc_field_t *);
        const char *json = NULL;

        if (!value_lookup(o, route->takes->name, NULL, field, &json)) {
            json = value_of_type(o, field);
        }
        if (json != NULL) {
            tc_openapi_raw(o, field->name, json);
        }
    }
    tc_writer_close(o->w, '}');
}
