/* Handlers of /posts/ and the field tables of their bodies. */
#ifndef TC_API_POSTS_H
#define TC_API_POSTS_H

#include "http/context.h"
#include "http/fields.h"
#include "http/page.h"

extern const tc_list_t tc_posts_page;
tc_error_t *tc_posts_list(tc_ctx_t *ctx);
tc_error_t *tc_posts_read(tc_ctx_t *ctx);      /* by id */
tc_error_t *tc_posts_read_slug(tc_ctx_t *ctx); /* by slug */
tc_error_t *tc_posts_create(tc_ctx_t *ctx);
tc_error_t *tc_posts_update(tc_ctx_t *ctx); /* PUT and PATCH */
tc_error_t *tc_posts_delete(tc_ctx_t *ctx);
tc_error_t *tc_posts_publish(tc_ctx_t *ctx);
tc_error_t *tc_posts_schedule(tc_ctx_t *ctx);
tc_error_t *tc_posts_submit(tc_ctx_t *ctx);
tc_error_t *tc_posts_reject(tc_ctx_t *ctx);
tc_error_t *tc_posts_unpublish(tc_ctx_t *ctx);
tc_error_t *tc_posts_archive(tc_ctx_t *ctx);
tc_error_t *tc_posts_restore(tc_ctx_t *ctx);
tc_error_t *tc_posts_view(tc_ctx_t *ctx);

extern const tc_fields_t tc_post_fields;     /* "Post" */
extern const tc_fields_t tc_schedule_fields; /* "Schedule" */
extern const char *const tc_post_statuses[];

#endif
