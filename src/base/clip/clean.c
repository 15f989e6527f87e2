#include "base/clip/clean.h"

#include "base/clip/clean_mp4.h"
#include "base/clip/clean_webm.h"
#include "base/clip/element.h"

/* Reads of the file; tables are read many entries at once. */
#define BUDGET 4000000

static int is_webm(tc_bytes_t *source)
{
    apr_uint64_t magic;

    source->budget = BUDGET;
    return tc_bytes_number(source, 0, 4, &magic) && magic == TC_ELEMENT_EBML;
}

void tc_clean_order(tc_bytes_t *source, tc_clean_move_t *move)
{
    move->at = move->start = move->end = 0;
    if (!is_webm(source)) {
        tc_clean_mp4_order(source, move);
    }
}

apr_uint64_t tc_clean_place(const tc_clean_move_t *move, apr_uint64_t at)
{
    if (at < move->at || at >= move->end) {
        return at;
    }
    return at >= move->start ? move->at + (at - move->start)
                             : at + (move->end - move->start);
}

int tc_clean_strip(tc_bytes_t *source, const tc_clean_move_t *move,
                   const tc_clean_sink_t *sink)
{
    return (is_webm(source) ? tc_clean_webm_strip(source, sink)
                            : tc_clean_mp4_strip(source, move, sink)) &&
           source->budget > 0 && source->failed == 0;
}

int tc_clean_zero(const tc_clean_sink_t *sink, apr_uint64_t at,
                  apr_uint64_t end)
{
    return at >= end || sink->zero(sink->baton, at, end - at);
}
