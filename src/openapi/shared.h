/* Answers and headers that operations share. */
#ifndef TC_OPENAPI_SHARED_H
#define TC_OPENAPI_SHARED_H

#include "http/route.h"
#include "openapi/openapi.h"

/* The members of "components" beside the schemas. */
void tc_openapi_shared(const tc_openapi_t *o);

/* The name of a route's 413, by its limit. From o->p. */
const char *tc_openapi_shared_too_large(const tc_openapi_t *o,
                                        const tc_route_t *route);

/* "key": {"value": {"detail": text}}, "posts" in it where that is given. */
void tc_openapi_shared_example(const tc_openapi_t *o, const char *key,
                               const char *text, const char *posts);

#endif
