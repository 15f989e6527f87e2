/* MP4 and MOV: boxes (ISO/IEC 14496-12). */
#ifndef TC_BASE_CLIP_MP4_H
#define TC_BASE_CLIP_MP4_H

#include "base/clip/clip.h"
#include "base/clip/bytes.h"

/* clip as tc_clip_read() has prepared it. */
void tc_mp4_read(tc_bytes_t *source, tc_clip_t *clip);

#endif
