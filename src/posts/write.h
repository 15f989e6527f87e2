/* Handlers that make and change posts. */
#ifndef TC_POSTS_WRITE_H
#define TC_POSTS_WRITE_H

#include "core/error.h"
#include "http/context.h"
#include "base/json/json.h"
#include "posts/row.h"

/* A change whose body did not come with the request. */
typedef struct {
    const char *action; /* "apply", "revert" */
    const tc_json_t *fields;
    const char *copy; /* version of the working copy that they are and that
                         goes with the change; NULL: of none */
    const apr_array_header_t *kept; /* apr_int64_t: media that need not be
                                       ready, beside the post's own; or NULL */
} tc_post_change_t;

/* One try at it, to be called by a tc_post_try_fn (posts/row.h): the checks of
 * a PATCH and the write. */
tc_error_t *tc_posts_write_try(tc_ctx_t *ctx, const tc_post_row_t *row,
                               const tc_post_change_t *change, int *written);

tc_error_t *tc_posts_write_create(tc_ctx_t *ctx);
tc_error_t *tc_posts_write_update(tc_ctx_t *ctx); /* PUT and PATCH */

#endif
