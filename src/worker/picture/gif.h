/* How much of a GIF is there. */
#ifndef TC_WORKER_PICTURE_GIF_H
#define TC_WORKER_PICTURE_GIF_H

#include <stddef.h>

typedef struct {
    int frames;   /* that are whole */
    int torn;     /* bytes end inside a block */
    double shown; /* share of the pixels of a torn frame that are there */
} tc_gif_t;

/*
 * The loader shows what there is of a frame that was cut short. A GIF without
 * its last byte, which some programs leave out, is whole; of what is no GIF
 * the loader has to judge.
 */
void tc_gif_read(const unsigned char *bytes, size_t len, tc_gif_t *gif);

#endif
