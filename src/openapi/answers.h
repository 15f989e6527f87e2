/* The answers of an operation. */
#ifndef TC_OPENAPI_ANSWERS_H
#define TC_OPENAPI_ANSWERS_H

#include "http/route.h"
#include "openapi/openapi.h"

/* The answers of a route: the value of "responses". */
void tc_openapi_answers(const tc_openapi_t *o, const tc_route_t *route);

/* 1 where it writes a row and answers with it: Prefer counts. */
int tc_openapi_answers_is_write(const tc_route_t *route);

#endif
