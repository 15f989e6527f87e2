/*
 * /posts/{id}/working-copy/: what is being written, apart from what is live;
 * one a post. EDITOR and ADMIN have that of any post, a WRITER those of its
 * own.
 */
#ifndef TC_EDITING_WORKING_COPY_H
#define TC_EDITING_WORKING_COPY_H

#include "core/error.h"
#include "http/context.h"
#include "rest/table.h"

extern const tc_shape_t tc_working_copy_shape;

tc_error_t *tc_working_copy_read(tc_ctx_t *ctx);
tc_error_t *tc_working_copy_write(tc_ctx_t *ctx); /* PUT */
tc_error_t *tc_working_copy_delete(tc_ctx_t *ctx);
tc_error_t *tc_working_copy_submit(tc_ctx_t *ctx);
tc_error_t *tc_working_copy_apply(tc_ctx_t *ctx);

#endif
