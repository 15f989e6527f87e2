/* A still WebP into memory, by libwebp itself. */
#ifndef TC_WORKER_WEBP_LOAD_H
#define TC_WORKER_WEBP_LOAD_H

#include <vips/vips.h>

/*
 * libvips holds up to five copies of one at once, this one. *image: as
 * libvips opened the file, with nothing decoded yet; its place is taken by
 * the decoded one, with profile and orientation. What libvips alone can do (a
 * frame smaller than its canvas) is left to it, *image stays. 0, or -1, with
 * a complaint in libvips's error buffer.
 */
int tc_webp_load(const char *path, VipsImage **image);

#endif
