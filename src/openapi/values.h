/* The schema of one value. */
#ifndef TC_OPENAPI_VALUES_H
#define TC_OPENAPI_VALUES_H

#include "openapi/openapi.h"
#include "rest/table.h"

/* "type", with null beside it where that is allowed, and "enum" */
void tc_openapi_values_type(const tc_openapi_t *o, const char *type,
                            int nullable);
void tc_openapi_values_choices(const tc_openapi_t *o,
                               const char *const *choices, int nullable);

/* "name": schema of a field; writing: as it is sent, not as it is read. */
void tc_openapi_values_field(const tc_openapi_t *o, const tc_field_t *field,
                             int writing);

#endif
