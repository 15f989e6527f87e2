/*
 * The checks of a post's content (docs/api.md, "Blocks"), by the list of block
 * types. The rules of the contract that need the database (does the media
 * exist, is it ready) are checked against what tc_blocks_media collected.
 */
#ifndef TC_POSTS_BLOCKS_H
#define TC_POSTS_BLOCKS_H

#include "base/json/json.h"
#include "rest/values.h"

/*
 * Check a content and add each error to the field "content" of values, 1,000
 * of them at most and a last one that says so.
 * refs: tc_media_ref_t of the media that exist; kept: ids (apr_int64_t) that
 * the post mentions already, which need not be ready any more.
 * Where refs is NULL what is only incomplete is no error: texts that are
 * missing, half a URL; and no medium is looked at.
 */
void tc_blocks_check(apr_pool_t *p, tc_values_t *values,
                     const tc_json_t *content, const apr_array_header_t *refs,
                     const apr_array_header_t *kept);

#endif
