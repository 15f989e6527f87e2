/*
 * Paths with named parameters: "/posts/{id}/revisions/{number}/". What a
 * parameter may be stands in one table, from which the description of the API
 * tells of them too.
 */
#ifndef TC_BASE_TEXT_PATH_H
#define TC_BASE_TEXT_PATH_H

#include <apr_pools.h>

#define TC_PATH_VALUES_MAX 3 /* parameters of a template */

typedef enum {
    TC_PATH_NUMBER, /* digits; one that is too large for a row is no row */
    TC_PATH_TEXT    /* UTF-8 without a slash, not empty */
} tc_path_kind_t;

typedef struct {
    const char *name; /* as templates write it, without the braces */
    tc_path_kind_t kind;
    const char *about; /* for the description */
} tc_path_parameter_t;

extern const tc_path_parameter_t tc_path_parameters[]; /* .name NULL: end */

/* What the parameters of a template stand for in a path. */
typedef struct {
    const tc_path_parameter_t *parameter;
    const char *text;   /* TC_PATH_TEXT: decoded; else NULL */
    apr_int64_t number; /* TC_PATH_NUMBER: -1 where it can be no row's */
} tc_path_value_t;

typedef struct {
    tc_path_value_t values[TC_PATH_VALUES_MAX];
    int count;
} tc_path_values_t;

/* 1 where the path is of that form; values: texts from p. */
int tc_path_match(apr_pool_t *p, const char *template, const char *path,
                  tc_path_values_t *values);

/* The value of that name; 0 and NULL where the path has none. */
apr_int64_t tc_path_number(const tc_path_values_t *values, const char *name);
const char *tc_path_text(const tc_path_values_t *values, const char *name);

/* One more value, of a number, after those that there are. */
void tc_path_put(tc_path_values_t *values,
                 const tc_path_parameter_t *parameter, apr_int64_t number);

/* The parameter that stands at "{name}...", NULL where it is unknown. */
const tc_path_parameter_t *tc_path_parameter(const char *braces);

#endif
