/* Previews: a post as it will be, for whoever has the address. */
#ifndef TC_EDITING_PREVIEWS_H
#define TC_EDITING_PREVIEWS_H

#include "core/error.h"
#include "http/context.h"
#include "rest/table.h"

extern const tc_fields_t tc_previews_fields;
extern const tc_shape_t tc_previews_shape;
extern const tc_shape_t tc_previews_created;
extern const tc_shape_t tc_previews_post; /* as it will be */

tc_error_t *tc_previews_list(tc_ctx_t *ctx);
tc_error_t *tc_previews_create(tc_ctx_t *ctx);
/* A preview by ctx->made, as lists have it. */
tc_error_t *tc_previews_again(tc_ctx_t *ctx);
tc_error_t *tc_previews_delete(tc_ctx_t *ctx);
tc_error_t *tc_previews_show(tc_ctx_t *ctx); /* /preview/{token}/ */

#endif
