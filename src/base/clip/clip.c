#include "base/clip/clip.h"

#include "base/clip/mp4.h"
#include "base/clip/webm.h"

/* Reads of the file, a second or two of them: enough for the index of any real
 * one, and for the blocks of hours that tell their length only one by one. */
#define BUDGET 2000000

#define MOST_SECONDS 1e9
#define EBML 0x1a45dfa3

/* An aspect beyond this is a slip rather than a shape of pixels. */
#define MOST_ASPECT 10.0

static int side(double value)
{
    return value >= 1 && value <= TC_CLIP_SIDE_MAX ? (int)(value + 0.5) : 0;
}

void tc_clip_set_sides(tc_clip_t *clip, double width, double height,
                       double aspect, int turned)
{
    if (aspect >= 1 && aspect <= MOST_ASPECT) {
        width *= aspect;
    }
    else if (aspect < 1 && aspect >= 1 / MOST_ASPECT) {
        height /= aspect;
    }
    clip->width = side(turned ? height : width);
    clip->height = side(turned ? width : height);
    if (clip->width == 0 || clip->height == 0) {
        clip->width = clip->height = 0;
    }
}

double tc_clip_seconds(double ticks, double ticks_a_second)
{
    double seconds = ticks_a_second > 0 ? ticks / ticks_a_second : -1;

    return seconds > 0 && seconds < MOST_SECONDS ? seconds : -1;
}

void tc_clip_read(tc_bytes_t *source, tc_clip_t *clip)
{
    apr_uint64_t magic;

    clip->state = TC_CLIP_DAMAGED;
    clip->width = clip->height = 0;
    clip->duration = clip->picture = -1;
    source->budget = BUDGET;
    if (!tc_bytes_number(source, 0, 4, &magic)) {
        return;
    }
    if (magic == EBML) {
        tc_webm_read(source, clip);
    }
    else {
        tc_mp4_read(source, clip);
    }
}
