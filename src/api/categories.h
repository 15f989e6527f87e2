/* Handlers of /categories/ and its tables. */
#ifndef TC_API_CATEGORIES_H
#define TC_API_CATEGORIES_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"

extern const tc_list_t tc_categories_page;
tc_error_t *tc_categories_read(tc_ctx_t *ctx);
tc_error_t *tc_categories_read_slug(tc_ctx_t *ctx);
tc_error_t *tc_categories_create(tc_ctx_t *ctx);
tc_error_t *tc_categories_update(tc_ctx_t *ctx); /* PUT and PATCH */
tc_error_t *tc_categories_delete(tc_ctx_t *ctx);
extern const tc_fields_t tc_categories_fields;
extern const tc_shape_t tc_categories_shape;
extern const tc_shape_t tc_categories_reference; /* in a post */

#endif
