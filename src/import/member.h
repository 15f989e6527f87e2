/* Members of a row that another system has written as JSON. */
#ifndef TC_IMPORT_MEMBER_H
#define TC_IMPORT_MEMBER_H

#include "base/json/json.h"

/* As text, from p where it is a number; "" where it is null or not there. row
 * may be NULL. */
const char *tc_member_text(apr_pool_t *p, const tc_json_t *row,
                           const char *name);
/* Whether it is true, or a number but 0. row may be NULL. */
int tc_member_flag(const tc_json_t *row, const char *name);
/* 0 where it is none. */
apr_int64_t tc_member_int(const tc_json_t *row, const char *name);

#endif
