#include "base/clip/clean_webm.h"

#include "base/clip/element.h"

#define ID(name) TC_ELEMENT_##name

#define MOST_TRACKS 64

/* Bits of a length of one byte and of eight. */
#define SHORT 0x80
#define LONG 0x01
#define LONG_HEAD 9
#define MOST_SHORT 126

typedef struct {
    tc_bytes_t *source;
    const tc_clean_sink_t *sink;
    apr_uint64_t tracks[MOST_TRACKS]; /* those that are kept */
    int count;
    int has_tracks;
} strip_t;

/* --------------------------------------------------------------- fillers */

static apr_uint64_t end_of(const strip_t *strip, const tc_element_t *one)
{
    return one->end < strip->source->len ? one->end : strip->source->len;
}

/* In the place of an element a Void of the same length. */
static int blank(strip_t *strip, const tc_element_t *one)
{
    apr_uint64_t room = one->end - one->start;
    unsigned char head[LONG_HEAD] = { ID(VOID) };
    apr_size_t used = 2;

    if (one->open || room < used) {
        return 0;
    }
    if (one->end > strip->source->len) {
        return tc_clean_zero(strip->sink, one->start, strip->source->len);
    }
    if (room - used <= MOST_SHORT) {
        head[1] = (unsigned char)(SHORT | (room - used));
    }
    else {
        used = LONG_HEAD;
        room -= used;
        head[1] = LONG;
        for (int i = LONG_HEAD - 1; i > 1; i--) {
            head[i] = (unsigned char)room;
            room >>= 8;
        }
    }
    return strip->sink->put(strip->sink->baton, one->start, head, used) &&
           tc_clean_zero(strip->sink, one->start + used, one->end);
}

/* It must be there, but need say nothing. */
static int empty(strip_t *strip, const tc_element_t *one)
{
    return tc_clean_zero(strip->sink, one->body, end_of(strip, one));
}

/* The elements that stay; 0 ends the list. */
static int keep_of(strip_t *strip, const tc_element_t *parent,
                   const apr_uint64_t *kept)
{
    apr_uint64_t at = parent->body, done = at;
    tc_element_t one;

    while (tc_element_next(strip->source, &at, parent->end, &one) &&
           one.end <= parent->end) {
        const apr_uint64_t *id = kept;

        while (*id != 0 && *id != one.id) {
            id++;
        }
        if (*id == 0 && !blank(strip, &one)) {
            return 0;
        }
        done = at;
    }
    return tc_clean_zero(strip->sink, done, parent->end);
}

/* ---------------------------------------------------------------- header */

static int read_info(strip_t *strip, const tc_element_t *info)
{
    static const apr_uint64_t kept[] = { ID(TIME_SCALE), ID(DURATION),
                                         ID(MUXING_APP), ID(WRITING_APP), 0 };
    apr_uint64_t at = info->body;
    tc_element_t one;

    while (tc_element_next(strip->source, &at, info->end, &one) &&
           one.end <= info->end) {
        if ((one.id == ID(MUXING_APP) || one.id == ID(WRITING_APP)) &&
            !empty(strip, &one)) {
            return 0;
        }
    }
    return keep_of(strip, info, kept);
}

static int read_track(strip_t *strip, const tc_element_t *track)
{
    static const apr_uint64_t kept[] = {
        ID(TRACK_NUMBER),
        ID(TRACK_TYPE),
        ID(VIDEO),
        0x73c5,   /* TrackUID, which is random */
        0xe1,     /* Audio */
        0x86,     /* CodecID */
        0x63a2,   /* CodecPrivate */
        0x56aa,   /* CodecDelay */
        0x56bb,   /* SeekPreRoll */
        0xb9,     /* FlagEnabled */
        0x88,     /* FlagDefault */
        0x55aa,   /* FlagForced */
        0x9c,     /* FlagLacing */
        0x6de7,   /* MinCache */
        0x6df8,   /* MaxCache */
        0x23e383, /* DefaultDuration */
        0x234e7a, /* DefaultDecodedFieldDuration */
        0x23314f, /* TrackTimestampScale */
        0x55ee,   /* MaxBlockAdditionID */
        0x41e4,   /* BlockAdditionMapping */
        0x22b59c, /* Language */
        0x22b59d, /* LanguageBCP47 */
        0x6d80,   /* ContentEncodings */
        0
    };
    apr_uint64_t at = track->body;
    double number = 0, type = 0;
    tc_element_t one;

    while (tc_element_next(strip->source, &at, track->end, &one)) {
        if (one.id == ID(TRACK_TYPE)) {
            type = tc_element_whole(strip->source, &one);
        }
        else if (one.id == ID(TRACK_NUMBER)) {
            number = tc_element_whole(strip->source, &one);
        }
    }
    if (type != TC_ELEMENT_PICTURE && type != TC_ELEMENT_SOUND) {
        return blank(strip, track);
    }
    if (strip->count == MOST_TRACKS) {
        return 0;
    }
    strip->tracks[strip->count++] = (apr_uint64_t)number;
    return keep_of(strip, track, kept);
}

static int read_tracks(strip_t *strip, const tc_element_t *tracks)
{
    static const apr_uint64_t kept[] = { ID(TRACK), 0 };
    apr_uint64_t at = tracks->body;
    tc_element_t one;

    strip->has_tracks = 1;
    while (tc_element_next(strip->source, &at, tracks->end, &one) &&
           one.end <= tracks->end) {
        if (one.id == ID(TRACK) && !read_track(strip, &one)) {
            return 0;
        }
    }
    return keep_of(strip, tracks, kept);
}

/* -------------------------------------------------------------- clusters */

static int read_block(strip_t *strip, const tc_element_t *holder,
                      const tc_element_t *block)
{
    apr_uint64_t track = 0;
    tc_element_head_t head;
    int unknown;

    if (tc_element_head(strip->source, block->body, &head) &&
        tc_element_vint(&head, 0, &track, &unknown)) {
        for (int i = 0; i < strip->count; i++) {
            if (strip->tracks[i] == track) {
                return 1;
            }
        }
    }
    return blank(strip, holder);
}

static int read_group(strip_t *strip, const tc_element_t *group)
{
    apr_uint64_t at = group->body;
    tc_element_t one;

    while (tc_element_next(strip->source, &at, group->end, &one)) {
        if (one.id == ID(BLOCK)) {
            return read_block(strip, group, &one);
        }
    }
    return blank(strip, group);
}

/* ------------------------------------------------------------------ file */

/* A cluster's elements are taken as the segment's. */
static int read_element(strip_t *strip, const tc_element_t *one,
                        apr_uint64_t *at)
{
    switch (one->id) {
    case ID(INFO):
        return !one->open && one->end <= strip->source->len &&
               read_info(strip, one);
    case ID(TRACKS):
        return !one->open && one->end <= strip->source->len &&
               read_tracks(strip, one);
    case ID(CLUSTER):
        *at = one->body;
        return strip->has_tracks;
    case ID(SIMPLE_BLOCK):
        return read_block(strip, one, one);
    case ID(BLOCK_GROUP):
        return read_group(strip, one);
    case ID(VOID):
        return empty(strip, one);
    case ID(SEEK_HEAD):
    case ID(CUES):
    case ID(TIMESTAMP):
    case ID(POSITION):
    case ID(PREVIOUS_SIZE):
        return 1;
    default:
        return blank(strip, one);
    }
}

static int read_segment(strip_t *strip, const tc_element_t *segment)
{
    apr_uint64_t end = end_of(strip, segment), at = segment->body, done = at;
    tc_element_t one;

    while (tc_element_next(strip->source, &at, end, &one)) {
        if (!read_element(strip, &one, &at)) {
            return 0;
        }
        done = at;
    }
    return tc_clean_zero(strip->sink, done, end);
}

int tc_clean_webm_strip(tc_bytes_t *source, const tc_clean_sink_t *sink)
{
    strip_t strip = { .source = source, .sink = sink };
    apr_uint64_t at = 0;
    tc_element_t one;

    if (!tc_element_next(source, &at, source->len, &one) ||
        one.id != ID(EBML) ||
        !tc_element_next(source, &at, source->len, &one) ||
        one.id != ID(SEGMENT)) {
        return 0;
    }
    return read_segment(&strip, &one) && strip.has_tracks &&
           tc_clean_zero(sink, at, source->len);
}
