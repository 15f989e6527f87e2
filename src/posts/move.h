/*
 * The status of a post: which one may follow which. PUT and PATCH allow the
 * same transitions as the actions of /posts/{id}/.
 */
#ifndef TC_POSTS_MOVE_H
#define TC_POSTS_MOVE_H

#include "core/error.h"
#include "http/context.h"
#include "rest/values.h"

typedef struct {
    const char *from; /* the statuses that it starts from */
    const char *to;
} tc_post_move_t;

enum {
    TC_MOVE_PUBLISH,
    TC_MOVE_SCHEDULE,
    TC_MOVE_SUBMIT,
    TC_MOVE_REJECT,
    TC_MOVE_UNPUBLISH,
    TC_MOVE_ARCHIVE,
    TC_MOVE_RESTORE,
    TC_MOVES
};

extern const tc_post_move_t tc_posts_move_all[TC_MOVES];

/* The handler of all actions; its route says which one (tc_route_t.with). */
tc_error_t *tc_posts_move(tc_ctx_t *ctx);

/* 1 where one of the actions leads from the one status to the other. */
int tc_posts_move_may_go(const char *from, const char *to);

/* "Cannot go from ARCHIVED to IN_REVIEW.", from p. */
const char *tc_posts_move_cannot_go(apr_pool_t *p, const char *from,
                                    const char *to);

/*
 * Adds an error to scheduled_publish_at where a post that becomes or stays
 * SCHEDULED has no time, or one that is over. kept: the time that it has and
 * may keep (ISO), NULL where a new one must be given.
 */
void tc_posts_move_check_schedule(apr_pool_t *p, tc_values_t *values,
                                  const char *kept);

#endif
