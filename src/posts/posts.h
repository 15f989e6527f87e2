/* Handlers that read or delete one post, or count a view of it. */
#ifndef TC_POSTS_POSTS_H
#define TC_POSTS_POSTS_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"

extern const tc_filter_t tc_posts_query[];       /* of a detail */
int tc_posts_profile_asked(const tc_ctx_t *ctx); /* by include= */
tc_error_t *tc_posts_read(tc_ctx_t *ctx);        /* by id */
tc_error_t *tc_posts_read_slug(tc_ctx_t *ctx);   /* by slug */
tc_error_t *tc_posts_delete(tc_ctx_t *ctx);
tc_error_t *tc_posts_view(tc_ctx_t *ctx);

#endif
