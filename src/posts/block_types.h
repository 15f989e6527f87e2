/*
 * The block types of a post's content (docs/api.md, "Blocks"): a list from
 * which checks, error texts, words, media and the description of the API are
 * made. The database knows on its own which members name media (its table
 * block_media, filled by migrations); a test compares.
 */
#ifndef TC_POSTS_BLOCK_TYPES_H
#define TC_POSTS_BLOCK_TYPES_H

#define TC_BLOCK_MEMBERS 5 /* of a type at most, with the end */

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
    TC_BLOCK_IMAGES, /* media ids, most of them at most */
    TC_BLOCK_MARKS,  /* of a text: most of them at most, in lists of depth
                        lists (a list of items has one for each) */
    TC_BLOCK_ID      /* a client's name for the block, most characters */
} tc_block_kind_t;

typedef struct {
    const char *name; /* NULL ends a type's members */
    tc_block_kind_t kind;
    int required;
    int read; /* readers read it: its words count for search and read time */
    int least;
    int most;
    int depth;
    const char *const *choices; /* NULL-terminated */
} tc_block_member_t;

typedef struct {
    const char *type;
    tc_block_member_t members[TC_BLOCK_MEMBERS];
} tc_block_type_t;

extern const tc_block_type_t tc_block_types_all[]; /* ends with .type = NULL */

/* What every block may have beside its type's members. */
extern const tc_block_member_t tc_block_types_id;

/* The names of marks, NULL-terminated; and that of one that leads somewhere. */
extern const char *const tc_block_types_marks[];
#define TC_BLOCK_LINK "link"

/* NULL where there is none of that name; NULL is no name. */
const tc_block_type_t *tc_block_types_find(const char *name);

#endif
