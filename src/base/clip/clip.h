/*
 * What a video's container says of its picture: MP4, MOV, WebM and Matroska.
 * Nothing is decoded, and the work is bounded whatever the file says.
 */
#ifndef TC_BASE_CLIP_CLIP_H
#define TC_BASE_CLIP_CLIP_H

#include "base/clip/bytes.h"

typedef enum {
    TC_CLIP_WHOLE,
    TC_CLIP_CUT,        /* its end is missing; what is there can be shown */
    TC_CLIP_NO_PICTURE, /* sound alone, or nothing */
    TC_CLIP_DAMAGED     /* nothing can be shown */
} tc_clip_state_t;

typedef struct {
    tc_clip_state_t state;
    int width; /* as shown: with the pixels' aspect, upright; 0: not known */
    int height;
    double duration; /* seconds; below 0: not known */
    double picture;  /* of the picture alone, likewise */
} tc_clip_t;

/* Sides above this are none. */
#define TC_CLIP_SIDE_MAX 100000

void tc_clip_read(tc_bytes_t *source, tc_clip_t *clip);

/*
 * For the parsers. Set the sides from those of the coded picture and the
 * aspect of its pixels (1: square): the one side grows, the other stays, as
 * browsers have it. turned: it lies on its side.
 */
void tc_clip_set_sides(tc_clip_t *clip, double width, double height,
                       double aspect, int turned);

/* Seconds, or -1 where that is no duration. */
double tc_clip_seconds(double ticks, double ticks_a_second);

#endif
