/*
 * Members picked out of JSON text without parsing it into values: answers
 * come ready-made from the database, and their bytes (times, numbers, order)
 * must reach the client unchanged.
 */
#include "base/json/pick.h"

#include <string.h>
#include <apr_tables.h>

typedef struct {
    const char *at;
    const char *end;
} cursor_t;

static void skip_space(cursor_t *c)
{
    while (c->at < c->end && strchr(" \t\r\n", *c->at) != NULL && *c->at) {
        c->at++;
    }
}

static int take(cursor_t *c, char wanted)
{
    skip_space(c);
    if (c->at >= c->end || *c->at != wanted) {
        return 0;
    }
    c->at++;
    return 1;
}

/* From behind the opening quote to behind the closing one. */
static int skip_string(cursor_t *c)
{
    while (c->at < c->end) {
        char byte = *c->at++;

        if (byte == '"') {
            return 1;
        }
        if (byte == '\\' && c->at < c->end) {
            c->at++;
        }
    }
    return 0;
}

/* Over one value of any kind, nested ones included. */
static int skip_value(cursor_t *c)
{
    apr_size_t depth = 0;

    skip_space(c);
    while (c->at < c->end) {
        char byte = *c->at;

        if (depth == 0 && strchr(",]}", byte) != NULL && byte) {
            return 1;
        }
        c->at++;
        if (byte == '"' && !skip_string(c)) {
            return 0;
        }
        if (byte == '{' || byte == '[') {
            depth++;
        }
        else if (byte == '}' || byte == ']') {
            depth--;
        }
    }
    return depth == 0;
}

static int is_wanted(const char *key, apr_size_t len,
                     const apr_array_header_t *names)
{
    for (int i = 0; i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);

        if (strlen(name) == len && memcmp(name, key, len) == 0) {
            return 1;
        }
    }
    return 0;
}

/* One object at c; what is kept of it goes to out, which has room for all of
 * it. NULL where c holds no object, else the end of what was written. */
static char *pick_object(cursor_t *c, const apr_array_header_t *names,
                         char *out)
{
    const char *opening = out;

    if (!take(c, '{')) {
        return NULL;
    }
    *out++ = '{';
    if (take(c, '}')) {
        *out++ = '}';
        return out;
    }
    do {
        const char *member;
        apr_size_t key_len;

        skip_space(c);
        member = c->at;
        if (!take(c, '"') || !skip_string(c)) {
            return NULL;
        }
        key_len = (apr_size_t)(c->at - member) - 2;
        if (!take(c, ':') || !skip_value(c)) {
            return NULL;
        }
        if (is_wanted(member + 1, key_len, names)) {
            apr_size_t len = (apr_size_t)(c->at - member);

            if (out > opening + 1) {
                *out++ = ',';
            }
            memcpy(out, member, len);
            out += len;
        }
    } while (take(c, ','));
    if (!take(c, '}')) {
        return NULL;
    }
    *out++ = '}';
    return out;
}

const char *tc_pick(apr_pool_t *p, const char *object, apr_size_t len,
                    const apr_array_header_t *names)
{
    cursor_t c = { .at = object, .end = object + len };
    char *text = apr_palloc(p, len + 1);
    char *out = pick_object(&c, names, text);

    if (out == NULL) {
        return NULL;
    }
    *out = '\0';
    return text;
}

const char *tc_pick_each(apr_pool_t *p, const char *array, apr_size_t len,
                         const apr_array_header_t *names)
{
    cursor_t c = { .at = array, .end = array + len };
    char *text = apr_palloc(p, len + 1);
    char *out = text;

    if (!take(&c, '[')) {
        return NULL;
    }
    *out++ = '[';
    if (!take(&c, ']')) {
        do {
            if (out > text + 1) {
                *out++ = ',';
            }
            out = pick_object(&c, names, out);
            if (out == NULL) {
                return NULL;
            }
        } while (take(&c, ','));
        if (!take(&c, ']')) {
            return NULL;
        }
    }
    *out++ = ']';
    *out = '\0';
    return text;
}
