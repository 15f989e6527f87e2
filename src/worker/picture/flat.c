#include "worker/picture/flat.h"

#include <string.h>

#define EVERY 4 /* rows */

static long same_in_row(const unsigned char *row, int width, int bands)
{
    long same = 0;

    for (int x = 1; x < width; x++) {
        const unsigned char *pixel = row + (size_t)x * (size_t)bands;

        same += memcmp(pixel, pixel - bands, (size_t)bands) == 0;
    }
    return same;
}

int tc_flat_is(const tc_webp_pixels_t *pixels)
{
    size_t stride = (size_t)pixels->width * (size_t)pixels->bands;
    long same = 0, seen = 0;

    for (int y = 0; y < pixels->height; y += EVERY) {
        same += same_in_row(pixels->data + stride * (size_t)y, pixels->width,
                            pixels->bands);
        seen += pixels->width - 1;
    }
    return same * 2 > seen;
}
