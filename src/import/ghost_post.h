/* A post or page of Ghost. */
#ifndef TC_IMPORT_GHOST_POST_H
#define TC_IMPORT_GHOST_POST_H

#include "import/ghost_data.h"
#include "import/run.h"

/* What the making of rows shares. */
typedef struct {
    tc_import_t *run;
    int categories; /* a post's first tag is its category */
    const tc_ghost_data_t *data;

    const tc_json_t *row; /* that is being made */
    apr_int64_t author;   /* of its media */
    tc_import_kind_t kind;
} tc_ghost_t;

/* An address without the word that stands for the site's, from p. */
const char *tc_ghost_post_address(apr_pool_t *p, const char *address);

/* The media of an address that a row or a text has; 0: there is none (or a
 * fault: run->fault). alt and caption may be NULL. */
apr_int64_t tc_ghost_post_media(tc_ghost_t *ghost, const char *url,
                                const char *alt, const char *caption,
                                int *video);
/* The row as a post, unless it is known. 1: the import can go on. */
int tc_ghost_post_add(tc_ghost_t *ghost);

#endif
