/*
 * The opaque ?cursor= of keyset pagination: which ordering, which way to
 * read, and the sort keys and id of the row to read on from.
 */
#ifndef TC_REST_CURSOR_H
#define TC_REST_CURSOR_H

#include "rest/list.h"

typedef struct {
    int backwards;       /* "previous": read in the reversed order */
    const char *keys[2]; /* NULL: SQL NULL */
    const char *id;
} tc_cursor_t;

/* From p, base64url without padding. */
const char *tc_cursor_encode(apr_pool_t *p, const tc_ordering_t *ordering,
                             const tc_cursor_t *cursor);

/* 1 where text is a cursor of this ordering whose keys are of its kinds. */
int tc_cursor_decode(apr_pool_t *p, const char *text,
                     const tc_ordering_t *ordering, tc_cursor_t *cursor);

#endif
