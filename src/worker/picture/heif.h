/* The crop that an AVIF or HEIC asks for. */
#ifndef TC_WORKER_PICTURE_HEIF_H
#define TC_WORKER_PICTURE_HEIF_H

#include <stddef.h>

/*
 * Browsers pass over a crop that reaches beyond the picture, and of an AVIF
 * one that does not begin at its upper left corner; libheif refuses the one
 * and obeys the other. Where there is such a crop a copy of the file without
 * it, from malloc(); else NULL.
 */
unsigned char *tc_heif_uncrop(const unsigned char *bytes, size_t len,
                              int is_avif);

#endif
