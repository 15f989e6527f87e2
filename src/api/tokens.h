/* Handlers of /auth/tokens/ and its field table. */
#ifndef TC_API_TOKENS_H
#define TC_API_TOKENS_H

#include "core/error.h"
#include "http/context.h"
#include "rest/table.h"

tc_error_t *tc_tokens_list(tc_ctx_t *ctx);
tc_error_t *tc_tokens_create(tc_ctx_t *ctx);
/* A token by ctx->made, as the list has it. */
tc_error_t *tc_tokens_again(tc_ctx_t *ctx);
tc_error_t *tc_tokens_delete(tc_ctx_t *ctx);
extern const tc_fields_t tc_tokens_fields;
extern const tc_shape_t tc_tokens_shape;
extern const tc_shape_t tc_tokens_created;

#endif
