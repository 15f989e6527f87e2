/* Single values as Django REST Framework reads them; used by field tables
 * and query parameters alike. */
#ifndef TC_REST_PARSE_H
#define TC_REST_PARSE_H

#include "base/json/json.h"

#define TC_TEXT_INTEGER "A valid integer is required."
#define TC_TEXT_BOOLEAN "Must be a valid boolean."
#define TC_TEXT_INTEGER "A valid integer is required."
#define TC_TEXT_NUL "Null characters are not allowed."
#define TC_TEXT_DATETIME                                            \
    "Datetime has wrong format. Use one of these formats instead: " \
    "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."

/* int(): integers, reals without a fraction, their texts ("5", " 5.0 ").
 * 0 where it is none or does not fit 64 bits; *number is the end of them
 * then. */
int tc_parse_integer(apr_pool_t *p, const tc_json_t *json,
                     apr_int64_t *number);

/* The text of an integer, which may be too long for 64 bits; NULL where it is
 * none. */
const char *tc_parse_digits(apr_pool_t *p, const tc_json_t *json);

/* A comma-separated list, as the database reads it. */
#define TC_PARSE_LIST_MAX 100
typedef struct {
    const char *text; /* "1,2"; what can be no row's id is left out */
    int count;        /* of all values; blanks are none */
} tc_parse_list_t;

/* ids: else slugs. NULL, or what is wrong with it. From p. */
const char *tc_parse_list(apr_pool_t *p, const char *text, int ids,
                          tc_parse_list_t *list);

/* 1, 0, or -1 where it is no boolean (DRF's BooleanField). */
int tc_parse_boolean(apr_pool_t *p, const tc_json_t *json);
int tc_parse_boolean_text(const char *text);

/* choices: NULL-terminated. */
int tc_parse_choice_known(const char *const *choices, const char *text);

/* "X" is not a valid choice. What is quoted, here and below, is quoted as
 * tc_text_quote() does. */
const char *tc_parse_choice_text(apr_pool_t *p, const char *text);

/* Invalid pk "99" - object does not exist. */
const char *tc_parse_pk_text(apr_pool_t *p, const char *pk);

/* An id, or the object that was read, whose id counts. NULL, or what is wrong
 * with it; *id is set where it is NULL. */
const char *tc_parse_pk(apr_pool_t *p, tc_json_t *json, apr_int64_t *id);

/* Expected a list of items but got type "dict". */
const char *tc_parse_list_text(apr_pool_t *p, const tc_json_t *json);

#endif
