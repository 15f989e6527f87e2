/* Lists of posts: filters, orders, and who sees what. */
#ifndef TC_POSTS_LIST_H
#define TC_POSTS_LIST_H

#include "db/sql.h"
#include "http/context.h"
#include "rest/list.h"

extern const tc_list_t tc_posts_list_page;

/* Choose the tags of a public answer that is about all posts, or those of the
 * category, author or tags of the query (fragment posts/list_tags). */
void tc_posts_list_tags(tc_ctx_t *ctx, tc_sql_t *sql);

/* Choose where posts, or kept numbers of them, come from: with ?tag= from what
 * is kept of tags (fragments posts/tagged, from, with_tags, kept_rows). */
void tc_posts_list_source(tc_ctx_t *ctx, tc_sql_t *sql);

#endif
