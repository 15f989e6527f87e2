/* Handlers of /posts/ and the field tables of their bodies. */
#ifndef TC_POSTS_POSTS_H
#define TC_POSTS_POSTS_H

#include "http/context.h"
#include "rest/fields.h"
#include "rest/list.h"

extern const tc_list_t tc_posts_list_page;
tc_error_t *tc_posts_list(tc_ctx_t *ctx);
tc_error_t *tc_posts_read(tc_ctx_t *ctx);      /* by id */
tc_error_t *tc_posts_read_slug(tc_ctx_t *ctx); /* by slug */
tc_error_t *tc_posts_write_create(tc_ctx_t *ctx);
tc_error_t *tc_posts_write_update(tc_ctx_t *ctx); /* PUT and PATCH */
tc_error_t *tc_posts_delete(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_publish(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_schedule(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_submit(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_reject(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_unpublish(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_archive(tc_ctx_t *ctx);
tc_error_t *tc_posts_move_restore(tc_ctx_t *ctx);
tc_error_t *tc_posts_view(tc_ctx_t *ctx);

extern const tc_fields_t tc_posts_fields;     /* "Post" */
extern const tc_fields_t tc_posts_fields_schedule; /* "Schedule" */
extern const char *const tc_posts_fields_statuses[];

#endif
