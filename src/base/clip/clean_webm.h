/* WebM and Matroska without what they tell of their making (clean.h). */
#ifndef TC_BASE_CLIP_CLEAN_WEBM_H
#define TC_BASE_CLIP_CLEAN_WEBM_H

#include "base/clip/bytes.h"
#include "base/clip/clean.h"

int tc_clean_webm_strip(tc_bytes_t *source, const tc_clean_sink_t *sink);

#endif
