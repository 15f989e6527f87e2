/*
 * Reading JSON: the text is parsed by jansson into values that belong to a
 * pool. A tc_json_t is a json_t seen through a cast; nothing here ever takes
 * a reference of its own, so that values may be read without any locking.
 */
#include "base/json/json.h"

#include <jansson.h>

#include <apr_strings.h>

static const json_t *native(const tc_json_t *value)
{
    return (const json_t *)value;
}

static apr_status_t release(void *value)
{
    json_decref(value);
    return APR_SUCCESS;
}

/* Jansson's own text quotes the input, which must never reach a log or an
 * answer: only its code is used. */
static const char *reason(enum json_error_code code)
{
    switch (code) {
    case json_error_out_of_memory:
        return "Out of memory";
    case json_error_invalid_utf8:
        return "Invalid UTF-8";
    case json_error_premature_end_of_input:
        return "Unexpected end of text";
    case json_error_end_of_input_expected:
        return "Extra data";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "Null character in a name";
    case json_error_numeric_overflow:
        return "Number out of range";
    case json_error_stack_overflow:
        return "Nesting too deep";
    default:
        return "Invalid syntax";
    }
}

static const char *describe(apr_pool_t *p, const char *what, int line,
                            int column)
{
    return apr_psprintf(p, "%s: line %d column %d", what, line, column);
}

typedef struct {
    const char *text;
    apr_size_t at; /* where the scan stands */
    apr_size_t len;
    int depth;
    int values;    /* that have begun */
    int most;      /* of them */
    int beginning; /* the next token is a value, if it closes nothing */
} scan_t;

/* Behind a string, whose first quote is at s->at. */
static void skip_string(scan_t *s)
{
    for (s->at++; s->at < s->len && s->text[s->at] != '"'; s->at++) {
        if (s->text[s->at] == '\\') {
            s->at++;
        }
    }
}

/* One byte outside of strings. What is too much, or NULL. */
static const char *scan_byte(scan_t *s)
{
    char c = s->text[s->at];

    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        return NULL;
    }
    if (s->beginning && c != '}' && c != ']' && ++s->values > s->most) {
        return "Too many values";
    }
    s->beginning = c == ',' || c == '{' || c == '[';
    if (c == '{' || c == '[') {
        return ++s->depth > TC_JSON_MAX_DEPTH ? "Nesting too deep" : NULL;
    }
    if ((c == '}' || c == ']') && s->depth > 0) {
        s->depth--;
    }
    else if (c == '"') {
        skip_string(s);
    }
    return NULL;
}

/*
 * Jansson recurses up to 2048 levels and makes as many values as there are,
 * {} more than a hundred bytes of three; a text is refused before any memory
 * is spent on it. The count is right for JSON: a value begins with the text,
 * and behind each comma and each bracket that is not closed at once. What is
 * no JSON ends jansson's reading no later than ours. Returns what is too
 * much, and s->at where; NULL: nothing.
 */
static const char *find_too_much(scan_t *s)
{
    const char *what = NULL;

    for (; s->at < s->len; s->at++) {
        what = scan_byte(s);
        if (what != NULL) {
            break;
        }
    }
    return what;
}

static const char *describe_place(apr_pool_t *p, const char *what,
                                  const scan_t *s)
{
    int line = 1;
    int column = 1;

    for (apr_size_t i = 0; i < s->at; i++) {
        if (s->text[i] == '\n') {
            line++;
            column = 1;
        }
        else if (((unsigned char)s->text[i] & 0xC0) != 0x80) {
            column++;
        }
    }
    return describe(p, what, line, column);
}

tc_json_t *tc_json_parse(apr_pool_t *p, const char *text, apr_size_t len,
                         const char **error)
{
    return tc_json_parse_most(p, text, len, TC_JSON_MAX_VALUES, error);
}

tc_json_t *tc_json_parse_stored(apr_pool_t *p, const char *text,
                                apr_size_t len, const char **error)
{
    return tc_json_parse_most(p, text, len, 2 * TC_JSON_MAX_VALUES, error);
}

tc_json_t *tc_json_parse_most(apr_pool_t *p, const char *text, apr_size_t len,
                              int most, const char **error)
{
    scan_t scan = { .text = text, .len = len, .most = most, .beginning = 1 };
    const char *too_much = find_too_much(&scan);
    json_error_t problem;
    json_t *root;

    if (too_much != NULL) {
        *error = describe_place(p, too_much, &scan);
        return NULL;
    }
    root = json_loadb(text, len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &problem);
    if (root == NULL) {
        *error = describe(p, reason(json_error_code(&problem)),
                          problem.line > 0 ? problem.line : 1,
                          problem.column > 0 ? problem.column : 1);
        return NULL;
    }
    apr_pool_cleanup_register(p, root, release, apr_pool_cleanup_null);
    *error = NULL;
    return (tc_json_t *)root;
}

tc_json_kind_t tc_json_kind(const tc_json_t *value)
{
    switch (json_typeof(native(value))) {
    case JSON_OBJECT:
        return TC_JSON_OBJECT;
    case JSON_ARRAY:
        return TC_JSON_ARRAY;
    case JSON_STRING:
        return TC_JSON_STRING;
    case JSON_INTEGER:
        return TC_JSON_INT;
    case JSON_REAL:
        return TC_JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return TC_JSON_BOOL;
    default:
        return TC_JSON_NULL;
    }
}

const char *tc_json_python_type(const tc_json_t *value)
{
    switch (tc_json_kind(value)) {
    case TC_JSON_OBJECT:
        return "dict";
    case TC_JSON_ARRAY:
        return "list";
    case TC_JSON_STRING:
        return "str";
    case TC_JSON_INT:
        return "int";
    case TC_JSON_REAL:
        return "float";
    case TC_JSON_BOOL:
        return "bool";
    default:
        return "NoneType";
    }
}

tc_json_t *tc_json_get(const tc_json_t *object, const char *key)
{
    return (tc_json_t *)json_object_get(native(object), key);
}

apr_size_t tc_json_size(const tc_json_t *value)
{
    if (json_is_array(native(value))) {
        return json_array_size(native(value));
    }
    return json_object_size(native(value)); /* 0 where it is no object */
}

tc_json_t *tc_json_at(const tc_json_t *array, apr_size_t index)
{
    return (tc_json_t *)json_array_get(native(array), index);
}

void tc_json_each(const tc_json_t *object, tc_json_visit_fn visit, void *baton)
{
    /* jansson's iterators take a mutable object but only read it */
    json_t *walked = (json_t *)object;

    for (void *at = json_object_iter(walked); at != NULL;
         at = json_object_iter_next(walked, at)) {
        tc_json_t *member = (tc_json_t *)json_object_iter_value(at);

        if (!visit(baton, json_object_iter_key(at), member)) {
            return;
        }
    }
}

const char *tc_json_string(const tc_json_t *value, apr_size_t *len)
{
    if (len != NULL) {
        *len = json_string_length(native(value));
    }
    return json_string_value(native(value));
}

apr_int64_t tc_json_int(const tc_json_t *value)
{
    return json_integer_value(native(value));
}

double tc_json_real(const tc_json_t *value)
{
    return json_number_value(native(value));
}

int tc_json_bool(const tc_json_t *value)
{
    return json_is_true(native(value));
}
