/* JSON text, written from left to right. */
#ifndef TC_BASE_JSON_WRITER_H
#define TC_BASE_JSON_WRITER_H

#include "base/json/json.h"

/*
 * Compact text of a value, from p: no spaces, member order kept, non-ASCII
 * unescaped, reals in the shortest form that reads back as the same double
 * (and with a point or exponent, so that they stay reals). *len may be NULL.
 */
const char *tc_writer_of_json(apr_pool_t *p, const tc_json_t *value,
                              apr_size_t *len);

tc_writer_t *tc_writer_make(apr_pool_t *p);
void tc_writer_open(tc_writer_t *w, char bracket);  /* '{' or '[' */
void tc_writer_close(tc_writer_t *w, char bracket); /* '}' or ']' */

/* A value, in an array or behind its key. */
void tc_writer_string(tc_writer_t *w, const char *text); /* NULL writes null */
void tc_writer_string_n(tc_writer_t *w, const char *text, apr_size_t len);
void tc_writer_int(tc_writer_t *w, apr_int64_t number);
void tc_writer_bool(tc_writer_t *w, int truth);
void tc_writer_null(tc_writer_t *w);
void tc_writer_raw(tc_writer_t *w, const char *json); /* ready, trusted */
void tc_writer_json(tc_writer_t *w, const tc_json_t *value);
/* An array of strings; texts: array of const char *. */
void tc_writer_strings(tc_writer_t *w, const apr_array_header_t *texts);

/* A key, and a whole member of an object. */
void tc_writer_key(tc_writer_t *w, const char *key);
void tc_writer_put_string(tc_writer_t *w, const char *key, const char *text);
void tc_writer_put_int(tc_writer_t *w, const char *key, apr_int64_t number);
void tc_writer_put_bool(tc_writer_t *w, const char *key, int truth);
void tc_writer_put_raw(tc_writer_t *w, const char *key, const char *json);

/* The text so far, NUL-terminated, valid until the next write or p ends. */
const char *tc_writer_text(tc_writer_t *w, apr_size_t *len);

#endif
