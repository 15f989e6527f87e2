/* MP4 and MOV without what they tell of their making (clean.h). */
#ifndef TC_BASE_CLIP_CLEAN_MP4_H
#define TC_BASE_CLIP_CLEAN_MP4_H

#include "base/clip/bytes.h"
#include "base/clip/clean.h"

/* *move as it was where the index stands in front, or cannot be moved. */
void tc_clean_mp4_order(tc_bytes_t *source, tc_clean_move_t *move);

int tc_clean_mp4_strip(tc_bytes_t *source, const tc_clean_move_t *move,
                       const tc_clean_sink_t *sink);

#endif
