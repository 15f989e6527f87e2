/* /webhooks/: who is told of events. For administrators. */
#ifndef TC_API_WEBHOOKS_H
#define TC_API_WEBHOOKS_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/resource.h"
#include "rest/table.h"

extern const tc_fields_t tc_webhooks_fields;
extern const tc_shape_t tc_webhooks_shape;
extern const tc_shape_t tc_webhooks_created; /* with the secret */
extern const tc_shape_t tc_webhooks_delivery;
extern const tc_list_t tc_webhooks_page;
extern const tc_resource_rows_t tc_webhooks_rows;

tc_error_t *tc_webhooks_create(tc_ctx_t *ctx);
tc_error_t *tc_webhooks_deliveries(tc_ctx_t *ctx);
tc_error_t *tc_webhooks_retry(tc_ctx_t *ctx);
tc_error_t *tc_webhooks_ping(tc_ctx_t *ctx);

#endif
