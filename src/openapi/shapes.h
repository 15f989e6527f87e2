/*
 * The shapes of answers and the bodies that the routes name: what a field
 * table holds, whole or in part. The schemas of the description are made from
 * them.
 */
#ifndef TC_OPENAPI_SHAPES_H
#define TC_OPENAPI_SHAPES_H

#include <apr_tables.h>

#include "http/route.h"
#include "rest/table.h"

/* Every shape that a route gives, and those that stand within them, each
 * once: const tc_shape_t *, from p. */
apr_array_header_t *tc_shapes_all(apr_pool_t *p);

/* What an answer of this shape holds: const tc_field_t *, from p. */
apr_array_header_t *tc_shapes_fields(apr_pool_t *p, const tc_shape_t *shape);

/* The name of the schema of a route's body, from p: that of its table, and
 * what is done with it where answers show the same table. NULL: it takes
 * none. */
const char *tc_shapes_body_name(apr_pool_t *p, const tc_route_t *route);

/* What may be written by that body: const tc_field_t *, from p. */
apr_array_header_t *tc_shapes_body_fields(apr_pool_t *p,
                                          const tc_route_t *route);

#endif
