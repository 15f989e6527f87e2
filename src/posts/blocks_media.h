/* The media that blocks mention. */
#ifndef TC_POSTS_BLOCKS_MEDIA_H
#define TC_POSTS_BLOCKS_MEDIA_H

#include <apr_tables.h>

#include "base/json/json.h"

/* A media row that a relation or a block leads to. */
typedef struct {
    apr_int64_t id;
    int is_image;
    int is_ready;
} tc_media_ref_t;

/* Finds an id among the rows that exist; NULL: there is none. */
const tc_media_ref_t *tc_blocks_media_find(const apr_array_header_t *refs,
                                           apr_int64_t id);

/* 1 where the id is one of ids (apr_int64_t). */
int tc_blocks_media_have(const apr_array_header_t *ids, apr_int64_t id);

/* Every media id that the blocks mention properly (apr_int64_t, each once, in
 * order); of more than TC_MOST_CONTENT_MEDIA only so many that it shows. */
apr_array_header_t *tc_blocks_media(apr_pool_t *p, const tc_json_t *content);

/* The blocks with these media alone (apr_int64_t), as JSON: a block whose
 * medium is none of them is left out, and so is a gallery that has none. */
const char *tc_blocks_media_only(apr_pool_t *p, const tc_json_t *content,
                                 const apr_array_header_t *ids);

#endif
