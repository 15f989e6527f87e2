/* Handlers that make and change posts. */
#ifndef TC_POSTS_WRITE_H
#define TC_POSTS_WRITE_H

#include "core/error.h"
#include "http/context.h"

tc_error_t *tc_posts_write_create(tc_ctx_t *ctx);
tc_error_t *tc_posts_write_update(tc_ctx_t *ctx); /* PUT and PATCH */

#endif
