#include "worker/picture/gif.h"

#define HEADER 13
#define FLAGS_AT 10 /* in the header */
#define FRAME 10    /* with its separator */
#define FRAME_FLAGS_AT 9
#define EXTENSION 0x21
#define SEPARATOR 0x2c

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

int tc_gif_is_whole(const unsigned char *bytes, size_t len)
{
    size_t at = HEADER;

    if (len < HEADER) {
        return 0;
    }
    at += colours(bytes[FLAGS_AT]);
    while (at < len) {
        if (bytes[at] == EXTENSION) {
            at = skip_parts(bytes, len, at + 2);
        }
        else if (bytes[at] != SEPARATOR) {
            return 1;
        }
        else if (len - at <= FRAME) {
            return 0;
        }
        else {
            /* a byte about the coding stands before the parts */
            at = skip_parts(bytes, len,
                            at + FRAME + colours(bytes[at + FRAME_FLAGS_AT]) +
                                1);
        }
    }
    return at == len;
}
