/* The schemas of single values, by a field table's line. */
#include "openapi/values.h"

#include <apr_strings.h>

#include "base/json/writer.h"
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

void tc_openapi_values_choices(const tc_openapi_t *o,
                               const char *const *choices, int nullable)
{
    tc_writer_key(o->w, "enum");
    tc_writer_open(o->w, '[');
    for (; *choices != NULL; choices++) {
        tc_writer_string(o->w, *choices);
    }
    if (nullable) {
        tc_writer_null(o->w);
    }
    tc_writer_close(o->w, ']');
}

static void write_string(const tc_openapi_t *o, const tc_field_t *field,
                         int writing)
{
    int blank = (field->flags & (TC_FIELD_BLANK | TC_FIELD_READ_ONLY)) != 0;

    tc_openapi_values_type(o, "string", field->flags & TC_FIELD_NULL);
    if (writing && !blank && field->type != TC_F_DATETIME) {
        tc_writer_put_int(o->w, "minLength", 1);
    }
    if (field->max > 0) {
        tc_writer_put_int(o->w, "maxLength", field->max);
    }
    switch (field->type) {
    case TC_F_SLUG:
        tc_openapi_text(o, "pattern",
                        writing && blank ? "^[-a-zA-Z0-9_]*$"
                                         : "^[-a-zA-Z0-9_]+$");
        break;
    case TC_F_URL:
        if (field->flags & TC_FIELD_BLANK) {
            tc_openapi_text(o, "pattern", "^$|" PATTERN_URL);
        }
        else {
            tc_openapi_text(o, "format", "uri");
        }
        break;
    case TC_F_EMAIL:
        tc_openapi_text(o, "pattern", "^$|^[^@]+@[^@]+$");
        break;
    case TC_F_PASSWORD:
        tc_openapi_text(o, "format", "password");
        break;
    case TC_F_DATETIME:
        tc_openapi_text(o, "format", "date-time");
        break;
    default:
        break;
    }
}

static void write_integer(const tc_openapi_t *o, const tc_field_t *field)
{
    tc_openapi_values_type(o, "integer", field->flags & TC_FIELD_NULL);
    tc_openapi_text(o, "format", field->max > 0 ? "int32" : "int64");
    tc_writer_put_int(o->w, "minimum",
                      strcmp(field->name, "id") == 0 ? 1 : field->min);
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

static void write_array(const tc_openapi_t *o, const tc_field_t *field)
{
    tc_openapi_text(o, "type", "array");
    if (field->type == TC_F_BLOCKS) {
        tc_writer_put_int(o->w, "maxItems", TC_BLOCKS_MAX);
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

static void write_value(const tc_openapi_t *o, const tc_field_t *field,
                        int writing)
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
        tc_openapi_values_type(o, "string", nullable);
        tc_openapi_values_choices(o, field->choices, nullable);
        break;
    case TC_F_PK:
        if (writing) {
            write_relation(o, field);
        }
        else {
            write_object(o, field);
        }
        break;
    case TC_F_SLUG_REL:
        if (writing) {
            write_relation(o, field);
        }
        else {
            tc_openapi_values_type(o, "string", nullable);
        }
        break;
    case TC_F_OBJECT:
        write_object(o, field);
        break;
    case TC_F_BLOCKS:
    case TC_F_ARRAY:
        write_array(o, field);
        break;
    default:
        write_string(o, field, writing);
    }
}

void tc_openapi_values_field(const tc_openapi_t *o, const tc_field_t *field,
                             int writing)
{
    tc_writer_key(o->w, field->name);
    tc_writer_open(o->w, '{');
    write_value(o, field, writing);
    tc_openapi_text(o, "description", field->about);
    if (field->flags & TC_FIELD_READ_ONLY) {
        tc_openapi_raw(o, "readOnly", "true");
    }
    if (field->flags & TC_FIELD_WRITE_ONLY) {
        tc_openapi_raw(o, "writeOnly", "true");
    }
    tc_writer_close(o->w, '}');
}
