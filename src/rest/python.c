#include "rest/python.h"

#include <string.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "base/text/text.h"

#define ROOM (TC_TEXT_QUOTE_BYTES + 8) /* more than is ever quoted */

/* Text that stops growing where it is long enough. */
typedef struct {
    apr_pool_t *p;
    apr_size_t len;
    char text[ROOM + 1];
} out_t;

static int is_full(const out_t *out)
{
    return out->len == ROOM;
}

static void add(out_t *out, const char *text, apr_size_t len)
{
    apr_size_t take = len < ROOM - out->len ? len : ROOM - out->len;

    memcpy(out->text + out->len, text, take);
    out->len += take;
}

static void add_escape(out_t *out, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    const char code[] = { '\\', 'x', hex[c >> 4], hex[c & 15] };

    add(out, code, sizeof(code));
}

static void add_string(out_t *out, const char *text, apr_size_t len)
{
    char quote = memchr(text, '\'', len) != NULL &&
                         memchr(text, '"', len) == NULL
                     ? '"'
                     : '\'';

    add(out, &quote, 1);
    for (apr_size_t i = 0; i < len && !is_full(out); i++) {
        unsigned char c = (unsigned char)text[i];
        const char *const named = "\n\r\t\\";
        const char *at = c ? strchr(named, c) : NULL;

        if (at != NULL || c == (unsigned char)quote) {
            add(out, "\\", 1);
            add(out, at != NULL ? &"nrt\\"[at - named] : text + i, 1);
        }
        else if (c < 0x20 || c == 0x7f) {
            add_escape(out, c);
        }
        else {
            add(out, text + i, 1);
        }
    }
    add(out, &quote, 1);
}

static void add_value(out_t *out, const tc_json_t *value);

typedef struct {
    out_t *out;
    int any;
} members_t;

static int add_member(void *baton, const char *key, tc_json_t *value)
{
    members_t *members = baton;

    if (members->any) {
        add(members->out, ", ", 2);
    }
    members->any = 1;
    add_string(members->out, key, strlen(key));
    add(members->out, ": ", 2);
    add_value(members->out, value);
    return !is_full(members->out);
}

static void add_array(out_t *out, const tc_json_t *array)
{
    for (apr_size_t i = 0; i < tc_json_size(array) && !is_full(out); i++) {
        if (i > 0) {
            add(out, ", ", 2);
        }
        add_value(out, tc_json_at(array, i));
    }
}

/* Recursion ends at TC_JSON_MAX_DEPTH: values come from tc_json_parse. */
static void add_value(out_t *out, const tc_json_t *value)
{
    members_t members = { out, 0 };
    const char *text;
    apr_size_t len;

    switch (tc_json_kind(value)) {
    case TC_JSON_OBJECT:
        add(out, "{", 1);
        tc_json_each(value, add_member, &members);
        add(out, "}", 1);
        return;
    case TC_JSON_ARRAY:
        add(out, "[", 1);
        add_array(out, value);
        add(out, "]", 1);
        return;
    case TC_JSON_STRING:
        text = tc_json_string(value, &len);
        add_string(out, text, len);
        return;
    default:
        text = tc_python_str(out->p, value);
        add(out, text, strlen(text));
    }
}

const char *tc_python_str(apr_pool_t *p, const tc_json_t *value)
{
    out_t *out;

    switch (tc_json_kind(value)) {
    case TC_JSON_NULL:
        return "None";
    case TC_JSON_BOOL:
        return tc_json_bool(value) ? "True" : "False";
    case TC_JSON_STRING:
        return tc_json_string(value, NULL);
    case TC_JSON_ARRAY:
    case TC_JSON_OBJECT:
        out = apr_palloc(p, sizeof(*out));
        out->p = p;
        out->len = 0;
        add_value(out, value);
        out->text[out->len] = '\0';
        return out->text;
    default:
        return tc_writer_of_json(p, value, NULL);
    }
}
