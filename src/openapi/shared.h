/* Answers and headers that operations share. */
#ifndef TC_OPENAPI_SHARED_H
#define TC_OPENAPI_SHARED_H

#include "openapi/openapi.h"

/* The members of "components" beside the schemas. */
void tc_openapi_shared(const tc_openapi_t *o);

/* "key": {"value": {"detail": text}}, "posts" in it where that is given. */
void tc_openapi_shared_example(const tc_openapi_t *o, const char *key,
                               const char *text, const char *posts);

#endif
