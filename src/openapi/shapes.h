/*
 * The shapes of bodies and answers by name, as the route table names them:
 * what a field table holds, whole or in part. The description of the API is
 * made from them.
 */
#ifndef TC_OPENAPI_SHAPES_H
#define TC_OPENAPI_SHAPES_H

#include <apr_tables.h>

#include "rest/table.h"

/* An object that answers hold. */
typedef struct {
    const char *name;
    const tc_fields_t *of;      /* whose fields it has */
    const char *const *only;    /* these of them; NULL: all */
    const char *const *without; /* all but these; NULL: all */
    const tc_fields_t *more;    /* further fields, or NULL */
    const char *public_form;    /* what lesser callers get, or NULL */
    const char *about;
} tc_shape_t;

extern const tc_shape_t tc_shapes[]; /* ends with .name = NULL */

/* NULL where there is none of that name. */
const tc_shape_t *tc_shapes_find(const char *name);

/* What an answer of this shape holds: const tc_field_t *, from p. */
apr_array_header_t *tc_shapes_fields(apr_pool_t *p, const tc_shape_t *shape);

/* A body that clients send. */
typedef struct {
    const char *name; /* of its schema, "PostCreate" */
    const tc_fields_t *table;
    int partial; /* nothing is required */
    int file;    /* multipart/form-data with a file */
} tc_body_t;

struct tc_route;

/* The body of a route that takes one; 0 where it takes none. */
int tc_shapes_body_of(apr_pool_t *p, const struct tc_route *route,
                      tc_body_t *body);

/* What may be written by it: const tc_field_t *, from p. */
apr_array_header_t *tc_shapes_body_fields(apr_pool_t *p,
                                          const tc_body_t *body);

#endif
