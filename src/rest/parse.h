/* Single values as Django REST Framework reads them; used by field tables
 * and query parameters alike. */
#ifndef TC_REST_PARSE_H
#define TC_REST_PARSE_H

#include "base/json/json.h"

#define TC_TEXT_BOOLEAN "Must be a valid boolean."
#define TC_TEXT_NUL "Null characters are not allowed."
#define TC_TEXT_DATETIME                                            \
    "Datetime has wrong format. Use one of these formats instead: " \
    "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."

/* int(): integers, reals without a fraction, their texts ("5", " 5.0 ").
 * 0 where it is none or does not fit 64 bits. */
int tc_parse_integer(apr_pool_t *p, const tc_json_t *json,
                     apr_int64_t *number);

/* The text of an integer, which may be too long for 64 bits; NULL where it is
 * none. */
const char *tc_parse_digits(apr_pool_t *p, const tc_json_t *json);

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

#endif
