#include "base/clip/mp4.h"

#include <math.h>
#include <string.h>

#include "base/clip/box.h"
#include "base/clip/fragment.h"

#define TYPE TC_BOX_TYPE
#define MOST_TRACKS 64

/* A visual sample entry: its sides, and where its boxes begin. */
#define ENTRY_WIDTH 24
#define ENTRY_HEIGHT 26
#define ENTRY_BOXES 78

/* An aspect so near to 1 comes of rounding. */
#define SQUARE 0.01

typedef struct {
    int is_picture;
    apr_uint64_t id;
    double width; /* coded */
    double height;
    double aspect;
    int turned;
    apr_uint64_t samples;
    apr_uint64_t first; /* where the first of them lies */
    apr_uint64_t size;  /* and its bytes */
    double duration;    /* seconds */
    apr_uint64_t ticks; /* of a second */
} track_t;

typedef struct {
    int has_index;
    int has_picture_track; /* though perhaps an empty one */
    int cut;
    int fragments;
    double duration;
    track_t picture;
} film_t;

/* Versions 0 and 1 of a box differ by the size of their times. */
static int is_long(tc_bytes_t *source, const tc_box_t *box)
{
    return tc_box_number(source, box, 0, 1) == 1;
}

/* mvhd and mdhd: version and flags, two dates, ticks a second, duration. */
static double read_duration(tc_bytes_t *source, const tc_box_t *box,
                            apr_uint64_t *ticks)
{
    int wide = is_long(source, box);
    apr_uint64_t duration = tc_box_number(source, box, wide ? 24 : 16,
                                          wide ? 8 : 4);

    *ticks = tc_box_number(source, box, wide ? 20 : 12, 4);
    if (duration == (wide ? ~(apr_uint64_t)0 : 0xffffffff)) {
        return -1;
    }
    return tc_clip_seconds((double)duration, (double)*ticks);
}

/* ----------------------------------------------------------------- tracks */

static double fixed(tc_bytes_t *source, const tc_box_t *box, apr_uint64_t at)
{
    return (apr_int32_t)tc_box_number(source, box, at, 4) / 65536.0;
}

/* tkhd. Its sides are those of the picture as it is shown, before the matrix
 * turns it. */
static void read_header(tc_bytes_t *source, const tc_box_t *box,
                        track_t *track, double *shown)
{
    apr_uint64_t matrix = is_long(source, box) ? 52 : 40;

    track->id = tc_box_number(source, box, matrix == 52 ? 20 : 12, 4);
    track->turned = fabs(fixed(source, box, matrix + 4)) >
                    fabs(fixed(source, box, matrix));
    shown[0] = fixed(source, box, matrix + 36);
    shown[1] = fixed(source, box, matrix + 40);
}

/* The first entry of stsd. */
static void read_entry(tc_bytes_t *source, const tc_box_t *stsd,
                       track_t *track, const double *shown)
{
    apr_uint64_t at = stsd->body + 8;
    tc_box_t entry, pasp;

    if (!tc_box_next(source, &at, stsd->end, &entry) ||
        entry.end > stsd->end) {
        return;
    }
    track->width = (double)tc_box_number(source, &entry, ENTRY_WIDTH, 2);
    track->height = (double)tc_box_number(source, &entry, ENTRY_HEIGHT, 2);
    if (track->width < 1 || track->height < 1) {
        track->width = shown[0];
        track->height = shown[1];
    }
    if (tc_box_find(source, entry.body + ENTRY_BOXES, entry.end,
                    TYPE('p', 'a', 's', 'p'), &pasp)) {
        double across = (double)tc_box_number(source, &pasp, 0, 4);
        double down = (double)tc_box_number(source, &pasp, 4, 4);

        track->aspect = across > 0 && down > 0 ? across / down : 1;
    }
    else if (shown[0] >= 1 && shown[1] >= 1 && track->width >= 1) {
        double aspect = shown[0] * track->height / (shown[1] * track->width);

        track->aspect = fabs(aspect - 1) < SQUARE ? 1 : aspect;
    }
}

/* stsz: one size for all, or each one's own; stz2: sizes of few bits, which
 * are too small to matter. */
static void read_sizes(tc_bytes_t *source, const tc_box_t *box, track_t *track)
{
    track->samples = tc_box_number(source, box, 8, 4);
    if (box->type == TYPE('s', 't', 's', 'z')) {
        track->size = tc_box_number(source, box, 4, 4);
        if (track->size == 0) {
            track->size = tc_box_number(source, box, 12, 4);
        }
    }
}

/* stbl: what its samples are, how many, and where the first chunk lies. */
static void read_table(tc_bytes_t *source, const tc_box_t *stbl,
                       track_t *track, const double *shown)
{
    apr_uint64_t at = stbl->body;
    tc_box_t box;

    while (tc_box_next(source, &at, stbl->end, &box) && box.end <= stbl->end) {
        switch (box.type) {
        case TYPE('s', 't', 's', 'd'):
            read_entry(source, &box, track, shown);
            break;
        case TYPE('s', 't', 's', 'z'):
        case TYPE('s', 't', 'z', '2'):
            read_sizes(source, &box, track);
            break;
        case TYPE('s', 't', 'c', 'o'):
            track->first = tc_box_number(source, &box, 8, 4);
            break;
        case TYPE('c', 'o', '6', '4'):
            track->first = tc_box_number(source, &box, 8, 8);
            break;
        default:
            break;
        }
    }
}

static void read_track(tc_bytes_t *source, const tc_box_t *trak,
                       track_t *track)
{
    tc_box_t tkhd, mdia, box, stbl;
    double shown[2] = { 0, 0 };

    memset(track, 0, sizeof(*track));
    track->aspect = 1;
    track->duration = -1;
    if (!tc_box_find(source, trak->body, trak->end, TYPE('m', 'd', 'i', 'a'),
                     &mdia) ||
        !tc_box_find(source, mdia.body, mdia.end, TYPE('h', 'd', 'l', 'r'),
                     &box)) {
        return;
    }
    track->is_picture = tc_box_number(source, &box, 8, 4) ==
                        TYPE('v', 'i', 'd', 'e');
    if (tc_box_find(source, mdia.body, mdia.end, TYPE('m', 'd', 'h', 'd'),
                    &box)) {
        track->duration = read_duration(source, &box, &track->ticks);
    }
    if (tc_box_find(source, trak->body, trak->end, TYPE('t', 'k', 'h', 'd'),
                    &tkhd)) {
        read_header(source, &tkhd, track, shown);
    }
    if (tc_box_find(source, mdia.body, mdia.end, TYPE('m', 'i', 'n', 'f'),
                    &box) &&
        tc_box_find(source, box.body, box.end, TYPE('s', 't', 'b', 'l'),
                    &stbl)) {
        read_table(source, &stbl, track, shown);
    }
}

/* ------------------------------------------------------------------- moov */

static double longer(double one, double other)
{
    return one > other ? one : other;
}

/* The first track with a picture counts; of two the one that has samples. */
static void add_track(film_t *film, const track_t *track)
{
    if (!track->is_picture) {
        return;
    }
    if (!film->has_picture_track ||
        (film->picture.samples == 0 && track->samples > 0)) {
        film->picture = *track;
    }
    film->has_picture_track = 1;
}

static void read_index(tc_bytes_t *source, const tc_box_t *moov, film_t *film)
{
    apr_uint64_t at = moov->body, ticks = 0;
    double longest = -1;
    tc_box_t box;
    track_t track;
    int tracks = 0;

    film->has_index = 1;
    while (tc_box_next(source, &at, moov->end, &box) && box.end <= moov->end) {
        if (box.type == TYPE('m', 'v', 'h', 'd')) {
            film->duration = read_duration(source, &box, &ticks);
        }
        else if (box.type == TYPE('t', 'r', 'a', 'k') &&
                 tracks++ < MOST_TRACKS) {
            read_track(source, &box, &track);
            longest = longer(longest, track.duration);
            add_track(film, &track);
        }
        else if (box.type == TYPE('m', 'v', 'e', 'x')) {
            film->fragments = 1;
            if (film->duration < 0) {
                film->duration = tc_fragment_told(source, &box, (double)ticks);
            }
        }
    }
    if (film->duration < 0) {
        film->duration = longest;
    }
}

/* ------------------------------------------------------------------- file */

/* Its boxes one after the other; the index may stand behind the pictures. */
static void read_film(tc_bytes_t *source, film_t *film)
{
    apr_uint64_t at = 0;
    tc_box_t box;

    while (tc_box_next(source, &at, source->len, &box)) {
        int whole = box.end <= source->len;

        if (box.type == TYPE('m', 'o', 'o', 'v') && whole &&
            !film->has_index) {
            read_index(source, &box, film);
        }
        film->cut |= !whole && (box.type == TYPE('m', 'd', 'a', 't') ||
                                box.type == TYPE('m', 'o', 'o', 'f'));
    }
}

/* Whether the first of its samples is there. */
static int is_there(tc_bytes_t *source, const film_t *film)
{
    const track_t *picture = &film->picture;

    if (picture->samples == 0) {
        return film->fragments;
    }
    return picture->first < source->len &&
           picture->size <= source->len - picture->first;
}

void tc_mp4_read(tc_bytes_t *source, tc_clip_t *clip)
{
    film_t film = { .duration = -1 };

    read_film(source, &film);
    if (!film.has_index) {
        return;
    }
    if (!film.has_picture_track ||
        (film.picture.samples == 0 && !film.fragments)) {
        clip->state = TC_CLIP_NO_PICTURE;
        return;
    }
    if (!is_there(source, &film)) {
        return;
    }
    if (film.picture.samples == 0) {
        double shown = tc_fragment_duration(source, film.picture.id,
                                            (double)film.picture.ticks);

        if (shown < 0) {
            return;
        }
        film.picture.duration = shown > 0 ? shown : -1;
        film.duration = longer(film.duration, film.picture.duration);
    }
    clip->state = film.cut ? TC_CLIP_CUT : TC_CLIP_WHOLE;
    clip->duration = film.duration;
    clip->picture = film.picture.duration;
    tc_clip_set_sides(clip, film.picture.width, film.picture.height,
                      film.picture.aspect, film.picture.turned);
}
