/* POST /posts/bulk/: one action on many posts, each in a transaction of its
 * own, with the checks and errors of the single request. */
#ifndef TC_POSTS_BULK_H
#define TC_POSTS_BULK_H

#include "core/error.h"
#include "http/context.h"
#include "rest/table.h"

tc_error_t *tc_posts_bulk(tc_ctx_t *ctx);

extern const tc_fields_t tc_posts_bulk_fields;
extern const tc_shape_t tc_posts_bulk_shape;

#endif
