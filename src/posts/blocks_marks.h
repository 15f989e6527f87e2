/* What is bold or a link in the plain texts of blocks, and names of blocks. */
#ifndef TC_POSTS_BLOCKS_MARKS_H
#define TC_POSTS_BLOCKS_MARKS_H

#include <apr_tables.h>

#include "base/json/json.h"
#include "posts/block_types.h"

/*
 * What is wrong with a member of kind TC_BLOCK_MARKS, as texts with the
 * member's name in them (const char *, each once; from p); empty where nothing
 * is. A mark may lie beyond its text, and there may be more or fewer lists of
 * marks than texts: clients that know of no marks change texts alone.
 */
apr_array_header_t *tc_blocks_marks_check(apr_pool_t *p,
                                          const tc_block_member_t *member,
                                          const tc_json_t *value);

/* 1 where it may be the `id` of a block. */
int tc_blocks_marks_is_id(const tc_json_t *value);

#endif
