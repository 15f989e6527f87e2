#include "base/clip/clean_mp4.h"

#include "base/clip/box.h"
#include "base/clip/samples.h"

#define TYPE TC_BOX_TYPE
#define FILE_ITSELF 0

#define HEAD 8
#define TYPE_AT 4
#define MOST_HEAD_LENGTH 0xffffffff

/* Offsets of four bytes reach no further. */
#define MOST_MOVED 0xffffffff

/* A sample entry, from the first byte behind its length and type. */
#define ENTRY_VENDOR 12
#define ENTRY_NAME 42
#define ENTRY_NAME_LEN 32
#define ENTRY_BOXES 78

/* hdlr: what is behind the kind of track names its maker. */
#define HANDLER_KIND 8
#define HANDLER_MAKER 12

typedef struct {
    tc_bytes_t *source;
    const tc_clean_move_t *move;
    const tc_clean_sink_t *sink;
    int has_index;
    int fragments;
    int is_picture; /* the track that is walked through */
    apr_uint64_t zeroed;
} strip_t;

typedef int (*strip_fn)(strip_t *strip, const tc_box_t *box);

/* What may stay, and what becomes of it; all else goes. */
typedef struct {
    apr_uint32_t parent;
    apr_uint32_t type;
    strip_fn act; /* NULL: it stays as it is */
} rule_t;

static int walk(strip_t *strip, apr_uint32_t parent, apr_uint64_t at,
                apr_uint64_t end);

/* ----------------------------------------------------------------- fillers */

static apr_uint64_t end_of(const strip_t *strip, const tc_box_t *box)
{
    return box->end < strip->source->len ? box->end : strip->source->len;
}

static int blank(strip_t *strip, const tc_box_t *box)
{
    return strip->sink->put(strip->sink->baton, box->start + TYPE_AT, "free",
                            4) &&
           tc_clean_zero(strip->sink, box->body, end_of(strip, box));
}

/* What is no box any more. */
static int blank_rest(strip_t *strip, apr_uint64_t at, apr_uint64_t end)
{
    apr_uint64_t len = end - at;
    unsigned char head[HEAD] = { (unsigned char)(len >> 24),
                                 (unsigned char)(len >> 16),
                                 (unsigned char)(len >> 8),
                                 (unsigned char)len,
                                 'f',
                                 'r',
                                 'e',
                                 'e' };

    if (len < HEAD || len > MOST_HEAD_LENGTH) {
        return tc_clean_zero(strip->sink, at, end);
    }
    return strip->sink->put(strip->sink->baton, at, head, HEAD) &&
           tc_clean_zero(strip->sink, at + HEAD, end);
}

static int zero_within(strip_t *strip, const tc_box_t *box, apr_uint64_t at,
                       apr_uint64_t len)
{
    apr_uint64_t end = box->body + at + len;

    return tc_clean_zero(strip->sink, box->body + at,
                         end < box->end ? end : box->end);
}

/* ------------------------------------------------------------------- boxes */

static int inside(strip_t *strip, const tc_box_t *box)
{
    return walk(strip, box->type, box->body, box->end);
}

/* Space that is left free on purpose, and where some cameras write. */
static int space(strip_t *strip, const tc_box_t *box)
{
    return tc_clean_zero(strip->sink, box->body, end_of(strip, box));
}

/* Behind version and flags: when it was made and changed. */
static int times(strip_t *strip, const tc_box_t *box)
{
    int wide = tc_box_number(strip->source, box, 0, 1) == 1;

    return zero_within(strip, box, 4, wide ? 16 : 8);
}

static int handler(strip_t *strip, const tc_box_t *box)
{
    return zero_within(strip, box, HANDLER_MAKER, box->end - box->body);
}

/* Its entries may hold paths; what they lead to was not uploaded. */
static int references(strip_t *strip, const tc_box_t *box)
{
    apr_uint64_t at = box->body + HEAD;
    tc_box_t entry;

    while (tc_box_next(strip->source, &at, box->end, &entry) &&
           entry.end <= box->end) {
        if (!zero_within(strip, &entry, 4, entry.end - entry.body)) {
            return 0;
        }
    }
    return 1;
}

static int is_told(apr_uint32_t type)
{
    return type == TYPE('u', 'u', 'i', 'd') ||
           type == TYPE('u', 'd', 't', 'a') ||
           type == TYPE('m', 'e', 't', 'a') ||
           type == TYPE('f', 'r', 'e', 'e');
}

/* Decoders want the boxes of an entry, of which there are many kinds. */
static int entry_boxes(strip_t *strip, const tc_box_t *entry)
{
    apr_uint64_t at = entry->body + ENTRY_BOXES;
    tc_box_t box;

    while (tc_box_next(strip->source, &at, entry->end, &box) &&
           box.end <= entry->end) {
        if (is_told(box.type) && !blank(strip, &box)) {
            return 0;
        }
    }
    return 1;
}

static int entries(strip_t *strip, const tc_box_t *stsd)
{
    apr_uint64_t at = stsd->body + HEAD;
    tc_box_t entry;

    while (tc_box_next(strip->source, &at, stsd->end, &entry) &&
           entry.end <= stsd->end) {
        if (!zero_within(strip, &entry, ENTRY_VENDOR, 4)) {
            return 0;
        }
        if (strip->is_picture &&
            (!zero_within(strip, &entry, ENTRY_NAME, ENTRY_NAME_LEN) ||
             !entry_boxes(strip, &entry))) {
            return 0;
        }
    }
    return 1;
}

static int offsets(strip_t *strip, const tc_box_t *box)
{
    return tc_samples_move(strip->source, box, strip->move, strip->sink);
}

/* One that is neither picture nor sound goes, and with it what it holds: all
 * its samples are found, or the film is not shown. */
static int track(strip_t *strip, const tc_box_t *trak)
{
    apr_uint64_t kind = 0;
    tc_box_t mdia, hdlr;

    if (tc_box_find(strip->source, trak->body, trak->end,
                    TYPE('m', 'd', 'i', 'a'), &mdia) &&
        tc_box_find(strip->source, mdia.body, mdia.end,
                    TYPE('h', 'd', 'l', 'r'), &hdlr)) {
        kind = tc_box_number(strip->source, &hdlr, HANDLER_KIND, 4);
    }
    strip->is_picture = kind == TYPE('v', 'i', 'd', 'e');
    if (strip->is_picture || kind == TYPE('s', 'o', 'u', 'n')) {
        return inside(strip, trak);
    }
    return !strip->fragments &&
           tc_samples_zero(strip->source, trak, &strip->zeroed, strip->sink) &&
           blank(strip, trak);
}

/* There is one; its length may say "up to the end". */
static int film(strip_t *strip, const tc_box_t *moov)
{
    tc_box_t mvex, cmov;

    if (strip->has_index || moov->end > strip->source->len) {
        return blank(strip, moov);
    }
    strip->has_index = 1;
    strip->fragments = tc_box_find(strip->source, moov->body, moov->end,
                                   TYPE('m', 'v', 'e', 'x'), &mvex);
    if (tc_box_find(strip->source, moov->body, moov->end,
                    TYPE('c', 'm', 'o', 'v'), &cmov)) {
        return 0; /* compressed */
    }
    return inside(strip, moov);
}

#define MOOV TYPE('m', 'o', 'o', 'v')
#define TRAK TYPE('t', 'r', 'a', 'k')
#define MDIA TYPE('m', 'd', 'i', 'a')
#define MINF TYPE('m', 'i', 'n', 'f')
#define DINF TYPE('d', 'i', 'n', 'f')
#define STBL TYPE('s', 't', 'b', 'l')
#define MOOF TYPE('m', 'o', 'o', 'f')
#define TRAF TYPE('t', 'r', 'a', 'f')

static const rule_t rules[] = {
    { FILE_ITSELF, TYPE('f', 't', 'y', 'p'), NULL },
    { FILE_ITSELF, TYPE('s', 't', 'y', 'p'), NULL },
    { FILE_ITSELF, TYPE('p', 'd', 'i', 'n'), NULL },
    { FILE_ITSELF, MOOV, film },
    { FILE_ITSELF, MOOF, inside },
    { FILE_ITSELF, TYPE('m', 'd', 'a', 't'), NULL },
    { FILE_ITSELF, TYPE('m', 'f', 'r', 'a'), NULL },
    { FILE_ITSELF, TYPE('s', 'i', 'd', 'x'), NULL },
    { FILE_ITSELF, TYPE('s', 's', 'i', 'x'), NULL },
    { FILE_ITSELF, TYPE('f', 'r', 'e', 'e'), space },
    { FILE_ITSELF, TYPE('s', 'k', 'i', 'p'), space },
    { FILE_ITSELF, TYPE('w', 'i', 'd', 'e'), space },
    { MOOV, TYPE('m', 'v', 'h', 'd'), times },
    { MOOV, TYPE('i', 'o', 'd', 's'), NULL },
    { MOOV, TYPE('m', 'v', 'e', 'x'), NULL },
    { MOOV, TRAK, track },
    { TRAK, TYPE('t', 'k', 'h', 'd'), times },
    { TRAK, TYPE('t', 'a', 'p', 't'), NULL },
    { TRAK, TYPE('e', 'd', 't', 's'), NULL },
    { TRAK, MDIA, inside },
    { MDIA, TYPE('m', 'd', 'h', 'd'), times },
    { MDIA, TYPE('e', 'l', 'n', 'g'), NULL },
    { MDIA, TYPE('h', 'd', 'l', 'r'), handler },
    { MDIA, MINF, inside },
    { MINF, TYPE('v', 'm', 'h', 'd'), NULL },
    { MINF, TYPE('s', 'm', 'h', 'd'), NULL },
    { MINF, TYPE('h', 'd', 'l', 'r'), handler },
    { MINF, DINF, inside },
    { MINF, STBL, inside },
    { DINF, TYPE('d', 'r', 'e', 'f'), references },
    { STBL, TYPE('s', 't', 's', 'd'), entries },
    { STBL, TYPE('s', 't', 't', 's'), NULL },
    { STBL, TYPE('c', 't', 't', 's'), NULL },
    { STBL, TYPE('c', 's', 'l', 'g'), NULL },
    { STBL, TYPE('s', 't', 's', 's'), NULL },
    { STBL, TYPE('s', 't', 'p', 's'), NULL },
    { STBL, TYPE('s', 't', 's', 'h'), NULL },
    { STBL, TYPE('s', 't', 's', 'c'), NULL },
    { STBL, TYPE('s', 't', 's', 'z'), NULL },
    { STBL, TYPE('s', 't', 'z', '2'), NULL },
    { STBL, TYPE('s', 't', 'c', 'o'), offsets },
    { STBL, TYPE('c', 'o', '6', '4'), offsets },
    { STBL, TYPE('s', 'd', 't', 'p'), NULL },
    { STBL, TYPE('s', 'b', 'g', 'p'), NULL },
    { STBL, TYPE('s', 'g', 'p', 'd'), NULL },
    { STBL, TYPE('s', 'u', 'b', 's'), NULL },
    { MOOF, TYPE('m', 'f', 'h', 'd'), NULL },
    { MOOF, TRAF, inside },
    { TRAF, TYPE('t', 'f', 'h', 'd'), NULL },
    { TRAF, TYPE('t', 'f', 'd', 't'), NULL },
    { TRAF, TYPE('t', 'r', 'u', 'n'), NULL },
    { TRAF, TYPE('s', 'd', 't', 'p'), NULL },
    { TRAF, TYPE('s', 'b', 'g', 'p'), NULL },
    { TRAF, TYPE('s', 'g', 'p', 'd'), NULL },
    { TRAF, TYPE('s', 'u', 'b', 's'), NULL },
};

static int apply(strip_t *strip, apr_uint32_t parent, const tc_box_t *box)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (rules[i].parent == parent && rules[i].type == box->type) {
            return rules[i].act == NULL || rules[i].act(strip, box);
        }
    }
    return blank(strip, box);
}

/* What is cut off may be a film's pictures, of which the rest is shown. */
static int may_be_cut(apr_uint32_t parent, const tc_box_t *box)
{
    return parent == FILE_ITSELF && (box->type == TYPE('m', 'd', 'a', 't') ||
                                     box->type == TYPE('f', 'r', 'e', 'e'));
}

static int walk(strip_t *strip, apr_uint32_t parent, apr_uint64_t at,
                apr_uint64_t end)
{
    apr_uint64_t next = at;
    tc_box_t box;

    while (at < end && tc_box_next(strip->source, &next, end, &box)) {
        if (box.end > end && !may_be_cut(parent, &box)) {
            break;
        }
        if (!apply(strip, parent, &box)) {
            return 0;
        }
        at = next;
    }
    return at >= end || blank_rest(strip, at, end);
}

/* -------------------------------------------------------------------- file */

/* Whether its head holds its length, in four bytes. */
static int is_plain(tc_bytes_t *source, const tc_box_t *box)
{
    apr_uint64_t length = 0;

    return tc_bytes_number(source, box->start, 4, &length) &&
           length == box->end - box->start;
}

/* Fragments come one after the other anyway; their tables of random access
 * count from the file's beginning. */
void tc_clean_mp4_order(tc_bytes_t *source, tc_clean_move_t *move)
{
    apr_uint64_t at = 0, first = 0;
    int pictures = 0;
    tc_box_t box;

    while (tc_box_next(source, &at, source->len, &box)) {
        if (box.type == TYPE('f', 't', 'y', 'p') && box.start == 0) {
            first = box.end;
        }
        pictures |= box.type == TYPE('m', 'd', 'a', 't');
        if (box.type == MOOF || box.type == TYPE('s', 'i', 'd', 'x')) {
            return;
        }
        if (box.type == MOOV) {
            if (pictures && box.end <= source->len &&
                source->len <= MOST_MOVED && is_plain(source, &box)) {
                move->at = first;
                move->start = box.start;
                move->end = box.end;
            }
            return;
        }
    }
}

int tc_clean_mp4_strip(tc_bytes_t *source, const tc_clean_move_t *move,
                       const tc_clean_sink_t *sink)
{
    strip_t strip = { .source = source, .move = move, .sink = sink };

    return walk(&strip, FILE_ITSELF, 0, source->len) && strip.has_index;
}
