/* The boxes that an MP4 or MOV is made of. */
#ifndef TC_BASE_CLIP_BOX_H
#define TC_BASE_CLIP_BOX_H

#include "base/clip/bytes.h"

/* Its type as a number: TC_BOX_TYPE('m', 'o', 'o', 'v'). */
#define TC_BOX_TYPE(a, b, c, d)                          \
    ((apr_uint32_t)(a) << 24 | (apr_uint32_t)(b) << 16 | \
     (apr_uint32_t)(c) << 8 | (apr_uint32_t)(d))

typedef struct {
    apr_uint32_t type; /* that stands at start + 4 */
    apr_uint64_t start;
    apr_uint64_t body; /* where what it holds begins */
    apr_uint64_t end;  /* may lie beyond what holds it */
} tc_box_t;

/*
 * The box at *at, which moves behind it, in what ends at `end`. 0 where there
 * is none. One whose length says "up to the end" ends there.
 */
int tc_box_next(tc_bytes_t *source, apr_uint64_t *at, apr_uint64_t end,
                tc_box_t *box);

/* The first of a type among the boxes from `at` to `end`; 0: there is none,
 * or it is not whole. */
int tc_box_find(tc_bytes_t *source, apr_uint64_t at, apr_uint64_t end,
                apr_uint32_t type, tc_box_t *box);

/* A number in its body; 0 where it is not all there. */
apr_uint64_t tc_box_number(tc_bytes_t *source, const tc_box_t *box,
                           apr_uint64_t at, int bytes);

#endif
