/* A still WebP into memory, by libwebp itself. */
#ifndef TC_WORKER_PICTURE_WEBP_LOAD_H
#define TC_WORKER_PICTURE_WEBP_LOAD_H

#include <vips/vips.h>

/*
 * libvips holds up to five copies of such a picture at once, this holds one.
 * *image is as libvips opened the file, with nothing decoded yet; the decoded
 * one takes its place, with its profile. What libvips alone can do (a frame
 * smaller than its canvas) is left to it, and *image stays. 0, or -1 with a
 * complaint in libvips's error buffer.
 */
int tc_webp_load(const char *path, VipsImage **image);

#endif
