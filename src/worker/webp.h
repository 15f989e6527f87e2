/* Still pictures to WebP by libwebp itself. */
#ifndef TC_WORKER_WEBP_H
#define TC_WORKER_WEBP_H

#include <vips/vips.h>

/*
 * The saver of libvips copies the pixels once more before it encodes them;
 * for a picture of 48 megapixels these are 144 MB. image: in memory, 8 bits,
 * sRGB with or without alpha. *bytes is freed with g_free(). 0, or -1 with
 * the reason in libvips's error buffer.
 */
int tc_webp_encode(VipsImage *image, int quality, int effort, void **bytes,
                   size_t *len);

/* Whether image is of the kind that tc_webp_encode() takes. */
int tc_webp_takes(const VipsImage *image);

#endif
