/* Handlers of /ad-placements/ and its field table. */
#ifndef TC_API_ADS_H
#define TC_API_ADS_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"

extern const tc_list_t tc_ads_page;
tc_error_t *tc_ads_list(tc_ctx_t *ctx);
tc_error_t *tc_ads_read(tc_ctx_t *ctx);
tc_error_t *tc_ads_create(tc_ctx_t *ctx);
tc_error_t *tc_ads_update(tc_ctx_t *ctx); /* PUT and PATCH */
tc_error_t *tc_ads_delete(tc_ctx_t *ctx);
extern const tc_fields_t tc_ads_fields; /* "AdPlacement" */

#endif
