/*
 * The forms of a route's success. Generators of clients make one type of a
 * status, and who asks for nothing special must not get a union: the schema is
 * that of the plain answer, and those that a parameter asks for stand beside it
 * in an extension, by the parameter's name. (What fields leaves is not among
 * them: any of a row's members.)
 */
#ifndef TC_OPENAPI_FORMS_H
#define TC_OPENAPI_FORMS_H

#include "http/route.h"
#include "openapi/openapi.h"

/* "schema": of the answer without such parameters. */
void tc_openapi_forms_plain(const tc_openapi_t *o, const tc_route_t *route);

/* "x-with": of a list, the answer with cursor and, where it is a bare array
 * else, with page or page_size; each item with expand. */
void tc_openapi_forms_others(const tc_openapi_t *o, const tc_route_t *route);

/* The name of the schema of a list's page, from o->p; NULL: it is no list, or
 * a bare array, and has none. */
const char *tc_openapi_forms_page_name(const tc_openapi_t *o,
                                       const tc_route_t *route);

/* A page of a list: {"count","next","previous","results"}. */
void tc_openapi_forms_page(const tc_openapi_t *o, const tc_route_t *route);

#endif
