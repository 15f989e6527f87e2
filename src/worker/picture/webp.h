/* Pictures and animations to WebP, by libwebp itself. */
#ifndef TC_WORKER_PICTURE_WEBP_H
#define TC_WORKER_PICTURE_WEBP_H

#include <stddef.h>

typedef struct {
    const unsigned char *data; /* 8 bits, sRGB, rows without gaps */
    int width;
    int height;
    int bands; /* 3, or 4 with alpha */
} tc_webp_pixels_t;

typedef struct {
    int quality; /* 1-100 */
    int effort;  /* 0-6 */
} tc_webp_how_t;

typedef struct {
    unsigned char *data; /* ended with tc_webp_free() */
    size_t len;
} tc_webp_file_t;

typedef struct tc_webp_t tc_webp_t;
typedef struct tc_webp_roll_t tc_webp_roll_t;

/*
 * All functions that can fail say why in libvips's error buffer. Nothing of
 * what a file said beside its pixels gets into what they make.
 *
 * The pixels as the encoder wants them, at half the size: the caller's may go
 * before they are encoded. is_flat: of a flat picture (flat.h), which is also
 * tried with all its pixels kept, or nearly so, and is then as large as before.
 * NULL on failure.
 */
tc_webp_t *tc_webp_take(const tc_webp_pixels_t *pixels, int is_flat);

/* The same of a blurred picture with no side above `side`. */
tc_webp_t *tc_webp_blur(const tc_webp_pixels_t *pixels, int side);

/* Ends taken, whatever comes of it. 0, or -1. */
int tc_webp_encode(tc_webp_t *taken, const tc_webp_how_t *how,
                   tc_webp_file_t *file);

/* An animation of frames of one size; loops: 0 for ever. NULL on failure. */
tc_webp_roll_t *tc_webp_roll_open(int width, int height, int loops,
                                  const tc_webp_how_t *how);

/* The next frame, which stands for so many milliseconds. 0, or -1. */
int tc_webp_roll_add(tc_webp_roll_t *roll, const tc_webp_pixels_t *pixels,
                     int milliseconds);

/* Ends roll, whatever comes of it. 0, or -1. */
int tc_webp_roll_close(tc_webp_roll_t *roll, tc_webp_file_t *file);

void tc_webp_free(tc_webp_file_t *file);

#endif
