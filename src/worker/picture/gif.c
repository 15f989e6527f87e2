#include "worker/picture/gif.h"

#include <string.h>

#define HEADER 13
#define FLAGS_AT 10 /* in the header */
#define FRAME 10    /* with its separator */
#define FRAME_WIDTH_AT 5
#define FRAME_HEIGHT_AT 7
#define FRAME_FLAGS_AT 9
#define EXTENSION 0x21
#define SEPARATOR 0x2c

#define CODES 4096
#define MOST_BITS 12
#define NONE CODES

/* Of the table of colours that these flags announce, in bytes. */
static size_t colours(unsigned char flags)
{
    return flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

/* After the parts of a block, each of which says its length, and the empty
 * one at their end; beyond len where they are cut off. */
static size_t skip_parts(const unsigned char *bytes, size_t len, size_t at)
{
    while (at < len && bytes[at] != 0) {
        at += (size_t)bytes[at] + 1;
    }
    return at + 1;
}

/* ----------------------------------------------------------------- pixels */

/* The bits of a frame, which come in parts. */
typedef struct {
    const unsigned char *bytes;
    size_t len;
    size_t at;
    size_t left; /* in this part */
    unsigned bits;
    int count;
} bits_t;

/* NONE at the end. */
static int next_code(bits_t *in, int size)
{
    int code;

    while (in->count < size) {
        if (in->left == 0) {
            if (in->at >= in->len || in->bytes[in->at] == 0) {
                return NONE;
            }
            in->left = in->bytes[in->at++];
        }
        if (in->at >= in->len) {
            return NONE;
        }
        in->bits |= (unsigned)in->bytes[in->at++] << in->count;
        in->count += 8;
        in->left--;
    }
    code = (int)(in->bits & ((1U << size) - 1));
    in->bits >>= size;
    in->count -= size;
    return code;
}

/* How many pixels the codes stand for: a code is as long as the one before it
 * and one pixel, so that the pixels themselves are not needed. */
static double count_pixels(bits_t *in, int least)
{
    unsigned short length[CODES];
    int clear = 1 << least, size = least + 1, next = clear + 2;
    int before = NONE, code;
    double pixels = 0;

    memset(length, 0, sizeof(length));
    while ((code = next_code(in, size)) != NONE && code != clear + 1) {
        if (code == clear) {
            size = least + 1;
            next = clear + 2;
            before = NONE;
            continue;
        }
        if (code > next || (code == next && before == NONE)) {
            break;
        }
        for (int i = before == NONE ? 0 : clear; i < clear; i++) {
            length[i] = 1;
        }
        if (before != NONE && next < CODES) {
            length[next++] = (unsigned short)(length[before] + 1);
            size += next == 1 << size && size < MOST_BITS;
        }
        pixels += length[code];
        before = code;
    }
    return pixels;
}

static double number(const unsigned char *bytes)
{
    return bytes[0] | bytes[1] << 8;
}

/* Of the frame at `at`, whose pixels begin at `pixels`. */
static double share(const unsigned char *bytes, size_t len, size_t at,
                    size_t pixels)
{
    double all = number(bytes + at + FRAME_WIDTH_AT) *
                 number(bytes + at + FRAME_HEIGHT_AT);
    bits_t in = { .bytes = bytes, .len = len, .at = pixels + 1 };
    double shown;

    if (pixels >= len || bytes[pixels] < 1 || bytes[pixels] > 8 || all == 0) {
        return 0;
    }
    shown = count_pixels(&in, bytes[pixels]) / all;
    return shown < 1 ? shown : 1;
}

/* ----------------------------------------------------------------- blocks */

/* After the frame at `at`. */
static size_t read_frame(const unsigned char *bytes, size_t len, size_t at,
                         tc_gif_t *gif)
{
    size_t pixels, end;

    if (len - at <= FRAME) {
        return len + 1;
    }
    pixels = at + FRAME + colours(bytes[at + FRAME_FLAGS_AT]);
    /* a byte about the coding stands before the parts */
    end = skip_parts(bytes, len, pixels + 1);
    if (end <= len) {
        gif->frames++;
    }
    else {
        gif->shown = share(bytes, len, at, pixels);
    }
    return end;
}

void tc_gif_read(const unsigned char *bytes, size_t len, tc_gif_t *gif)
{
    size_t at = HEADER;

    memset(gif, 0, sizeof(*gif));
    gif->torn = len < HEADER;
    if (gif->torn) {
        return;
    }
    at += colours(bytes[FLAGS_AT]);
    while (at < len && (bytes[at] == EXTENSION || bytes[at] == SEPARATOR)) {
        at = bytes[at] == EXTENSION ? skip_parts(bytes, len, at + 2)
                                    : read_frame(bytes, len, at, gif);
    }
    gif->torn = at > len;
}
