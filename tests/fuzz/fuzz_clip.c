/*
 * libFuzzer target: any bytes are a video or none, the same each time, with
 * sides and durations that can be believed; and what is taken out of a copy
 * lies within it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clip/clean.h"
#include "base/clip/clip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition) {
        abort();
    }
}

static void require_seconds(double value)
{
    require(value == -1 || (value > 0 && value < 1e9));
}

/* In a block of exactly that size, so that a look beyond it is seen. */
static tc_clip_t read_clip(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    tc_bytes_t source = { .data = copy, .fd = -1, .len = size };
    tc_clip_t clip;

    require(copy != NULL);
    if (size > 0) {
        memcpy(copy, data, size);
    }
    memset(&clip, 0, sizeof(clip));
    tc_clip_read(&source, &clip);
    free(copy);
    return clip;
}

/* What the sink was told so far, against the length of the source. */
typedef struct {
    apr_uint64_t len;
    apr_uint64_t zeroed;
} told_t;

static int zero(void *baton, apr_uint64_t at, apr_uint64_t len)
{
    told_t *told = baton;

    require(at <= told->len && len <= told->len - at);
    told->zeroed += len;
    return 1;
}

static int put(void *baton, apr_uint64_t at, const void *bytes, apr_size_t len)
{
    const told_t *told = baton;

    require(bytes != NULL && at <= told->len && len <= told->len - at);
    return 1;
}

/* However boxes lie in each other, each byte goes a few times at most. */
static void clean(const uint8_t *data, size_t size)
{
    tc_bytes_t source = { .data = data, .fd = -1, .len = size };
    told_t told = { .len = size };
    const tc_clean_sink_t sink = { &told, put, zero };
    tc_clean_move_t move;

    tc_clean_order(&source, &move);
    require(move.at <= move.start && move.start <= move.end);
    require(move.end <= size);
    require(tc_clean_place(&move, size) == size);
    if (size > 0) {
        require(tc_clean_place(&move, size - 1) < size);
    }
    (void)tc_clean_strip(&source, &move, &sink);
    require(told.zeroed <= 8 * told.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tc_clip_t clip = read_clip(data, size), again = read_clip(data, size);

    clean(data, size);
    require(memcmp(&clip, &again, sizeof(clip)) == 0);
    require(clip.width >= 0 && clip.width <= TC_CLIP_SIDE_MAX);
    require(clip.height >= 0 && clip.height <= TC_CLIP_SIDE_MAX);
    require((clip.width == 0) == (clip.height == 0));
    require_seconds(clip.duration);
    require_seconds(clip.picture);
    if (clip.state == TC_CLIP_DAMAGED || clip.state == TC_CLIP_NO_PICTURE) {
        require(clip.width == 0 && clip.duration == -1);
    }
    return 0;
}
