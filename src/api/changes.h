/* /changes/: what the public can see that has changed, for programs that keep
 * a copy of it. */
#ifndef TC_API_CHANGES_H
#define TC_API_CHANGES_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"

extern const tc_shape_t tc_changes_shape;
extern const tc_filter_t tc_changes_query[];

tc_error_t *tc_changes_read(tc_ctx_t *ctx);

#endif
