/* What libheif makes of an AVIF or HEIC otherwise than browsers do. */
#ifndef TC_WORKER_PICTURE_HEIF_H
#define TC_WORKER_PICTURE_HEIF_H

#include <stddef.h>

/*
 * Browsers pass over a crop that reaches beyond the picture, and of an AVIF
 * one that does not begin at its upper left corner; libheif refuses the one
 * and obeys the other. libheif 1.15 also refuses an auxiliary picture of two
 * others, as newer phones write them, and takes a picture that is turned
 * before its size is told for a damaged one. Where there is such a thing, a
 * copy of the file without it, from malloc(); else NULL.
 */
unsigned char *tc_heif_mend(const unsigned char *bytes, size_t len,
                            int is_avif);

#endif
