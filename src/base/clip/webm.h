/* WebM and Matroska: elements (RFC 8794, RFC 9559). */
#ifndef TC_BASE_CLIP_WEBM_H
#define TC_BASE_CLIP_WEBM_H

#include "base/clip/clip.h"
#include "base/clip/bytes.h"

/* clip as tc_clip_read() has prepared it. */
void tc_webm_read(tc_bytes_t *source, tc_clip_t *clip);

#endif
