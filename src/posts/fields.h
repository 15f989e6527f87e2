/* The fields of posts, and what answers hold of them. */
#ifndef TC_POSTS_FIELDS_H
#define TC_POSTS_FIELDS_H

#include "rest/table.h"

extern const tc_fields_t tc_posts_fields;
extern const tc_fields_t tc_posts_fields_schedule; /* of the action */
extern const tc_fields_t tc_posts_fields_reject;   /* likewise */
extern const tc_shape_t tc_posts_fields_detail;
extern const tc_shape_t tc_posts_fields_item; /* in a list */
extern const tc_shape_t tc_posts_fields_item_public;
extern const tc_shape_t tc_posts_fields_some; /* any of those one may write */
extern const tc_shape_t tc_posts_fields_name; /* of a field */
extern const char *const tc_posts_fields_statuses[];

#endif
