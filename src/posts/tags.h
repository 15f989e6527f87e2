/*
 * The tags that a post's body names: a list of names (strings), ids (numbers)
 * and the objects that were read. What is wrong with any of them is added to
 * the field, one text after the other.
 */
#ifndef TC_POSTS_TAGS_H
#define TC_POSTS_TAGS_H

#include <apr_pools.h>

#include "rest/values.h"

/* The ids among them, comma-separated, from p; "" where there are none, or no
 * list was sent. */
const char *tc_posts_tags_ids(apr_pool_t *p, const tc_value_t *value);

/*
 * Check the list, where one was sent. known: those of its ids that there are,
 * one a line, or NULL. value->text is then (from p) what the database's
 * tags_of() takes: names are looked up, and made, by the write itself.
 */
void tc_posts_tags_check(apr_pool_t *p, tc_value_t *value, const char *known);

/* The same of a list that is only written down: any id is taken, and blank
 * names are left out. */
void tc_posts_tags_check_form(apr_pool_t *p, tc_value_t *value);

#endif
