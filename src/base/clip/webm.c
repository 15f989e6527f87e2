#include "base/clip/webm.h"

#include <math.h>
#include <string.h>

#define SEGMENT 0x18538067
#define INFO 0x1549a966
#define TIME_SCALE 0x2ad7b1
#define DURATION 0x4489
#define TRACKS 0x1654ae6b
#define TRACK 0xae
#define TRACK_NUMBER 0xd7
#define TRACK_TYPE 0x83
#define VIDEO 0xe0
#define PIXEL_WIDTH 0xb0
#define PIXEL_HEIGHT 0xba
#define CROP_BOTTOM 0x54aa
#define CROP_TOP 0x54bb
#define CROP_LEFT 0x54cc
#define CROP_RIGHT 0x54dd
#define DISPLAY_WIDTH 0x54b0
#define DISPLAY_HEIGHT 0x54ba
#define PROJECTION 0x7670
#define POSE_ROLL 0x7675
#define CLUSTER 0x1f43b675
#define TIMESTAMP 0xe7
#define SIMPLE_BLOCK 0xa3
#define BLOCK_GROUP 0xa0
#define BLOCK 0xa1

#define USUAL_SCALE 1000000 /* nanoseconds of a tick */
#define TYPE_PICTURE 1

typedef struct {
    apr_uint64_t id;
    apr_uint64_t body;
    apr_uint64_t end; /* may lie beyond what holds it */
    int open;         /* says no length: ends where its like begins */
} element_t;

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

/* --------------------------------------------------------------- elements */

/* A number of variable length; keep: with its length mark. */
static int read_vint(tc_bytes_t *source, apr_uint64_t *at, int keep,
                     apr_uint64_t *number, int *unknown)
{
    unsigned char first;
    apr_uint64_t ones;
    int bytes = 1;

    if (!tc_bytes_get(source, *at, &first, 1) || first == 0) {
        return 0;
    }
    while (!(first & (0x80 >> (bytes - 1)))) {
        bytes++;
    }
    if (!tc_bytes_number(source, *at, bytes, number)) {
        return 0;
    }
    *at += (apr_uint64_t)bytes;
    ones = ((apr_uint64_t)1 << (7 * bytes)) - 1;
    if (!keep) {
        *number &= ones;
        *unknown = *number == ones;
    }
    return 1;
}

static int next_element(tc_bytes_t *source, apr_uint64_t *at, apr_uint64_t end,
                        element_t *element)
{
    apr_uint64_t size = 0;

    element->open = 0;
    if (*at >= end ||
        !read_vint(source, at, 1, &element->id, &element->open) ||
        !read_vint(source, at, 0, &size, &element->open)) {
        return 0;
    }
    if (!element->open && size > ~*at) {
        return 0;
    }
    element->body = *at;
    element->end = element->open ? end : *at + size;
    *at = element->end;
    return 1;
}

static double whole(tc_bytes_t *source, const element_t *element)
{
    apr_uint64_t number = 0;
    apr_uint64_t size = element->end - element->body;

    (void)tc_bytes_number(source, element->body, size <= 8 ? (int)size : 0,
                          &number);
    return (double)number;
}

static double real(tc_bytes_t *source, const element_t *element)
{
    apr_uint64_t size = element->end - element->body, raw = 0;
    double value = 0;
    float small;
    apr_uint32_t half;

    if (!tc_bytes_number(source, element->body,
                         size == 4 || size == 8 ? (int)size : 0, &raw)) {
        return 0;
    }
    if (size == 4) {
        half = (apr_uint32_t)raw;
        memcpy(&small, &half, sizeof(small));
        value = small;
    }
    else if (size == 8) {
        memcpy(&value, &raw, sizeof(value));
    }
    return isfinite(value) ? value : 0;
}

/* ----------------------------------------------------------------- header */

static void read_info(tc_bytes_t *source, const element_t *info, film_t *film)
{
    apr_uint64_t at = info->body;
    double ticks = 0;
    element_t one;

    while (next_element(source, &at, info->end, &one)) {
        if (one.id == TIME_SCALE && whole(source, &one) > 0) {
            film->scale = whole(source, &one);
        }
        else if (one.id == DURATION) {
            ticks = real(source, &one);
        }
    }
    film->duration = tc_clip_seconds(ticks, 1e9 / film->scale);
}

static void read_roll(tc_bytes_t *source, const element_t *projection,
                      film_t *film)
{
    apr_uint64_t at = projection->body;
    element_t one;

    while (next_element(source, &at, projection->end, &one)) {
        if (one.id == POSE_ROLL) {
            film->roll = real(source, &one);
        }
    }
}

static void read_picture(tc_bytes_t *source, const element_t *video,
                         film_t *film)
{
    apr_uint64_t at = video->body;
    element_t one;

    while (next_element(source, &at, video->end, &one)) {
        switch (one.id) {
        case PIXEL_WIDTH:
            film->width += whole(source, &one);
            break;
        case PIXEL_HEIGHT:
            film->height += whole(source, &one);
            break;
        case CROP_LEFT:
        case CROP_RIGHT:
            film->width -= whole(source, &one);
            break;
        case CROP_TOP:
        case CROP_BOTTOM:
            film->height -= whole(source, &one);
            break;
        case DISPLAY_WIDTH:
            film->shown[0] = whole(source, &one);
            break;
        case DISPLAY_HEIGHT:
            film->shown[1] = whole(source, &one);
            break;
        case PROJECTION:
            read_roll(source, &one, film);
            break;
        default:
            break;
        }
    }
}

/* The first one with a picture counts. */
static void read_track(tc_bytes_t *source, const element_t *track,
                       film_t *film)
{
    element_t one, video = { 0, 0, 0, 0 };
    apr_uint64_t at = track->body;
    double number = 0;
    int is_picture = 0;

    while (next_element(source, &at, track->end, &one)) {
        if (one.id == TRACK_TYPE) {
            is_picture = whole(source, &one) == TYPE_PICTURE;
        }
        else if (one.id == TRACK_NUMBER) {
            number = whole(source, &one);
        }
        else if (one.id == VIDEO) {
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
static void read_block(tc_bytes_t *source, const element_t *block,
                       double cluster, film_t *film)
{
    apr_uint64_t at = block->body, track, time;
    int unknown;

    if (block->end > source->len ||
        !read_vint(source, &at, 0, &track, &unknown) ||
        !tc_bytes_number(source, at, 2, &time)) {
        return;
    }
    film->blocks |= (double)track == film->track;
    if (cluster + (apr_int16_t)time > film->last) {
        film->last = cluster + (apr_int16_t)time;
    }
}

static void read_group(tc_bytes_t *source, const element_t *group,
                       double cluster, film_t *film)
{
    apr_uint64_t at = group->body;
    element_t one;

    while (next_element(source, &at, group->end, &one)) {
        if (one.id == BLOCK) {
            read_block(source, &one, cluster, film);
        }
    }
}

/* Where the film says no duration (it was recorded as it went) the last
 * block tells it. One element of a cluster; cluster: its time. */
static void read_timed(tc_bytes_t *source, const element_t *one,
                       double *cluster, film_t *film)
{
    if (one->id == TIMESTAMP) {
        *cluster = whole(source, one);
    }
    else if (one->id == SIMPLE_BLOCK) {
        read_block(source, one, *cluster, film);
    }
    else if (one->id == BLOCK_GROUP) {
        read_group(source, one, *cluster, film);
    }
}

/* ------------------------------------------------------------------- file */

static void read_tracks(tc_bytes_t *source, const element_t *tracks,
                        film_t *film)
{
    apr_uint64_t at = tracks->body;
    element_t one;

    film->has_tracks = 1;
    while (next_element(source, &at, tracks->end, &one)) {
        if (one.id == TRACK) {
            read_track(source, &one, film);
        }
    }
}

/* 0: nothing of what follows is wanted. A cluster's elements are taken as
 * the segment's: so one without a length needs no end. */
static int read_element(tc_bytes_t *source, const element_t *one,
                        apr_uint64_t *at, double *cluster, film_t *film)
{
    switch (one->id) {
    case INFO:
        read_info(source, one, film);
        return 1;
    case TRACKS:
        read_tracks(source, one, film);
        return 1;
    case CLUSTER:
        *at = one->body;
        return 1;
    default:
        read_timed(source, one, cluster, film);
        return film->blocks == 0 || film->duration < 0;
    }
}

static void read_segment(tc_bytes_t *source, const element_t *segment,
                         film_t *film)
{
    apr_uint64_t at = segment->body;
    double cluster = 0;
    element_t one;

    film->cut = !segment->open && segment->end > source->len;
    while (next_element(
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
    element_t one;

    while (next_element(source, &at, source->len, &one)) {
        if (one.id == SEGMENT) {
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
