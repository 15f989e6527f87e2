/*
 * /posts/{id}/revisions/: what a post was after each change. The database
 * writes them (posts_history); here they are read, and put back.
 */
#ifndef TC_EDITING_REVISIONS_H
#define TC_EDITING_REVISIONS_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"

extern const tc_list_t tc_revisions_page;
extern const tc_shape_t tc_revisions_item;
extern const tc_shape_t tc_revisions_shape;

tc_error_t *tc_revisions_list(tc_ctx_t *ctx);
tc_error_t *tc_revisions_read(tc_ctx_t *ctx);
tc_error_t *tc_revisions_revert(tc_ctx_t *ctx);

#endif
