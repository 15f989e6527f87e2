/* /posts/{id}/presence/: who has a post open. */
#ifndef TC_EDITING_PRESENCE_H
#define TC_EDITING_PRESENCE_H

#include "core/error.h"
#include "http/context.h"
#include "rest/table.h"

extern const tc_shape_t tc_presence_shape;

tc_error_t *tc_presence_tell(tc_ctx_t *ctx);
tc_error_t *tc_presence_leave(tc_ctx_t *ctx);

#endif
