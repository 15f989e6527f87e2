/* What is worked out of a post's texts and kept beside them. */
#ifndef TC_POSTS_WORDS_H
#define TC_POSTS_WORDS_H

#include <apr_pools.h>

#include "base/json/json.h"
#include "db/sql.h"

/*
 * Binds words_title, words_excerpt and words_content, which a search looks
 * into, and read_time (minutes, at least one). What is NULL is not bound.
 * content: the checked list of blocks. What is bound is p's.
 */
void tc_posts_words_bind(apr_pool_t *p, tc_sql_t *sql, const char *title,
                         const char *excerpt, const tc_json_t *content);

#endif
