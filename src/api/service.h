/* The root listing and /health/. */
#ifndef TC_API_SERVICE_H
#define TC_API_SERVICE_H

#include "core/error.h"
#include "http/context.h"
#include "rest/table.h"

tc_error_t *tc_service_root(tc_ctx_t *ctx);
tc_error_t *tc_service_health(tc_ctx_t *ctx);
extern const tc_shape_t tc_service_root_shape; /* made of the routes */
extern const tc_shape_t tc_service_health_shape;

#endif
