/* Examples of bodies and answers. */
#ifndef TC_OPENAPI_EXAMPLES_H
#define TC_OPENAPI_EXAMPLES_H

#include "openapi/openapi.h"
#include "openapi/shapes.h"

/* "examples": {"one": {"value": ... }}: what is written between the two. */
void tc_openapi_examples_open(const tc_openapi_t *o);
void tc_openapi_examples_close(const tc_openapi_t *o);

/* Examples: an answer of a shape, a body, a list's answer. */
void tc_openapi_examples_shape(const tc_openapi_t *o, const char *name);
void tc_openapi_examples_body(const tc_openapi_t *o, const tc_body_t *body);
void tc_openapi_examples_root(const tc_openapi_t *o);

#endif
