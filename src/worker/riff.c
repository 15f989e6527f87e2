#include "worker/riff.h"

#include <stdint.h>
#include <string.h>

#define HEAD 12
#define CHUNK 8
#define VP8X_SIZE 10
#define KEPT_FLAGS 0x12 /* alpha, animation */

static uint32_t get32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
           (uint32_t)at[3] << 24;
}

static void put32(unsigned char *at, uint32_t value)
{
    at[0] = (unsigned char)value;
    at[1] = (unsigned char)(value >> 8);
    at[2] = (unsigned char)(value >> 16);
    at[3] = (unsigned char)(value >> 24);
}

static int is_picture(const unsigned char *chunk)
{
    static const char names[] = "VP8 VP8LVP8XALPHANIMANMF";

    for (size_t i = 0; i + 4 < sizeof(names); i += 4) {
        if (memcmp(chunk, names + i, 4) == 0) {
            return 1;
        }
    }
    return 0;
}

/* The extended header says what follows; it is needed for alpha beside a
 * lossy picture and for animations alone. */
static size_t trim_header(unsigned char *chunk, size_t whole)
{
    if (memcmp(chunk, "VP8X", 4) != 0 || whole < CHUNK + VP8X_SIZE) {
        return whole;
    }
    chunk[CHUNK] &= KEPT_FLAGS;
    return chunk[CHUNK] == 0 ? 0 : whole;
}

size_t tc_riff_strip(unsigned char *bytes, size_t len)
{
    size_t at = HEAD, to = HEAD;

    if (len < HEAD || memcmp(bytes, "RIFF", 4) != 0 ||
        memcmp(bytes + 8, "WEBP", 4) != 0) {
        return 0;
    }
    while (len - at >= CHUNK) {
        size_t size = get32(bytes + at + 4);
        size_t whole = CHUNK + size + (size & 1);
        size_t keep;

        if (whole > len - at) {
            return 0;
        }
        keep = is_picture(bytes + at) ? trim_header(bytes + at, whole) : 0;
        memmove(bytes + to, bytes + at, keep);
        to += keep;
        at += whole;
    }
    put32(bytes + 4, (uint32_t)(to - CHUNK));
    return to;
}
