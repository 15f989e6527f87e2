/* Examples of bodies and answers. */
#ifndef TC_OPENAPI_EXAMPLES_H
#define TC_OPENAPI_EXAMPLES_H

#include "http/route.h"
#include "openapi/openapi.h"
#include "rest/table.h"

/* "examples": {"one": {"value": ... }}: what is written between the two. */
void tc_openapi_examples_open(const tc_openapi_t *o);
void tc_openapi_examples_close(const tc_openapi_t *o);

/* Examples: an answer of a shape, a body. */
void tc_openapi_examples_shape(const tc_openapi_t *o, const tc_shape_t *shape);
void tc_openapi_examples_body(const tc_openapi_t *o, const tc_route_t *route);

#endif
