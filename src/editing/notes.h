/* /posts/{id}/notes/: what is said about a post, by those who may read its
 * revisions. The public never sees them. */
#ifndef TC_EDITING_NOTES_H
#define TC_EDITING_NOTES_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"

extern const tc_fields_t tc_notes_fields;
extern const tc_shape_t tc_notes_shape;
extern const tc_filter_t tc_notes_query[];

tc_error_t *tc_notes_list(tc_ctx_t *ctx);
tc_error_t *tc_notes_read(tc_ctx_t *ctx);
tc_error_t *tc_notes_create(tc_ctx_t *ctx);
tc_error_t *tc_notes_update(tc_ctx_t *ctx);
tc_error_t *tc_notes_delete(tc_ctx_t *ctx);

#endif
