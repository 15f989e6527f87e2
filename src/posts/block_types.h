/*
 * The block types of a post's content (docs/api.md, "Blocks"): a list from
 * which checks, error texts, words, media and the description of the API are
 * made. The database knows on its own which members name media (its table
 * block_media, filled by migrations); a test compares.
 */
#ifndef TC_POSTS_BLOCK_TYPES_H
#define TC_POSTS_BLOCK_TYPES_H

#define TC_BLOCK_MEMBERS 4 /* of a type at most, with the end */

typedef enum {
    TC_BLOCK_TEXT,    /* a string */
    TC_BLOCK_INTEGER, /* from least to most */
    TC_BLOCK_CHOICE,  /* one of choices */
    TC_BLOCK_BOOLEAN,
    TC_BLOCK_STRINGS, /* a list of strings */
    TC_BLOCK_ROWS,    /* a list of lists of strings, all of one length */
    TC_BLOCK_HTTPS,   /* a URL */
    TC_BLOCK_IMAGE,   /* a media id */
    TC_BLOCK_VIDEO,
    TC_BLOCK_IMAGES /* media ids, most of them at most */
} tc_block_kind_t;

typedef struct {
    const char *name; /* NULL ends a type's members */
    tc_block_kind_t kind;
    int required;
    int read; /* readers read it: its words count for search and read time */
    int least;
    int most;
    const char *const *choices; /* NULL-terminated */
} tc_block_member_t;

typedef struct {
    const char *type;
    tc_block_member_t members[TC_BLOCK_MEMBERS];
} tc_block_type_t;

extern const tc_block_type_t tc_block_types_all[]; /* ends with .type = NULL */

/* NULL where there is none of that name; NULL is no name. */
const tc_block_type_t *tc_block_types_find(const char *name);

#endif
