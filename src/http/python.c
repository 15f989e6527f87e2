#include "http/python.h"

#include <apr_strings.h>
#include <string.h>

static const char *python_repr(apr_pool_t *p, const tc_json_t *value);

static const char *string_repr(apr_pool_t *p, const char *text, apr_size_t len)
{
    char quote = memchr(text, '\'', len) && !memchr(text, '"', len) ? '"'
                                                                    : '\'';
    char *out = apr_palloc(p, len * 4 + 3);
    apr_size_t o = 0;
    apr_size_t i;

    out[o++] = quote;
    for (i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        const char *const named = "\n\r\t\\";
        const char *at = c ? strchr(named, c) : NULL;

        if (at != NULL || c == (unsigned char)quote) {
            out[o++] = '\\';
            out[o++] = at ? "nrt\\"[at - named] : (char)c;
        }
        else if (c < 0x20 || c == 0x7f) {
            out[o++] = '\\';
            out[o++] = 'x';
            out[o++] = "0123456789abcdef"[c >> 4];
            out[o++] = "0123456789abcdef"[c & 15];
        }
        else {
            out[o++] = (char)c;
        }
    }
    out[o++] = quote;
    out[o] = '\0';
    return out;
}

typedef struct {
    apr_pool_t *p;
    apr_array_header_t *parts;
} members_t;

static int member_repr(void *baton, const char *key, tc_json_t *value)
{
    members_t *members = baton;

    APR_ARRAY_PUSH(members->parts, const char *) = apr_pstrcat(
        members->p, members->parts->nelts > 0 ? ", " : "",
        string_repr(members->p, key, strlen(key)), ": ",
        python_repr(members->p, value), NULL);
    return 1;
}

static const char *container_repr(apr_pool_t *p, const tc_json_t *value)
{
    members_t members = { p, apr_array_make(p, 8, sizeof(char *)) };
    apr_size_t i;

    if (tc_json_kind(value) == TC_JSON_OBJECT) {
        tc_json_each(value, member_repr, &members);
        return apr_pstrcat(p, "{", apr_array_pstrcat(p, members.parts, 0), "}",
                           NULL);
    }
    for (i = 0; i < tc_json_size(value); i++) {
        APR_ARRAY_PUSH(members.parts, const char *) = apr_pstrcat(
            p, i > 0 ? ", " : "", python_repr(p, tc_json_at(value, i)), NULL);
    }
    return apr_pstrcat(p, "[", apr_array_pstrcat(p, members.parts, 0), "]",
                       NULL);
}

static const char *python_repr(apr_pool_t *p, const tc_json_t *value)
{
    apr_size_t len;
    const char *text = tc_json_string(value, &len);

    return text != NULL ? string_repr(p, text, len) : tc_python_str(p, value);
}

const char *tc_python_str(apr_pool_t *p, const tc_json_t *value)
{
    switch (tc_json_kind(value)) {
    case TC_JSON_NULL:
        return "None";
    case TC_JSON_BOOL:
        return tc_json_bool(value) ? "True" : "False";
    case TC_JSON_STRING:
        return tc_json_string(value, NULL);
    case TC_JSON_ARRAY:
    case TC_JSON_OBJECT:
        return container_repr(p, value);
    default:
        return tc_json_text(p, value, NULL);
    }
}
