/* Whether the chunks of a PNG are whole. */
#ifndef TC_WORKER_PICTURE_PNG_H
#define TC_WORKER_PICTURE_PNG_H

#include <stddef.h>

/*
 * 1 where each chunk's checksum is right and the last one is IEND. The loader
 * passes over chunks beside the picture that are broken. What follows IEND
 * does not count.
 */
int tc_png_is_whole(const unsigned char *bytes, size_t len);

/*
 * A copy of a PNG whose picture is cut off, with a chunk that ends where the
 * bytes do and an IEND; from malloc(). The loader reads 8 KB at a time, and
 * would drop all of what it could not read whole. NULL where it is not so.
 */
unsigned char *tc_png_mend(const unsigned char *bytes, size_t len,
                           size_t *mended);

#endif
