/* Colours of a decoded picture to 8-bit sRGB, through its profile. */
#ifndef TC_WORKER_PICTURE_COLOUR_H
#define TC_WORKER_PICTURE_COLOUR_H

#include <vips/vips.h>

/*
 * *image, whatever it has of bands, depth and profile, becomes 8 bits, sRGB,
 * of three bands or with alpha four. A profile of another colour space than
 * the picture's, or one that is broken, counts as none. 0, or -1 with a
 * complaint in libvips's error buffer; *image is to be freed either way.
 */
int tc_colour_to_srgb(VipsImage **image);

#endif
