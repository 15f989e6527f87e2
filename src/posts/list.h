/* Lists of posts. */
#ifndef TC_POSTS_LIST_H
#define TC_POSTS_LIST_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"

extern const tc_list_t tc_posts_list_page;
tc_error_t *tc_posts_list(tc_ctx_t *ctx);

#endif
