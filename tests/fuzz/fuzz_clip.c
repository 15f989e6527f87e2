/*
 * libFuzzer target: any bytes are a video or none, the same each time, with
 * sides and durations that can be believed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tc_clip_t clip = read_clip(data, size), again = read_clip(data, size);

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
