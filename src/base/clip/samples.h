/* Where the samples of a track of an MP4 or MOV lie. */
#ifndef TC_BASE_CLIP_SAMPLES_H
#define TC_BASE_CLIP_SAMPLES_H

#include "base/clip/box.h"
#include "base/clip/bytes.h"
#include "base/clip/clean.h"

/* Tell the sink what offsets (stco or co64) become by a move. 1 or 0. */
int tc_samples_move(tc_bytes_t *source, const tc_box_t *box,
                    const tc_clean_move_t *move, const tc_clean_sink_t *sink);

/*
 * Have all samples of a track overwritten; *total counts the bytes, of all
 * such tracks, which are no more than the file has. 0 where not all of them
 * are found.
 */
int tc_samples_zero(tc_bytes_t *source, const tc_box_t *trak,
                    apr_uint64_t *total, const tc_clean_sink_t *sink);

#endif
