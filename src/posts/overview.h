/* What posts there are, without listing them: by month, by status; and those
 * to be read after one. */
#ifndef TC_POSTS_OVERVIEW_H
#define TC_POSTS_OVERVIEW_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"

/* GET /posts/archive/: how many the public sees of each month. */
tc_error_t *tc_posts_overview_archive(tc_ctx_t *ctx);
extern const tc_shape_t tc_posts_overview_month;

/* GET /posts/counts/: how many of each status the caller's list shows. */
tc_error_t *tc_posts_overview_counts(tc_ctx_t *ctx);
extern const tc_shape_t tc_posts_overview_statuses;

/* Of both. */
extern const tc_filter_t tc_posts_overview_filters[];

/* GET /posts/{id}/related/: what the public may read after it; 404 where the
 * caller does not see the post. */
tc_error_t *tc_posts_overview_related(tc_ctx_t *ctx);
extern const tc_filter_t tc_posts_overview_limit[];

#endif
