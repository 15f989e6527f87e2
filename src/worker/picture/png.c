#include "worker/picture/png.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SIGNATURE 8
#define FRAME 12 /* length, type and checksum */
#define POLYNOMIAL 0xedb88320

static uint32_t number(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

static void make_table(uint32_t *table)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i;

        for (int bit = 0; bit < 8; bit++) {
            value = value & 1 ? POLYNOMIAL ^ value >> 1 : value >> 1;
        }
        table[i] = value;
    }
}

static uint32_t checksum(const uint32_t *table, const unsigned char *bytes,
                         size_t len)
{
    uint32_t sum = 0xffffffff;

    while (len-- > 0) {
        sum = table[(sum ^ *bytes++) & 0xff] ^ sum >> 8;
    }
    return ~sum;
}

static void put_number(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (unsigned char)(value >> (24 - 8 * i));
    }
}

/* Where the chunk that is cut off begins; len where there is none. */
static size_t find_torn(const unsigned char *bytes, size_t len)
{
    size_t at = SIGNATURE;

    while (at < len && len - at >= FRAME &&
           number(bytes + at) <= len - at - FRAME) {
        at += FRAME + number(bytes + at);
    }
    return at < len ? at : len;
}

unsigned char *tc_png_mend(const unsigned char *bytes, size_t len,
                           size_t *mended)
{
    static const unsigned char end[FRAME] = {
        0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82
    };
    size_t at = find_torn(bytes, len), size;
    unsigned char *copy;
    uint32_t table[256];

    if (len - at < 8 || memcmp(bytes + at + 4, "IDAT", 4) != 0) {
        return NULL;
    }
    copy = malloc(len + 4 + FRAME);
    if (copy == NULL) {
        return NULL;
    }
    memcpy(copy, bytes, len);
    size = len - at - 8;
    make_table(table);
    put_number(copy + at, (uint32_t)size);
    put_number(copy + len, checksum(table, copy + at + 4, size + 4));
    memcpy(copy + len + 4, end, FRAME);
    *mended = len + 4 + FRAME;
    return copy;
}

int tc_png_is_whole(const unsigned char *bytes, size_t len)
{
    uint32_t table[256];
    size_t at = SIGNATURE;

    make_table(table);
    while (at < len && len - at >= FRAME) {
        size_t size = number(bytes + at);
        const unsigned char *type = bytes + at + 4;

        if (size > len - at - FRAME) {
            return 0;
        }
        /* those of the picture itself are the loader's to look at */
        if (memcmp(type, "IDAT", 4) != 0 &&
            checksum(table, type, size + 4) != number(type + 4 + size)) {
            return 0;
        }
        if (memcmp(type, "IEND", 4) == 0) {
            return 1;
        }
        at += FRAME + size;
    }
    return 0;
}
