/* The values of a body, one a field of its table, and what is wrong with
 * them. */
#ifndef TC_REST_VALUES_H
#define TC_REST_VALUES_H

#include "base/json/json.h"
#include "core/error.h"
#include "rest/table.h"

/* What one field got: */
typedef struct {
    int present; /* the client sent it (and may write it) */
    int is_null;
    const char *text;   /* the value as text for the database; "" possible */
    apr_int64_t number; /* integers, ids, booleans */
    tc_json_t *json;    /* the value as it came */
    apr_array_header_t *errors; /* const char *, NULL where it is fine */
} tc_value_t;

typedef struct {
    const tc_fields_t *table;
    tc_value_t *values;            /* one a field, in table order */
    apr_array_header_t *non_field; /* const char *, or NULL */
} tc_values_t;

/* name must be of the table. */
tc_value_t *tc_values_get(const tc_values_t *values, const char *name);

/* 1 where it was sent, is not null, and nothing is wrong with it. */
int tc_values_is_good(const tc_value_t *value);

/* From now on as if it had not been sent, whatever was wrong with it. */
void tc_values_forget(const tc_values_t *values, const char *name);

/* Add an error text to a field (a check of the resource itself). */
void tc_values_add(apr_pool_t *p, tc_values_t *values, const char *field,
                   const char *text);

/* The same of a value that is at hand. */
void tc_values_add_to(apr_pool_t *p, tc_value_t *value, const char *text);

/* The 400 with all failing fields in table order, or NULL. */
tc_error_t *tc_values_error(apr_pool_t *p, const tc_values_t *values);

/*
 * The fields that were sent and may be written as one JSON object by column
 * name, for json_populate_record: relations as ids, times as ISO text.
 */
const char *tc_values_json(apr_pool_t *p, const tc_values_t *values);

#endif
