/* /posts/trash/: what was deleted, until it goes for good. */
#ifndef TC_EDITING_TRASH_H
#define TC_EDITING_TRASH_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"

extern const tc_list_t tc_trash_page;
extern const tc_shape_t tc_trash_shape;

tc_error_t *tc_trash_undelete(tc_ctx_t *ctx); /* of /posts/{id}/ */
tc_error_t *tc_trash_delete(tc_ctx_t *ctx);

#endif
