#include "base/clip/fragment.h"

#include "base/clip/clip.h"

#define TYPE TC_BOX_TYPE

/* Flags of tfhd, by which members stand in it, and their sizes. */
#define TFHD_BASE 0x1
#define TFHD_DESCRIPTION 0x2
#define TFHD_DURATION 0x8

/* Flags of trun. */
#define TRUN_OFFSET 0x1
#define TRUN_FIRST_FLAGS 0x4
#define TRUN_DURATION 0x100
#define TRUN_SIZE 0x200
#define TRUN_FLAGS 0x400
#define TRUN_TIME 0x800

/* Less than any frame, more than nothing: seconds. */
#define SHORT 0.001

typedef struct {
    apr_uint64_t track;
    double usual; /* ticks of a sample */
    double end;   /* ticks so far */
    int samples;  /* there are some */
} reading_t;

double tc_fragment_told(tc_bytes_t *source, const tc_box_t *mvex, double ticks)
{
    tc_box_t mehd;
    int wide;

    if (!tc_box_find(source, mvex->body, mvex->end, TYPE('m', 'e', 'h', 'd'),
                     &mehd)) {
        return -1;
    }
    wide = tc_box_number(source, &mehd, 0, 1) == 1;
    return tc_clip_seconds(
        (double)tc_box_number(source, &mehd, 4, wide ? 8 : 4), ticks);
}

/* Returns whether it is of the track that is wanted. */
static int read_header(tc_bytes_t *source, const tc_box_t *traf,
                       reading_t *reading, double *usual)
{
    apr_uint64_t flags, at = 8;
    tc_box_t tfhd;

    if (!tc_box_find(source, traf->body, traf->end, TYPE('t', 'f', 'h', 'd'),
                     &tfhd) ||
        tc_box_number(source, &tfhd, 4, 4) != reading->track) {
        return 0;
    }
    flags = tc_box_number(source, &tfhd, 0, 4) & 0xffffff;
    at += (flags & TFHD_BASE ? 8 : 0) + (flags & TFHD_DESCRIPTION ? 4 : 0);
    *usual = flags & TFHD_DURATION
                 ? (double)tc_box_number(source, &tfhd, at, 4)
                 : reading->usual;
    return 1;
}

/* How many ticks a run of samples stands. */
static double run_length(tc_bytes_t *source, const tc_box_t *trun,
                         double usual, int *samples)
{
    apr_uint64_t flags = tc_box_number(source, trun, 0, 4);
    apr_uint64_t count = tc_box_number(source, trun, 4, 4);
    apr_uint64_t at = 8, step = 0;
    double sum = 0;

    at += (flags & TRUN_OFFSET ? 4 : 0) + (flags & TRUN_FIRST_FLAGS ? 4 : 0);
    for (int flag = TRUN_DURATION; flag <= TRUN_TIME; flag <<= 1) {
        step += flags & (apr_uint64_t)flag ? 4 : 0;
    }
    *samples |= count > 0;
    if (!(flags & TRUN_DURATION)) {
        return (double)count * usual;
    }
    for (; count > 0 && at < trun->end - trun->body && source->budget > 0;
         count--, at += step) {
        sum += (double)tc_box_number(source, trun, at, 4);
    }
    return sum;
}

static void read_traf(tc_bytes_t *source, const tc_box_t *traf,
                      reading_t *reading)
{
    double usual = 0, at = reading->end;
    apr_uint64_t next = traf->body;
    tc_box_t box;

    if (!read_header(source, traf, reading, &usual)) {
        return;
    }
    while (tc_box_next(source, &next, traf->end, &box) &&
           box.end <= traf->end) {
        if (box.type == TYPE('t', 'f', 'd', 't')) {
            int wide = tc_box_number(source, &box, 0, 1) == 1;

            at = (double)tc_box_number(source, &box, 4, wide ? 8 : 4);
        }
        else if (box.type == TYPE('t', 'r', 'u', 'n')) {
            at += run_length(source, &box, usual, &reading->samples);
        }
    }
    if (at > reading->end) {
        reading->end = at;
    }
}

/* trex: what holds for samples of which their fragment says nothing. */
static void read_defaults(tc_bytes_t *source, const tc_box_t *moov,
                          reading_t *reading)
{
    tc_box_t mvex, trex;
    apr_uint64_t at;

    if (!tc_box_find(source, moov->body, moov->end, TYPE('m', 'v', 'e', 'x'),
                     &mvex)) {
        return;
    }
    at = mvex.body;
    while (
        tc_box_find(source, at, mvex.end, TYPE('t', 'r', 'e', 'x'), &trex)) {
        if (tc_box_number(source, &trex, 4, 4) == reading->track) {
            reading->usual = (double)tc_box_number(source, &trex, 12, 4);
        }
        at = trex.end;
    }
}

double tc_fragment_duration(tc_bytes_t *source, apr_uint64_t track,
                            double ticks)
{
    reading_t reading = { .track = track };
    apr_uint64_t at = 0, inside;
    tc_box_t box, traf;
    double seconds;

    while (tc_box_next(source, &at, source->len, &box) &&
           box.end <= source->len) {
        if (box.type == TYPE('m', 'o', 'o', 'v')) {
            read_defaults(source, &box, &reading);
        }
        inside = box.body;
        while (box.type == TYPE('m', 'o', 'o', 'f') &&
               tc_box_find(source, inside, box.end, TYPE('t', 'r', 'a', 'f'),
                           &traf)) {
            read_traf(source, &traf, &reading);
            inside = traf.end;
        }
    }
    if (!reading.samples) {
        return -1;
    }
    if (source->budget <= 0) {
        return 0; /* there is more of it than was looked at */
    }
    seconds = tc_clip_seconds(reading.end, ticks);
    return seconds > SHORT ? seconds : SHORT;
}
