/* The schemas of content blocks, from the table of their types. */
#include "openapi/blocks.h"

#include <apr_strings.h>

#include "base/json/writer.h"
#include "openapi/openapi.h"
#include "openapi/values.h"
#include "posts/block_types.h"

#define MARK "Mark" /* the name of its schema */

static const char *block_schema(const tc_openapi_t *o, const char *type)
{
    char *name = apr_pstrcat(o->p, "Block", type, NULL);

    name[5] = (char)(name[5] - 'a' + 'A');
    return name;
}

/* Lists in lists, depth of them; the outermost is opened already. */
static void write_marks(const tc_openapi_t *o, const tc_block_member_t *member,
                        int depth)
{
    tc_openapi_values_type(o, "array", 1);
    if (depth == 0) {
        tc_writer_put_int(o->w, "maxItems", member->most);
        tc_writer_key(o->w, "items");
        tc_openapi_ref(o, "schemas", MARK);
        return;
    }
    tc_writer_key(o->w, "items");
    tc_writer_open(o->w, '{');
    write_marks(o, member, depth - 1);
    tc_writer_close(o->w, '}');
}

/* [start, end, name], or with a link's address. Generators of clients make
 * nothing of use of a list whose elements differ by their place. */
static void write_mark(const tc_openapi_t *o)
{
    const char *names = tc_block_types_marks[0];

    for (int i = 1; tc_block_types_marks[i] != NULL; i++) {
        names = apr_pstrcat(o->p, names, ", ", tc_block_types_marks[i], NULL);
    }
    tc_writer_key(o->w, MARK);
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "description",
                    apr_pstrcat(o->p,
                                "[start, end, name]: code points of the text, "
                                "from 0, end excluded. Names: ",
                                names,
                                "; the last has {\"href\", \"title\"} as a "
                                "fourth element.",
                                NULL));
    tc_openapi_text(o, "type", "array");
    tc_openapi_raw(o, "minItems", "3");
    tc_openapi_raw(o, "maxItems", "4");
    tc_openapi_raw(o, "items",
                   "{\"anyOf\":[{\"type\":\"integer\"},"
                   "{\"type\":\"string\"},"
                   "{\"type\":\"object\",\"properties\":"
                   "{\"href\":{\"type\":\"string\"},"
                   "\"title\":{\"type\":[\"string\",\"null\"]}}},"
                   "{\"type\":\"null\"}]}");
    tc_writer_close(o->w, '}');
}

static void write_text(const tc_openapi_t *o, const tc_block_member_t *member)
{
    tc_openapi_values_type(o, "string", !member->required);
    if (member->kind == TC_BLOCK_HTTPS) {
        tc_openapi_text(o, "pattern", "^[Hh][Tt][Tt][Pp][Ss]://");
    }
    else if (member->required) {
        tc_openapi_raw(o, "minLength", "1");
    }
}

static void write_block_member(const tc_openapi_t *o,
                               const tc_block_member_t *member)
{
    int nullable = !member->required;

    tc_writer_key(o->w, member->name);
    tc_writer_open(o->w, '{');
    switch (member->kind) {
    case TC_BLOCK_INTEGER:
        tc_openapi_values_type(o, "integer", nullable);
        tc_writer_put_int(o->w, "minimum", member->least);
        tc_writer_put_int(o->w, "maximum", member->most);
        break;
    case TC_BLOCK_CHOICE:
        tc_openapi_values_choices(o, member->choices, nullable);
        break;
    case TC_BLOCK_BOOLEAN:
        tc_openapi_values_type(o, "boolean", nullable);
        break;
    case TC_BLOCK_STRINGS:
        tc_openapi_raw(o, "type", "\"array\"");
        tc_openapi_raw(o, "minItems", "1");
        tc_openapi_raw(o, "items", "{\"type\":\"string\"}");
        break;
    case TC_BLOCK_ROWS:
        tc_openapi_raw(o, "type", "\"array\"");
        tc_openapi_raw(o, "minItems", "1");
        tc_openapi_raw(o, "items",
                       "{\"type\":\"array\",\"items\":"
                       "{\"type\":\"string\"}}");
        tc_openapi_text(o, "description", "All rows are as long.");
        break;
    case TC_BLOCK_IMAGE:
    case TC_BLOCK_VIDEO:
        tc_openapi_values_type(o, "integer", nullable);
        tc_openapi_text(o, "description",
                        member->kind == TC_BLOCK_IMAGE
                            ? "Id of a READY image."
                            : "Id of a READY video.");
        break;
    case TC_BLOCK_IMAGES:
        tc_openapi_raw(o, "type", "\"array\"");
        tc_openapi_raw(o, "minItems", "1");
        tc_writer_put_int(o->w, "maxItems", member->most);
        tc_openapi_raw(o, "items", "{\"type\":\"integer\"}");
        tc_openapi_text(o, "description", "Ids of READY images.");
        break;
    case TC_BLOCK_MARKS:
        write_marks(o, member, member->depth);
        break;
    case TC_BLOCK_ID:
        tc_openapi_values_type(o, "string", nullable);
        tc_writer_put_int(o->w, "maxLength", member->most);
        tc_openapi_text(o, "description", "Letters, digits, - and _.");
        break;
    default:
        write_text(o, member);
    }
    tc_writer_close(o->w, '}');
}

static void write_block_type(const tc_openapi_t *o,
                             const tc_block_type_t *type)
{
    tc_writer_key(o->w, block_schema(o, type->type));
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "type", "object");
    tc_writer_key(o->w, "properties");
    tc_writer_open(o->w, '{');
    tc_writer_key(o->w, "type");
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "type", "string");
    tc_openapi_text(o, "const", type->type);
    tc_writer_close(o->w, '}');
    for (int i = 0; type->members[i].name != NULL; i++) {
        write_block_member(o, &type->members[i]);
    }
    write_block_member(o, &tc_block_types_id);
    tc_writer_close(o->w, '}');
    tc_writer_key(o->w, "required");
    tc_writer_open(o->w, '[');
    tc_writer_string(o->w, "type");
    for (int i = 0; type->members[i].name != NULL; i++) {
        if (type->members[i].required) {
            tc_writer_string(o->w, type->members[i].name);
        }
    }
    tc_writer_close(o->w, ']');
    tc_openapi_raw(o, "additionalProperties", "true");
    tc_writer_close(o->w, '}');
}

void tc_openapi_blocks(const tc_openapi_t *o)
{
    write_mark(o);
    for (const tc_block_type_t *type = tc_block_types_all; type->type != NULL;
         type++) {
        write_block_type(o, type);
    }
    tc_writer_key(o->w, TC_OPENAPI_BLOCK);
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "description",
                    "A piece of a post's content. Other members than those "
                    "of its type are kept as they came.");
    tc_writer_key(o->w, "oneOf");
    tc_writer_open(o->w, '[');
    for (const tc_block_type_t *type = tc_block_types_all; type->type != NULL;
         type++) {
        tc_openapi_ref(o, "schemas", block_schema(o, type->type));
    }
    tc_writer_close(o->w, ']');
    tc_writer_key(o->w, "discriminator");
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "propertyName", "type");
    tc_writer_key(o->w, "mapping");
    tc_writer_open(o->w, '{');
    for (const tc_block_type_t *type = tc_block_types_all; type->type != NULL;
         type++) {
        tc_openapi_text(o, type->type,
                        apr_pstrcat(o->p, "#/components/schemas/",
                                    block_schema(o, type->type), NULL));
    }
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
}
