/*
 * A post's row as far as rights and transitions go. It is read before a
 * write and the write then holds only while the version is still the same:
 * what was decided on it cannot be overtaken by another editor or by a
 * schedule.
 */
#ifndef TC_POSTS_ROW_H
#define TC_POSTS_ROW_H

#include "core/error.h"
#include "http/context.h"

#define TC_POST_TRIES 60 /* writes that others overtook */

typedef struct {
    apr_int64_t id;
    const char *version;
    apr_int64_t author_id;
    const char *status;
    const char *scheduled_publish_at; /* ISO or NULL */
    const char *published_at;         /* likewise */
    const char *created_at;
    apr_array_header_t *media; /* apr_int64_t: all that it mentions */
} tc_post_row_t;

/* The row of {id}, as the caller sees it: 404 where it may not. */
tc_error_t *tc_posts_row_read(tc_ctx_t *ctx, tc_post_row_t *row);

/* 403 where the caller is a WRITER and the post another's. */
tc_error_t *tc_posts_row_may_touch(tc_ctx_t *ctx, const tc_post_row_t *row);

/* Both of the above: what hangs on a post is for those who may edit it, and
 * for its author whatever its status. */
tc_error_t *tc_posts_row_open(tc_ctx_t *ctx);

/* As may_touch; a WRITER's own must be a draft as well. */
tc_error_t *tc_posts_row_may_edit(tc_ctx_t *ctx, const tc_post_row_t *row);

/* Send the detail of a post, whoever the caller is; nothing where the route
 * gives nothing. */
tc_error_t *tc_posts_row_reply(tc_ctx_t *ctx, apr_int64_t id);

typedef tc_error_t *(*tc_post_may_fn)(tc_ctx_t *ctx, const tc_post_row_t *row);

/* One try to change the post: checks on the row as it is now, and a write
 * that holds only for row->version. *written (0 before): whether it did. */
typedef tc_error_t *(*tc_post_try_fn)(tc_ctx_t *ctx, const tc_post_row_t *row,
                                      void *baton, int *written);

/*
 * What each change of a post is: the row, the right to it (may), If-Match,
 * and a try; all of it again while others come between. The reply is left to
 * the caller. Errors: those of the steps; 503 after TC_POST_TRIES.
 */
tc_error_t *tc_posts_row_change(tc_ctx_t *ctx, tc_post_may_fn may,
                                tc_post_try_fn attempt, void *baton);

/* The 503 where others came between TC_POST_TRIES times. */
tc_error_t *tc_posts_row_overtaken(tc_ctx_t *ctx);

#endif
