/* Whether a GIF is all there. */
#ifndef TC_WORKER_PICTURE_GIF_H
#define TC_WORKER_PICTURE_GIF_H

#include <stddef.h>

/*
 * 0 where bytes end inside a block. The loader shows what there is of the
 * last frame of an animation that was cut short. A GIF without its last byte,
 * which some programs leave out, is whole; of what is no GIF the loader has
 * to judge.
 */
int tc_gif_is_whole(const unsigned char *bytes, size_t len);

#endif
