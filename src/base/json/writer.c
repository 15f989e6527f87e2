/*
 * Writing JSON into a buffer that doubles when it is full. One flag is all
 * the state that commas need: whether the next value follows another one.
 */
#include "base/json/writer.h"

#include <float.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/text/text.h"

#define FIRST_SIZE 256
#define REAL_SIZE 40 /* sign, 17 digits, up to 17 zeros, point, exponent */

struct tc_writer {
    apr_pool_t *pool;
    char *text;
    apr_size_t len;
    apr_size_t size;
    int comma; /* the next value or key needs a comma before it */
};

tc_writer_t *tc_writer_make(apr_pool_t *p)
{
    tc_writer_t *w = apr_palloc(p, sizeof(*w));

    w->pool = p;
    w->size = FIRST_SIZE;
    w->text = apr_palloc(p, w->size);
    w->len = 0;
    w->comma = 0;
    return w;
}

/* Room for len more bytes and the NUL at the end. */
static char *reserve(tc_writer_t *w, apr_size_t len)
{
    if (w->size - w->len <= len) {
        apr_size_t size = w->size * 2;
        char *text;

        while (size - w->len <= len) {
            size *= 2;
        }
        text = apr_palloc(w->pool, size);
        memcpy(text, w->text, w->len);
        w->text = text;
        w->size = size;
    }
    return w->text + w->len;
}

static void add(tc_writer_t *w, const char *bytes, apr_size_t len)
{
    memcpy(reserve(w, len), bytes, len);
    w->len += len;
}

static void add_char(tc_writer_t *w, char c)
{
    *reserve(w, 1) = c;
    w->len++;
}

static void begin_value(tc_writer_t *w)
{
    if (w->comma) {
        add_char(w, ',');
    }
    w->comma = 1;
}

/* Bytes that make no UTF-8 would spoil the whole text for its reader: each
 * becomes U+FFFD. */
static apr_size_t add_damaged(tc_writer_t *w, const char *text, apr_size_t len)
{
    apr_size_t take = len < 4 ? len : 4;

    for (apr_size_t n = 2; n <= take; n++) {
        if (tc_text_is_utf8(text, n)) {
            add(w, text, n);
            return n;
        }
    }
    add(w, "\xEF\xBF\xBD", 3);
    return 1;
}

static void add_escape(tc_writer_t *w, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *known = c ? strchr(plain, c) : NULL;
    char code[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

    if (known != NULL) {
        code[1] = letters[known - plain];
    }
    add(w, code, known != NULL ? 2 : 6);
}

static void add_quoted(tc_writer_t *w, const char *text, apr_size_t len)
{
    int sound = tc_text_is_utf8(text, len);
    apr_size_t from = 0;
    apr_size_t i = 0;

    add_char(w, '"');
    while (i < len) {
        unsigned char c = (unsigned char)text[i];

        if (c >= 0x20 && c != '"' && c != '\\' && (c < 0x80 || sound)) {
            i++;
            continue;
        }
        add(w, text + from, i - from);
        if (c >= 0x80) {
            i += add_damaged(w, text + i, len - i);
        }
        else {
            add_escape(w, c);
            i++;
        }
        from = i;
    }
    add(w, text + from, len - from);
    add_char(w, '"');
}

void tc_writer_open(tc_writer_t *w, char bracket)
{
    begin_value(w);
    add_char(w, bracket);
    w->comma = 0;
}

void tc_writer_close(tc_writer_t *w, char bracket)
{
    add_char(w, bracket);
    w->comma = 1;
}

void tc_writer_key(tc_writer_t *w, const char *key)
{
    begin_value(w);
    add_quoted(w, key, strlen(key));
    add_char(w, ':');
    w->comma = 0;
}

void tc_writer_string(tc_writer_t *w, const char *text)
{
    if (text != NULL) {
        tc_writer_string_n(w, text, strlen(text));
    }
    else {
        tc_writer_null(w);
    }
}

void tc_writer_string_n(tc_writer_t *w, const char *text, apr_size_t len)
{
    begin_value(w);
    add_quoted(w, text, len);
}

void tc_writer_strings(tc_writer_t *w, const apr_array_header_t *texts)
{
    tc_writer_open(w, '[');
    for (int i = 0; i < texts->nelts; i++) {
        tc_writer_string(w, APR_ARRAY_IDX(texts, i, const char *));
    }
    tc_writer_close(w, ']');
}

void tc_writer_int(tc_writer_t *w, apr_int64_t number)
{
    char digits[24];
    int len = snprintf(digits, sizeof(digits), "%" PRId64, (int64_t)number);

    begin_value(w);
    add(w, digits, (apr_size_t)len);
}

void tc_writer_raw(tc_writer_t *w, const char *json)
{
    begin_value(w);
    add(w, json, strlen(json));
}

void tc_writer_bool(tc_writer_t *w, int truth)
{
    tc_writer_raw(w, truth ? "true" : "false");
}

void tc_writer_null(tc_writer_t *w)
{
    tc_writer_raw(w, "null");
}

const char *tc_writer_text(tc_writer_t *w, apr_size_t *len)
{
    *reserve(w, 1) = '\0';
    if (len != NULL) {
        *len = w->len;
    }
    return w->text;
}

/*
 * The fewest digits that read back as the same number. With 15 digits every
 * normal double that has a form that short shows it (zeros at the end apart);
 * doubles below DBL_MIN have fewer good digits. Returns the count of digits,
 * *exponent that of the first one. The locale's decimal point may stand in
 * the printed text, so only digits are taken from it.
 */
static int shortest(double number, char digits[20], int *exponent)
{
    int precision = number < DBL_MIN ? 1 : 15;
    char printed[REAL_SIZE];
    int count = 0;
    const char *c;

    snprintf(printed, sizeof(printed), "%.*e", precision - 1, number);
    while (precision < 17 && strtod(printed, NULL) != number) {
        precision++;
        snprintf(printed, sizeof(printed), "%.*e", precision - 1, number);
    }
    for (c = printed; *c && *c != 'e'; c++) {
        if (*c >= '0' && *c <= '9') {
            digits[count++] = *c;
        }
    }
    while (count > 1 && digits[count - 1] == '0') {
        count--;
    }
    *exponent = (int)strtol(c + 1, NULL, 10);
    return count;
}

/* Laid out as Python's repr() does. */
static void write_real(tc_writer_t *w, double number)
{
    char digits[20];
    char tail[8];
    int exponent;
    int count;

    begin_value(w);
    if (signbit(number)) {
        add_char(w, '-');
    }
    count = shortest(fabs(number), digits, &exponent);
    if (exponent < -4 || exponent >= 16) {
        add(w, digits, 1);
        if (count > 1) {
            add_char(w, '.');
            add(w, digits + 1, (apr_size_t)(count - 1));
        }
        (void)snprintf(tail, sizeof(tail), "e%+03d", exponent);
        add(w, tail, strlen(tail));
        return;
    }
    if (exponent < 0) {
        add(w, "0.0000", (apr_size_t)(1 - exponent));
        add(w, digits, (apr_size_t)count);
        return;
    }
    for (int i = 0; i <= exponent; i++) {
        add_char(w, i < count ? digits[i] : '0');
    }
    add_char(w, '.');
    if (count > exponent + 1) {
        add(w, digits + exponent + 1, (apr_size_t)(count - exponent - 1));
    }
    else {
        add_char(w, '0');
    }
}

/* Recursion ends at TC_JSON_MAX_DEPTH: values come from tc_json_parse. */
static int write_member(void *baton, const char *key, tc_json_t *value)
{
    tc_writer_key(baton, key);
    tc_writer_json(baton, value);
    return 1;
}

static void write_array(tc_writer_t *w, const tc_json_t *array)
{
    apr_size_t size = tc_json_size(array);

    tc_writer_open(w, '[');
    for (apr_size_t i = 0; i < size; i++) {
        tc_writer_json(w, tc_json_at(array, i));
    }
    tc_writer_close(w, ']');
}

void tc_writer_json(tc_writer_t *w, const tc_json_t *value)
{
    apr_size_t len;
    const char *text;

    switch (tc_json_kind(value)) {
    case TC_JSON_OBJECT:
        tc_writer_open(w, '{');
        tc_json_each(value, write_member, w);
        tc_writer_close(w, '}');
        return;
    case TC_JSON_ARRAY:
        write_array(w, value);
        return;
    case TC_JSON_STRING:
        text = tc_json_string(value, &len);
        tc_writer_string_n(w, text, len);
        return;
    case TC_JSON_INT:
        tc_writer_int(w, tc_json_int(value));
        return;
    case TC_JSON_REAL:
        write_real(w, tc_json_real(value));
        return;
    case TC_JSON_BOOL:
        tc_writer_bool(w, tc_json_bool(value));
        return;
    default:
        tc_writer_null(w);
    }
}

const char *tc_writer_of_json(apr_pool_t *p, const tc_json_t *value,
                              apr_size_t *len)
{
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_json(w, value);
    return tc_writer_text(w, len);
}

void tc_writer_put_string(tc_writer_t *w, const char *key, const char *text)
{
    tc_writer_key(w, key);
    tc_writer_string(w, text);
}

void tc_writer_put_int(tc_writer_t *w, const char *key, apr_int64_t number)
{
    tc_writer_key(w, key);
    tc_writer_int(w, number);
}

void tc_writer_put_bool(tc_writer_t *w, const char *key, int truth)
{
    tc_writer_key(w, key);
    tc_writer_bool(w, truth);
}

void tc_writer_put_raw(tc_writer_t *w, const char *key, const char *json)
{
    tc_writer_key(w, key);
    tc_writer_raw(w, json);
}
