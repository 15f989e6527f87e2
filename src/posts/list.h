/* Lists of posts: filters, orders, and who sees what. */
#ifndef TC_POSTS_LIST_H
#define TC_POSTS_LIST_H

#include "rest/list.h"

extern const tc_list_t tc_posts_list_page;

#endif
