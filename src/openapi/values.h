/* The schema of one value. */
#ifndef TC_OPENAPI_VALUES_H
#define TC_OPENAPI_VALUES_H

#include "openapi/openapi.h"
#include "rest/table.h"

/* "type", with null beside it where that is allowed. */
void tc_openapi_values_type(const tc_openapi_t *o, const char *type,
                            int nullable);

/* "enum" and its type. */
void tc_openapi_values_choices(const tc_openapi_t *o,
                               const char *const *choices, int nullable);

typedef enum {
    TC_OPENAPI_READ,
    TC_OPENAPI_SENT,
    TC_OPENAPI_DRAFT /* sent, and what is incomplete is taken */
} tc_openapi_use_t;

/* "name": schema of a field. */
void tc_openapi_values_field(const tc_openapi_t *o, const tc_field_t *field,
                             tc_openapi_use_t use);

#endif
