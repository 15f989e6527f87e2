#include "base/clip/webm.h"

#include <math.h>

#include "base/clip/element.h"

#define ID(name) TC_ELEMENT_##name

#define USUAL_SCALE 1000000 /* nanoseconds of a tick */

typedef struct {
    int has_tracks;
    int has_picture;
    double track; /* the number of the picture's */
    int blocks;   /* of it there are some */
    int cut;
    double scale; /* nanoseconds of a tick */
    double duration;
    double last; /* tick of the last block that was seen */
    double width;
    double height;
    double shown[2];
    double roll;
} film_t;

/* ----------------------------------------------------------------- header */

static void read_info(tc_bytes_t *source, const tc_element_t *info,
                      film_t *film)
{
    apr_uint64_t at = info->body;
    double ticks = 0;
    tc_element_t one;

    while (tc_element_next(source, &at, info->end, &one)) {
        if (one.id == ID(TIME_SCALE) && tc_element_whole(source, &one) > 0) {
            film->scale = tc_element_whole(source, &one);
        }
        else if (one.id == ID(DURATION)) {
            ticks = tc_element_real(source, &one);
        }
    }
    film->duration = tc_clip_seconds(ticks, 1e9 / film->scale);
}

static void read_roll(tc_bytes_t *source, const tc_element_t *projection,
                      film_t *film)
{
    apr_uint64_t at = projection->body;
    tc_element_t one;

    while (tc_element_next(source, &at, projection->end, &one)) {
        if (one.id == ID(POSE_ROLL)) {
            film->roll = tc_element_real(source, &one);
        }
    }
}

static void read_picture(tc_bytes_t *source, const tc_element_t *video,
                         film_t *film)
{
    apr_uint64_t at = video->body;
    tc_element_t one;

    while (tc_element_next(source, &at, video->end, &one)) {
        switch (one.id) {
        case ID(PIXEL_WIDTH):
            film->width += tc_element_whole(source, &one);
            break;
        case ID(PIXEL_HEIGHT):
            film->height += tc_element_whole(source, &one);
            break;
        case ID(CROP_LEFT):
        case ID(CROP_RIGHT):
            film->width -= tc_element_whole(source, &one);
            break;
        case ID(CROP_TOP):
        case ID(CROP_BOTTOM):
            film->height -= tc_element_whole(source, &one);
            break;
        case ID(DISPLAY_WIDTH):
            film->shown[0] = tc_element_whole(source, &one);
            break;
        case ID(DISPLAY_HEIGHT):
            film->shown[1] = tc_element_whole(source, &one);
            break;
        case ID(PROJECTION):
            read_roll(source, &one, film);
            break;
        default:
            break;
        }
    }
}

/* The first one with a picture counts. */
static void read_track(tc_bytes_t *source, const tc_element_t *track,
                       film_t *film)
{
    tc_element_t one, video = { 0, 0, 0, 0, 0 };
    apr_uint64_t at = track->body;
    double number = 0;
    int is_picture = 0;

    while (tc_element_next(source, &at, track->end, &one)) {
        if (one.id == ID(TRACK_TYPE)) {
            is_picture = tc_element_whole(source, &one) == TC_ELEMENT_PICTURE;
        }
        else if (one.id == ID(TRACK_NUMBER)) {
            number = tc_element_whole(source, &one);
        }
        else if (one.id == ID(VIDEO)) {
            video = one;
        }
    }
    if (is_picture && !film->has_picture) {
        film->has_picture = 1;
        film->track = number;
        read_picture(source, &video, film);
    }
}

/* --------------------------------------------------------------- clusters */

/* The number of its track, then a time of two bytes with a sign. One that is
 * cut off shows nothing. */
static void read_block(tc_bytes_t *source, const tc_element_t *block,
                       double cluster, film_t *film)
{
    apr_uint64_t track, time;
    tc_element_head_t head;
    int unknown;

    if (block->end > source->len ||
        !tc_element_head(source, block->body, &head) ||
        !tc_element_vint(&head, 0, &track, &unknown) ||
        !tc_element_number(&head, 2, &time)) {
        return;
    }
    film->blocks |= (double)track == film->track;
    if (cluster + (apr_int16_t)time > film->last) {
        film->last = cluster + (apr_int16_t)time;
    }
}

static void read_group(tc_bytes_t *source, const tc_element_t *group,
                       double cluster, film_t *film)
{
    apr_uint64_t at = group->body;
    tc_element_t one;

    while (tc_element_next(source, &at, group->end, &one)) {
        if (one.id == ID(BLOCK)) {
            read_block(source, &one, cluster, film);
        }
    }
}

/* Where the film says no duration (it was recorded as it went) the last
 * block tells it. One element of a cluster; cluster: its time. */
static void read_timed(tc_bytes_t *source, const tc_element_t *one,
                       double *cluster, film_t *film)
{
    if (one->id == ID(TIMESTAMP)) {
        *cluster = tc_element_whole(source, one);
    }
    else if (one->id == ID(SIMPLE_BLOCK)) {
        read_block(source, one, *cluster, film);
    }
    else if (one->id == ID(BLOCK_GROUP)) {
        read_group(source, one, *cluster, film);
    }
}

/* ------------------------------------------------------------------- file */

static void read_tracks(tc_bytes_t *source, const tc_element_t *tracks,
                        film_t *film)
{
    apr_uint64_t at = tracks->body;
    tc_element_t one;

    film->has_tracks = 1;
    while (tc_element_next(source, &at, tracks->end, &one)) {
        if (one.id == ID(TRACK)) {
            read_track(source, &one, film);
        }
    }
}

/* 0: nothing of what follows is wanted. A cluster's elements are taken as
 * the segment's: so one without a length needs no end. */
static int read_element(tc_bytes_t *source, const tc_element_t *one,
                        apr_uint64_t *at, double *cluster, film_t *film)
{
    switch (one->id) {
    case ID(INFO):
        read_info(source, one, film);
        return 1;
    case ID(TRACKS):
        read_tracks(source, one, film);
        return 1;
    case ID(CLUSTER):
        *at = one->body;
        return 1;
    default:
        read_timed(source, one, cluster, film);
        return film->blocks == 0 || film->duration < 0;
    }
}

static void read_segment(tc_bytes_t *source, const tc_element_t *segment,
                         film_t *film)
{
    apr_uint64_t at = segment->body;
    double cluster = 0;
    tc_element_t one;

    film->cut = !segment->open && segment->end > source->len;
    while (tc_element_next(
        source, &at, segment->end < source->len ? segment->end : source->len,
        &one)) {
        film->cut |= !one.open && one.end > source->len;
        if (!read_element(source, &one, &at, &cluster, film)) {
            return;
        }
    }
}

void tc_webm_read(tc_bytes_t *source, tc_clip_t *clip)
{
    film_t film = { .scale = USUAL_SCALE, .duration = -1 };
    double aspect = 1;
    apr_uint64_t at = 0;
    tc_element_t one;

    while (tc_element_next(source, &at, source->len, &one)) {
        if (one.id == ID(SEGMENT)) {
            read_segment(source, &one, &film);
            break;
        }
    }
    if (film.has_tracks && !film.has_picture) {
        clip->state = TC_CLIP_NO_PICTURE;
        return;
    }
    if (!film.has_tracks || film.blocks == 0) {
        return;
    }
    if (film.duration < 0 && source->budget > 0) {
        film.duration = tc_clip_seconds(film.last, 1e9 / film.scale);
    }
    if (film.shown[0] > 0 && film.shown[1] > 0 && film.width > 0) {
        aspect = film.shown[0] * film.height / (film.shown[1] * film.width);
    }
    clip->state = film.cut ? TC_CLIP_CUT : TC_CLIP_WHOLE;
    clip->duration = clip->picture = film.duration;
    tc_clip_set_sides(clip, film.width, film.height, aspect,
                      fabs(fabs(film.roll) - 90) < 1);
}
