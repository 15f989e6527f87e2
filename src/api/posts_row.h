/*
 * A post's row as far as rights and transitions go. It is read before a
 * write and the write then holds only while the version is still the same:
 * what was decided on it cannot be overtaken by another editor or by a
 * schedule.
 */
#ifndef TC_API_POSTS_ROW_H
#define TC_API_POSTS_ROW_H

#include "db/db.h"
#include "http/context.h"

#define TC_POST_TRIES 60 /* writes that others overtook */

typedef struct {
    apr_int64_t id;
    const char *version;
    apr_int64_t author_id;
    const char *status;
    const char *scheduled_publish_at; /* ISO or NULL */
    apr_array_header_t *media;        /* apr_int64_t: all that it mentions */
} tc_post_row_t;

/* The row of {id}, as the caller sees it: 404 where it may not. */
tc_error_t *tc_post_row(tc_ctx_t *ctx, tc_post_row_t *row);

/* 403 where the caller is a WRITER and the post another's. */
tc_error_t *tc_post_may_touch(tc_ctx_t *ctx, const tc_post_row_t *row);

/* As above; a WRITER's own must be a draft as well. */
tc_error_t *tc_post_may_edit(tc_ctx_t *ctx, const tc_post_row_t *row);

/* 1 where the transition is one of the contract's actions. */
int tc_post_may_go(const char *from, const char *to);

/* "Cannot go from ARCHIVED to IN_REVIEW." */
const char *tc_post_cannot_go(apr_pool_t *p, const char *from, const char *to);

/* Send the detail of a post, whoever the caller is. created: 201. */
tc_error_t *tc_post_reply(tc_ctx_t *ctx, apr_int64_t id, int created);

/* Before another try: the more tries, the longer, so that many editors of
 * one post come through one after the other. */
void tc_post_wait(int tries);

/* The write found another version TC_POST_TRIES times. */
tc_error_t *tc_post_overtaken(tc_ctx_t *ctx);

#endif
