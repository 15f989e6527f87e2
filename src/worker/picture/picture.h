/*
 * A decoded picture: upright, 8 bits, sRGB, with or without alpha, in memory;
 * an animation as a roll of frames, one below the other, of which a few at a
 * time are in memory. The unit that also sets libvips up, and says which of
 * its loaders may run.
 */
#ifndef TC_WORKER_PICTURE_PICTURE_H
#define TC_WORKER_PICTURE_PICTURE_H

#include <vips/vips.h>

#include "base/job/failure.h"
#include "worker/picture/webp.h"

typedef struct {
    VipsImage *image; /* all frames */
    int frames;
    int width;
    int height;         /* of one frame */
    VipsRegion *region; /* of an animation that is being read */
    int damaged;        /* it is what could be read of the file */
} tc_picture_t;

/* Once in a process, before it forks: libvips and its loaders, all of which
 * but the allowed ones are blocked. 0, or -1. */
int tc_picture_init(const char *program);

/*
 * Decode; of an animation (more than one frame) the header alone. NULL:
 * *failure says why (its detail from GLib and never freed: the process ends
 * soon). Ended, as all others, with tc_picture_free().
 */
tc_picture_t *tc_picture_load(const char *path,
                              const tc_failure_limits_t *limits,
                              tc_failure_t *failure);

/* Of the same kind, in memory, with nothing in it yet. NULL on failure. */
VipsImage *tc_picture_blank(const VipsImage *like, int width, int height);

/* The rows of an image, so many made at a time by the thread that asks, into
 * memory for all; how many come before one that cannot be made. */
int tc_picture_rows(VipsImage *from, int strip, VipsPel *to);

/* These frames of an animation, decoded; none before one that was read. Fewer
 * where one is damaged; NULL where the first is, or there is no memory. */
tc_picture_t *tc_picture_read(tc_picture_t *roll, int first, int count);

/* How often an animation is shown, 0 for ever; how many milliseconds a frame
 * of it stands. */
int tc_picture_loops(const tc_picture_t *roll);
int tc_picture_delay(const tc_picture_t *roll, int frame);

/* One frame of so many rows of an image in memory, for the encoder. */
tc_webp_pixels_t tc_picture_pixels(VipsImage *image, int frame, int height);

/* The same at most `width` wide (and no side above what WebP can hold);
 * NULL on failure. The picture itself where it is small enough already. */
tc_picture_t *tc_picture_shrink(tc_picture_t *from, int width);

void tc_picture_free(tc_picture_t *picture);

/* What libvips complained of, as a failure for this reason or for want of
 * memory. */
void tc_picture_complaint(tc_reason_t reason, tc_failure_t *failure);

#endif
