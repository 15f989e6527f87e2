/* The fields of posts. */
#ifndef TC_POSTS_FIELDS_H
#define TC_POSTS_FIELDS_H

#include "rest/table.h"

extern const tc_fields_t tc_posts_fields;          /* "Post" */
extern const tc_fields_t tc_posts_fields_schedule; /* "Schedule" */
extern const char *const tc_posts_fields_statuses[];

#endif
