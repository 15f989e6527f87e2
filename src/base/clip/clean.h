/*
 * A video without what it tells of its making: place, device, author, dates,
 * titles, and tracks that are neither picture nor sound (where phones and
 * cameras write their path). Nothing is coded anew: what goes is overwritten
 * by a filler of the same size, so that all else stays where it is. What is
 * not known to be needed counts as told.
 */
#ifndef TC_BASE_CLIP_CLEAN_H
#define TC_BASE_CLIP_CLEAN_H

#include "base/clip/bytes.h"

/* The copy begins with its index: the bytes from start to end stand at `at`,
 * and what is between moves up. All three equal: nothing moves. */
typedef struct {
    apr_uint64_t at;
    apr_uint64_t start;
    apr_uint64_t end;
} tc_clean_move_t;

/* Who makes the copy is told what is changed in it; places are those of the
 * source. Both return 0 where they could not. */
typedef struct {
    void *baton;
    int (*put)(void *baton, apr_uint64_t at, const void *bytes,
               apr_size_t len);
    int (*zero)(void *baton, apr_uint64_t at, apr_uint64_t len);
} tc_clean_sink_t;

/* The move that lets it start before it has arrived. */
void tc_clean_order(tc_bytes_t *source, tc_clean_move_t *move);

/* Where a place of the source is in the copy. */
apr_uint64_t tc_clean_place(const tc_clean_move_t *move, apr_uint64_t at);

/*
 * Tell the sink all that is changed. 1, or 0 where this cannot be done: the
 * copy must not be shown then.
 */
int tc_clean_strip(tc_bytes_t *source, const tc_clean_move_t *move,
                   const tc_clean_sink_t *sink);

/* For those who know the containers: from `at` to `end` nothing is left. */
int tc_clean_zero(const tc_clean_sink_t *sink, apr_uint64_t at,
                  apr_uint64_t end);

#endif
