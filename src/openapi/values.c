/* The schemas of single values, by a field table's line. */
#include "openapi/values.h"

#include <apr_strings.h>

#include "base/json/writer.h"
#include "base/text/most.h"
#include "openapi/openapi.h"
#include "posts/blocks.h"
#include "rest/table.h"

#define PATTERN_URL "^[Hh][Tt][Tt][Pp][Ss]?://"

void tc_openapi_values_type(const tc_openapi_t *o, const char *type,
                            int nullable)
{
    tc_writer_key(o->w, "type");
    if (!nullable) {
        tc_writer_string(o->w, type);
        return;
    }
    tc_writer_open(o->w, '[');
    tc_writer_string(o->w, type);
    tc_writer_string(o->w, "null");
    tc_writer_close(o->w, ']');
}

/* Generators of clients understand no null among them. */
void tc_openapi_values_choices(const tc_openapi_t *o,
                               const char *const *choices, int nullable)
{
    if (nullable) {
        tc_writer_key(o->w, "anyOf");
        tc_writer_open(o->w, '[');
        tc_writer_open(o->w, '{');
    }
    tc_openapi_values_type(o, "string", 0);
    tc_writer_key(o->w, "enum");
    tc_writer_open(o->w, '[');
    for (; *choices != NULL; choices++) {
        tc_writer_string(o->w, *choices);
    }
    tc_writer_close(o->w, ']');
    if (nullable) {
        tc_writer_close(o->w, '}');
        tc_writer_raw(o->w, "{\"type\":\"null\"}");
        tc_writer_close(o->w, ']');
    }
}

/* What a text must look like, or NULL. Generators of clients make nothing of
 * use of one that has two types. */
static const char *pattern_of(const tc_field_t *field, tc_openapi_use_t use)
{
    if (use == TC_OPENAPI_DRAFT || field->flags & TC_FIELD_NULL) {
        return NULL;
    }
    switch (field->type) {
    case TC_F_SLUG:
        return use == TC_OPENAPI_SENT && field->flags & TC_FIELD_BLANK
                   ? "^[-a-zA-Z0-9_]*$"
                   : "^[-a-zA-Z0-9_]+$";
    case TC_F_URL:
        return field->flags & TC_FIELD_BLANK ? "^$|" PATTERN_URL : NULL;
    case TC_F_EMAIL:
        return "^$|^[^@]+@[^@]+$";
    default:
        return NULL;
    }
}

static const char *format_of(const tc_field_t *field, tc_openapi_use_t use)
{
    if (use == TC_OPENAPI_DRAFT) {
        return NULL;
    }
    switch (field->type) {
    case TC_F_URL:
        return field->flags & TC_FIELD_BLANK ? NULL : "uri";
    case TC_F_PASSWORD:
        return "password";
    case TC_F_DATETIME:
        return "date-time";
    default:
        return NULL;
    }
}

static void write_string(const tc_openapi_t *o, const tc_field_t *field,
                         tc_openapi_use_t use)
{
    int blank = (field->flags & (TC_FIELD_BLANK | TC_FIELD_READ_ONLY)) != 0;

    tc_openapi_values_type(o, "string", field->flags & TC_FIELD_NULL);
    if (use == TC_OPENAPI_SENT && !blank && field->type != TC_F_DATETIME) {
        tc_writer_put_int(o->w, "minLength", 1);
    }
    if (field->max > 0) {
        tc_writer_put_int(o->w, "maxLength", field->max);
    }
    tc_openapi_text(o, "pattern", pattern_of(field, use));
    tc_openapi_text(o, "format", format_of(field, use));
}

static void write_integer(const tc_openapi_t *o, const tc_field_t *field)
{
    tc_openapi_values_type(o, "integer", field->flags & TC_FIELD_NULL);
    tc_openapi_text(o, "format", field->max > 0 ? "int32" : "int64");
    tc_writer_put_int(
        o->w, "minimum",
        strcmp(field->name, "id") == 0 && field->min == 0 ? 1 : field->min);
    if (field->max > 0) {
        tc_writer_put_int(o->w, "maximum", field->max);
    }
}

static void write_link(const tc_openapi_t *o, const char *schema)
{
    tc_openapi_text(o, "$ref",
                    apr_pstrcat(o->p, "#/components/schemas/", schema, NULL));
}

static void write_object(const tc_openapi_t *o, const tc_field_t *field)
{
    if (!(field->flags & TC_FIELD_NULL)) {
        write_link(o, field->shape->name);
        return;
    }
    tc_writer_key(o->w, "anyOf");
    tc_writer_open(o->w, '[');
    tc_openapi_ref(o, "schemas", field->shape->name);
    tc_writer_raw(o->w, "{\"type\":\"null\"}");
    tc_writer_close(o->w, ']');
}

static void write_choice_list(const tc_openapi_t *o, const tc_field_t *field)
{
    tc_openapi_text(o, "type", "array");
    tc_writer_put_int(o->w, "minItems", 1);
    tc_writer_key(o->w, "items");
    tc_writer_open(o->w, '{');
    tc_openapi_values_choices(o, field->choices, 0);
    tc_writer_close(o->w, '}');
}

static void write_array(const tc_openapi_t *o, const tc_field_t *field,
                        tc_openapi_use_t use)
{
    tc_openapi_text(o, "type", "array");
    if (field->type == TC_F_TAGS) {
        tc_writer_put_int(o->w, "maxItems", field->max);
        if (use != TC_OPENAPI_READ) {
            tc_openapi_raw(o, "items",
                           "{\"anyOf\":[{\"type\":[\"string\",\"integer\"]},"
                           "{\"type\":\"object\",\"properties\":{\"id\":"
                           "{\"type\":[\"integer\",\"null\"]},\"name\":"
                           "{\"type\":\"string\"}}}]}");
            return;
        }
    }
    if (field->type == TC_F_BLOCKS) {
        tc_writer_put_int(o->w, "maxItems", TC_MOST_BLOCKS);
    }
    if (field->type == TC_F_BLOCKS && use == TC_OPENAPI_DRAFT) {
        tc_openapi_raw(o, "items", "{\"type\":\"object\"}");
        return;
    }
    tc_writer_key(o->w, "items");
    tc_openapi_ref(o, "schemas",
                   field->type == TC_F_BLOCKS ? TC_OPENAPI_BLOCK
                                              : field->shape->name);
}

/* A relation is sent as its key or as the object that was read. */
static void write_relation(const tc_openapi_t *o, const tc_field_t *field)
{
    int by_slug = field->type == TC_F_SLUG_REL;
    int nullable = (field->flags & TC_FIELD_NULL) != 0;

    tc_writer_key(o->w, "anyOf");
    tc_writer_open(o->w, '[');
    tc_writer_open(o->w, '{');
    tc_openapi_values_type(o, by_slug ? "string" : "integer", nullable);
    if (!by_slug) {
        tc_writer_put_int(o->w, "minimum", 1);
    }
    tc_writer_close(o->w, '}');
    tc_writer_raw(o->w,
                  by_slug ? "{\"type\":\"object\",\"required\":[\"slug\"],"
                            "\"properties\":{\"slug\":{\"type\":\"string\"}}}"
                          : "{\"type\":\"object\",\"required\":[\"id\"],"
                            "\"properties\":{\"id\":{\"type\":\"integer\","
                            "\"minimum\":1}}}");
    tc_writer_close(o->w, ']');
}

static void write_ids(const tc_openapi_t *o, const tc_field_t *field)
{
    tc_openapi_text(o, "type", "array");
    tc_openapi_raw(o, "minItems", "1");
    tc_writer_put_int(o->w, "maxItems", field->max);
    tc_openapi_raw(o, "items", "{\"type\":\"integer\"}");
}

static void write_value(const tc_openapi_t *o, const tc_field_t *field,
                        tc_openapi_use_t use)
{
    int nullable = (field->flags & TC_FIELD_NULL) != 0;

    switch (field->type) {
    case TC_F_INTEGER:
        write_integer(o, field);
        break;
    case TC_F_NUMBER:
        tc_openapi_values_type(o, "number", nullable);
        tc_writer_put_int(o->w, "minimum", 0);
        break;
    case TC_F_BOOLEAN:
        tc_openapi_values_type(o, "boolean", nullable);
        break;
    case TC_F_CHOICE:
        tc_openapi_values_choices(o, field->choices, nullable);
        break;
    case TC_F_CHOICES:
        write_choice_list(o, field);
        break;
    case TC_F_PK:
        if (use != TC_OPENAPI_READ) {
            write_relation(o, field);
        }
        else if (field->shape == NULL) { /* it is read as an id */
            tc_openapi_values_type(o, "integer", nullable);
        }
        else {
            write_object(o, field);
        }
        break;
    case TC_F_SLUG_REL:
        if (use != TC_OPENAPI_READ) {
            write_relation(o, field);
        }
        else {
            tc_openapi_values_type(o, "string", nullable);
        }
        break;
    case TC_F_IDS:
        write_ids(o, field);
        break;
    case TC_F_MEMBERS:
        tc_openapi_values_type(o, "object", nullable);
        break;
    case TC_F_OBJECT:
        write_object(o, field);
        break;
    case TC_F_BLOCKS:
    case TC_F_TAGS:
    case TC_F_ARRAY:
        write_array(o, field, use);
        break;
    default:
        write_string(o, field, use);
    }
}

void tc_openapi_values_field(const tc_openapi_t *o, const tc_field_t *field,
                             tc_openapi_use_t use)
{
    tc_writer_key(o->w, field->name);
    tc_writer_open(o->w, '{');
    write_value(o, field, use);
    tc_openapi_text(o, "description", field->about);
    if (field->flags & TC_FIELD_READ_ONLY) {
        tc_openapi_raw(o, "readOnly", "true");
    }
    if (field->flags & TC_FIELD_WRITE_ONLY) {
        tc_openapi_raw(o, "writeOnly", "true");
    }
    tc_writer_close(o->w, '}');
}
