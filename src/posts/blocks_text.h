/* The prose of blocks. */
#ifndef TC_POSTS_BLOCKS_TEXT_H
#define TC_POSTS_BLOCKS_TEXT_H

#include "base/json/json.h"

/* What readers read, a line each: the members that the list of block types
 * says are read. */
typedef struct {
    const char *text;
    apr_size_t len;
} tc_blocks_text_t;

tc_blocks_text_t tc_blocks_text(apr_pool_t *p, const tc_json_t *content);

#endif
