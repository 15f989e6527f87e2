#include "openapi/shapes.h"

#include <apr_strings.h>
#include <httpd.h>

#include "api/ads.h"
#include "api/categories.h"
#include "api/media.h"
#include "api/session.h"
#include "api/tokens.h"
#include "api/users.h"
#include "http/route.h"
#include "posts/fields.h"
#include "rest/table.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define READ(field_name, field_type) \
    .name = field_name, .type = field_type, .flags = TC_FIELD_READ_ONLY
#define READ_NULL(field_name, field_type)   \
    .name = field_name, .type = field_type, \
    .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL

/* ------------------------------------- fields that only answers ever hold */

static const tc_field_t item_fields[] = {
    { READ("author", TC_F_USERNAME), .about = "User name." },
    { READ_NULL("category", TC_F_STRING), .about = "The category's name." },
    { READ_NULL("thumbnail", TC_F_OBJECT), .schema = "MediaPublic" },
};
static const tc_fields_t item_more = { .fields = item_fields,
                                       .count = COUNT(item_fields) };

static const tc_field_t person_fields[] = {
    { READ("id", TC_F_INTEGER) },
    { READ("username", TC_F_USERNAME) },
    { READ("name", TC_F_STRING),
      .about = "First and last name, or else the user name." },
};
static const tc_fields_t person = { .fields = person_fields,
                                    .count = COUNT(person_fields) };

static const tc_field_t variant_fields[] = {
    { READ("url", TC_F_URL) },
    { READ("width", TC_F_INTEGER) },
    { READ("height", TC_F_INTEGER) },
    { READ("file_size", TC_F_INTEGER), .about = "Bytes." },
};
static const tc_fields_t variant = { .fields = variant_fields,
                                     .count = COUNT(variant_fields) };

static const tc_field_t created_fields[] = {
    { READ("token", TC_F_STRING), .about = "Shown this once." },
};
static const tc_fields_t created_more = { .fields = created_fields,
                                          .count = COUNT(created_fields) };

static const tc_field_t login_fields[] = {
    { READ_NULL("token", TC_F_STRING),
      .about = "For the header Authorization: Bearer; null where the login "
               "set a cookie." },
    { READ_NULL("expires_at", TC_F_DATETIME) },
    { READ("user", TC_F_OBJECT), .schema = "User" },
    { .name = "csrf_token",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_SOMETIMES,
      .about = "With the cookie alone: what X-CSRF-Token must carry." },
};
static const tc_fields_t login = { .fields = login_fields,
                                   .count = COUNT(login_fields) };

static const char *const health_states[] = { "ok", "error", NULL };
static const tc_field_t health_fields[] = {
    { READ("status", TC_F_CHOICE), .choices = health_states },
    { READ("database", TC_F_STRING), .about = "ok, or what is wrong." },
    { READ("media_workers", TC_F_INTEGER), .about = "Alive now." },
    { READ("queue", TC_F_INTEGER), .about = "Media that wait for one." },
    { READ("schema_version", TC_F_INTEGER) },
};
static const tc_fields_t health = { .fields = health_fields,
                                    .count = COUNT(health_fields) };

/* ----------------------------------------------------------------- shapes */

static const char *const item_only[] = {
    "id",        "title",        "slug",       "excerpt",    "status",
    "read_time", "published_at", "created_at", "updated_at", NULL
};
static const char *const reference_only[] = { "id", "name", "slug", NULL };
static const char *const category_staff[] = { "is_active", "created_at",
                                              "updated_at", NULL };

const tc_shape_t tc_shapes[] = {
    { .name = "Post", .of = &tc_posts_fields, .about = "A post, whole." },
    { .name = "PostItem",
      .of = &tc_posts_fields,
      .only = item_only,
      .more = &item_more,
      .about = "A post in a list." },
    { .name = "Media",
      .of = &tc_media_fields,
      .about = "A media row, to its uploader, EDITOR and ADMIN." },
    { .name = "MediaPublic",
      .of = &tc_media_public_fields,
      .about = "A media object in a post." },
    { .name = "Variant", .of = &variant, .about = "One size of a picture." },
    { .name = "Category",
      .of = &tc_categories_fields,
      .public_form = "CategoryPublic",
      .about = "A category, to EDITOR and ADMIN." },
    { .name = "CategoryPublic",
      .of = &tc_categories_fields,
      .without = category_staff,
      .about = "A category, to everyone else." },
    { .name = "CategoryReference",
      .of = &tc_categories_fields,
      .only = reference_only,
      .about = "The category of a post." },
    { .name = "AdPlacement",
      .of = &tc_ads_fields,
      .about = "A place for "
               "ads." },
    { .name = "User", .of = &tc_users_fields, .about = "A user." },
    { .name = "Me", .of = &tc_session_me_fields, .about = "The caller." },
    { .name = "Person", .of = &person, .about = "A user in a post." },
    { .name = "LoginAnswer", .of = &login, .about = "A session." },
    { .name = "Token",
      .of = &tc_tokens_fields,
      .about = "An API token, without the token itself." },
    { .name = "TokenCreated",
      .of = &tc_tokens_fields,
      .more = &created_more,
      .about = "A new API token." },
    { .name = "Health", .of = &health, .about = "How the service is." },
    { .name = NULL }
};

const tc_shape_t *tc_shapes_find(const char *name)
{
    const tc_shape_t *shape;

    for (shape = tc_shapes; shape->name != NULL; shape++) {
        if (strcmp(shape->name, name) == 0) {
            return shape;
        }
    }
    return NULL;
}

static int is_named(const char *const *names, const char *name)
{
    for (; *names != NULL; names++) {
        if (strcmp(*names, name) == 0) {
            return 1;
        }
    }
    return 0;
}

static void fields_add(apr_array_header_t *out, const tc_fields_t *table,
                       const tc_shape_t *shape)
{
    int i;

    for (i = 0; i < table->count; i++) {
        const tc_field_t *field = &table->fields[i];

        if (field->flags & TC_FIELD_WRITE_ONLY ||
            (table == shape->of && shape->only != NULL &&
             !is_named(shape->only, field->name)) ||
            (shape->without != NULL &&
             is_named(shape->without, field->name))) {
            continue;
        }
        APR_ARRAY_PUSH(out, const tc_field_t *) = field;
    }
}

apr_array_header_t *tc_shapes_fields(apr_pool_t *p, const tc_shape_t *shape)
{
    apr_array_header_t *out = apr_array_make(p, 32, sizeof(tc_field_t *));

    fields_add(out, shape->of, shape);
    if (shape->more != NULL) {
        fields_add(out, shape->more, shape);
    }
    return out;
}

/* ----------------------------------------------------------------- bodies */

/* A new post is a draft of the caller's: what a body says of that counts
 * for nothing. */
static const char *const not_on_create[] = { "author", "status",
                                             "scheduled_publish_at", NULL };

static const tc_fields_t *table_find(const char *name)
{
    static const tc_fields_t *const tables[] = { &tc_posts_fields,
                                                 &tc_posts_fields_schedule,
                                                 &tc_media_fields,
                                                 &tc_categories_fields,
                                                 &tc_media_upload_fields,
                                                 &tc_ads_fields,
                                                 &tc_users_fields,
                                                 &tc_users_create_fields,
                                                 &tc_session_login_fields,
                                                 &tc_session_me_fields,
                                                 &tc_session_password_fields,
                                                 &tc_tokens_fields };
    size_t i;

    for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        if (strcmp(tables[i]->name, name) == 0) {
            return tables[i];
        }
    }
    return NULL;
}

int tc_shapes_body_of(apr_pool_t *p, const tc_route_t *route, tc_body_t *body)
{
    const char *kind = "";

    if (route->takes == NULL) {
        return 0;
    }
    body->table = table_find(route->takes);
    body->partial = (route->flags & TC_ROUTE_PARTIAL) != 0;
    body->file = (route->flags & TC_ROUTE_MULTIPART) != 0;
    if (tc_shapes_find(route->takes) != NULL) {
        kind = route->method == M_POST  ? "Create"
               : route->method == M_PUT ? "Replace"
                                        : "Change";
    }
    body->name = apr_pstrcat(p, route->takes, kind, NULL);
    return body->table != NULL;
}

apr_array_header_t *tc_shapes_body_fields(apr_pool_t *p, const tc_body_t *body)
{
    apr_array_header_t *out = apr_array_make(p, 32, sizeof(tc_field_t *));
    int created = strcmp(body->name, "PostCreate") == 0;
    int i;

    for (i = 0; i < body->table->count; i++) {
        const tc_field_t *field = &body->table->fields[i];

        if (!(field->flags & TC_FIELD_READ_ONLY) &&
            !(created && is_named(not_on_create, field->name))) {
            APR_ARRAY_PUSH(out, const tc_field_t *) = field;
        }
    }
    return out;
}
