/* The schemas of the description: from field tables, lists and routes. */
#include "openapi/schemas.h"

#include <apr_strings.h>

#include "api/service.h"
#include "base/json/writer.h"
#include "http/route.h"
#include "openapi/blocks.h"
#include "openapi/forms.h"
#include "openapi/openapi.h"
#include "openapi/shapes.h"
#include "openapi/values.h"
#include "rest/table.h"

/* ---------------------------------------------------------------- objects */

static void write_properties(const tc_openapi_t *o,
                             const apr_array_header_t *fields,
                             tc_openapi_use_t use, int file)
{
    tc_writer_key(o->w, "properties");
    tc_writer_open(o->w, '{');
    if (file) {
        tc_openapi_raw(o, "original_file",
                       "{\"type\":\"string\",\"format\":\"binary\","
                       "\"contentMediaType\":"
                       "\"application/octet-stream\",\"description\":\"The "
                       "picture or video. The name file does as well.\"}");
    }
    for (int i = 0; i < fields->nelts; i++) {
        tc_openapi_values_field(
            o, APR_ARRAY_IDX(fields, i, const tc_field_t *), use);
    }
    tc_writer_close(o->w, '}');
}

static int is_there(const tc_field_t *field)
{
    return !(field->flags & TC_FIELD_SOMETIMES);
}

static int is_required(const tc_field_t *field)
{
    return (field->flags & TC_FIELD_REQUIRED) != 0;
}

/* Names of what must be there; a list of none is left out. */
static void write_required(const tc_openapi_t *o,
                           const apr_array_header_t *fields,
                           int (*must)(const tc_field_t *field))
{
    int open = 0;

    for (int i = 0; i < fields->nelts; i++) {
        const tc_field_t *field = APR_ARRAY_IDX(fields, i, const tc_field_t *);

        if (!must(field)) {
            continue;
        }
        if (!open) {
            tc_writer_key(o->w, "required");
            tc_writer_open(o->w, '[');
            open = 1;
        }
        tc_writer_string(o->w, field->name);
    }
    if (open) {
        tc_writer_close(o->w, ']');
    }
}

static void write_shape(const tc_openapi_t *o, const tc_shape_t *shape)
{
    const apr_array_header_t *fields = tc_shapes_fields(o->p, shape);

    if (shape->schema != NULL) {
        tc_openapi_raw(o, shape->name, shape->schema);
        return;
    }
    tc_writer_key(o->w, shape->name);
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "type", "object");
    tc_openapi_text(o, "description", shape->about);
    write_properties(o, fields, TC_OPENAPI_READ, 0);
    /* Who gets less gets what the lesser form has. */
    write_required(o,
                   shape->public_form != NULL
                       ? tc_shapes_fields(o->p, shape->public_form)
                       : fields,
                   is_there);
    tc_openapi_raw(o, "additionalProperties", "false");
    tc_writer_close(o->w, '}');
}

static void write_body(const tc_openapi_t *o, const tc_route_t *route,
                       const char *name)
{
    const apr_array_header_t *fields = tc_shapes_body_fields(o->p, route);
    int file = route->body == TC_BODY_FORM;

    tc_writer_key(o->w, name);
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "type", "object");
    write_properties(
        o, fields, route->lenient ? TC_OPENAPI_DRAFT : TC_OPENAPI_SENT, file);
    if (file) {
        tc_openapi_raw(o, "required", "[\"original_file\"]");
    }
    else if (!route->partial) {
        write_required(o, fields, is_required);
    }
    tc_writer_close(o->w, '}');
}

/* ------------------------------------------------------------------ lists */

static void write_root(const tc_openapi_t *o)
{
    const char *name;

    tc_writer_key(o->w, tc_service_root_shape.name);
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "type", "object");
    tc_openapi_text(o, "description", tc_service_root_shape.about);
    tc_writer_key(o->w, "properties");
    tc_writer_open(o->w, '{');
    for (const tc_route_t *route = tc_routes; route->path != NULL; route++) {
        name = tc_route_collection(o->p, route);
        if (name != NULL) {
            tc_openapi_raw(o, name,
                           "{\"type\":\"string\",\"format\":\"uri\"}");
        }
    }
    tc_writer_close(o->w, '}');
    tc_writer_key(o->w, "required");
    tc_writer_open(o->w, '[');
    for (const tc_route_t *route = tc_routes; route->path != NULL; route++) {
        name = tc_route_collection(o->p, route);
        if (name != NULL) {
            tc_writer_string(o->w, name);
        }
    }
    tc_writer_close(o->w, ']');
    tc_openapi_raw(o, "additionalProperties", "false");
    tc_writer_close(o->w, '}');
}

/* ------------------------------------------------------------ all of them */

static const struct {
    const char *name;
    const char *json;
} fixed[] = {
    { "Error", "{\"type\":\"object\",\"description\":\"Any error but wrong "
               "fields.\",\"properties\":{\"detail\":{\"type\":\"string\"}},"
               "\"required\":[\"detail\"],\"additionalProperties\":false}" },
    { "InUse", "{\"type\":\"object\",\"description\":\"Posts mention the "
               "media, or are in the category.\","
               "\"properties\":{\"detail\":{\"type\":\"string\"},\"posts\":"
               "{\"type\":\"array\",\"items\":{\"type\":\"integer\"},"
               "\"description\":\"Ids of those that the caller may see.\"}},"
               "\"required\":[\"detail\",\"posts\"],"
               "\"additionalProperties\":false}" },
    { "ValidationError",
      "{\"type\":\"object\",\"description\":\"All wrong fields, or "
      "parameters, and what is wrong with each; what is of no one field "
      "stands under non_field_errors.\",\"minProperties\":1,"
      "\"additionalProperties\":{\"type\":\"array\",\"items\":"
      "{\"type\":\"string\"},\"minItems\":1}}" }
};

static int body_seen(apr_array_header_t *seen, const char *name)
{
    for (int i = 0; i < seen->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(seen, i, const char *), name) == 0) {
            return 1;
        }
    }
    APR_ARRAY_PUSH(seen, const char *) = name;
    return 0;
}

static void write_shapes(const tc_openapi_t *o)
{
    const apr_array_header_t *all = tc_shapes_all(o->p);

    for (int i = 0; i < all->nelts; i++) {
        const tc_shape_t *shape = APR_ARRAY_IDX(all, i, const tc_shape_t *);

        if (shape == &tc_service_root_shape) {
            write_root(o);
            continue;
        }
        write_shape(o, shape);
    }
}

void tc_openapi_schemas(const tc_openapi_t *o)
{
    apr_array_header_t *seen = apr_array_make(o->p, 32, sizeof(char *));

    tc_writer_open(o->w, '{');
    write_shapes(o);
    for (const tc_route_t *route = tc_routes; route->path != NULL; route++) {
        const char *body = tc_shapes_body_name(o->p, route);
        const char *page = tc_openapi_forms_page_name(o, route);

        if (body != NULL && !body_seen(seen, body)) {
            write_body(o, route, body);
        }
        if (page != NULL) {
            tc_writer_key(o->w, page);
            tc_openapi_forms_page(o, route);
        }
    }
    tc_openapi_blocks(o);
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
        tc_openapi_raw(o, fixed[i].name, fixed[i].json);
    }
    tc_writer_close(o->w, '}');
}
