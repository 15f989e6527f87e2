/* The schemas of bodies and answers. */
#ifndef TC_OPENAPI_SCHEMAS_H
#define TC_OPENAPI_SCHEMAS_H

#include "openapi/openapi.h"

/* The value of "schemas" in "components". */
void tc_openapi_schemas(const tc_openapi_t *o);

#endif
