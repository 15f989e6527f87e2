/*
 * A post's content: the list of blocks (docs/api.md, "Blocks"). The table
 * of block types in blocks.c is data; the rules of the contract that need the
 * database (does the media exist, is it ready) are checked against what
 * tc_blocks_media collected.
 */
#ifndef TC_POSTS_BLOCKS_H
#define TC_POSTS_BLOCKS_H

#include "base/json/json.h"
#include "rest/values.h"

#define TC_BLOCKS_MAX 2000
#define TC_BLOCK_GALLERY_MAX 50
#define TC_BLOCK_MEMBERS 4 /* of a type at most, with the end */

typedef enum {
    TC_BLOCK_TEXT,   /* a string */
    TC_BLOCK_LEVEL,  /* an integer from 1 to 6 */
    TC_BLOCK_CHOICE, /* one of choices */
    TC_BLOCK_BOOLEAN,
    TC_BLOCK_STRINGS, /* a list of strings */
    TC_BLOCK_ROWS,    /* a list of lists of strings, all as long */
    TC_BLOCK_HTTPS,
    TC_BLOCK_IMAGE, /* a media id */
    TC_BLOCK_VIDEO,
    TC_BLOCK_IMAGES /* 1-50 media ids */
} tc_block_member_type_t;

typedef struct {
    const char *name; /* NULL ends a type's members */
    tc_block_member_type_t type;
    int required;
    const char *const *choices;
    const char *choice_text; /* the error's text */
} tc_block_member_t;

typedef struct {
    const char *type;
    tc_block_member_t members[TC_BLOCK_MEMBERS];
} tc_block_type_t;

/* The block types of the contract; ends with .type = NULL. They give the
 * checks and the description of the API. */
extern const tc_block_type_t tc_blocks_types[];

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

/* Every media id that the blocks mention properly (apr_int64_t, each once,
 * in order). */
apr_array_header_t *tc_blocks_media(apr_pool_t *p, const tc_json_t *content);

/*
 * Check a content and add each error to the field "content" of values, 1,000
 * of them at most and a last one that says so.
 * refs: tc_media_ref_t of the ids above that exist; kept: ids (apr_int64_t)
 * that the post mentions already, which need not be ready any more.
 */
void tc_blocks_check(apr_pool_t *p, tc_values_t *values,
                     const tc_json_t *content, const apr_array_header_t *refs,
                     const apr_array_header_t *kept);

#endif
