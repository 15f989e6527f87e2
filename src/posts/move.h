/*
 * The status of a post: which one may follow which. PUT and PATCH take the
 * same ways as the actions of /posts/{id}/.
 */
#ifndef TC_POSTS_MOVE_H
#define TC_POSTS_MOVE_H

#include "core/error.h"
#include "http/context.h"
#include "rest/values.h"

/* 1 where one of the actions leads from the one status to the other. */
int tc_posts_move_may_go(const char *from, const char *to);

/* "Cannot go from ARCHIVED to IN_REVIEW.", from p. */
const char *tc_posts_move_cannot_go(apr_pool_t *p, const char *from,
                                    const char *to);

/* What the action of that handler refuses a post with whose status it does
 * not start from, from p; NULL where it is no action. */
const char *tc_posts_move_example(apr_pool_t *p, tc_handler_fn handler);

/*
 * Adds an error to scheduled_publish_at where a post that becomes or stays
 * SCHEDULED has no time, or one that is over. kept: the time that it has and
 * may keep (ISO), NULL where a new one must be given.
 */
void tc_posts_move_check_schedule(apr_pool_t *p, tc_values_t *values,
                                  const char *kept);

/* The actions. */
tc_error_t *tc_posts_move_publish(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_schedule(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_submit(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_reject(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_unpublish(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_archive(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_restore(tc_ctx_t *ctx);

#endif
