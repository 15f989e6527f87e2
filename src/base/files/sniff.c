#include "base/files/sniff.h"

#include <string.h>

typedef enum {
    KIND_JPEG,
    KIND_PNG,
    KIND_WEBP,
    KIND_GIF,
    KIND_AVIF,
    KIND_HEIC,
    KIND_TIFF,
    KIND_MP4,
    KIND_MOV,
    KIND_WEBM,
    KIND_NONE
} kind_t;

static const tc_sniff_t kinds[KIND_NONE] = {
    [KIND_JPEG] = { "image/jpeg", "jpg", "IMAGE" },
    [KIND_PNG] = { "image/png", "png", "IMAGE" },
    [KIND_WEBP] = { "image/webp", "webp", "IMAGE" },
    [KIND_GIF] = { "image/gif", "gif", "IMAGE" },
    [KIND_AVIF] = { "image/avif", "avif", "IMAGE" },
    [KIND_HEIC] = { "image/heic", "heic", "IMAGE" },
    [KIND_TIFF] = { "image/tiff", "tif", "IMAGE" },
    [KIND_MP4] = { "video/mp4", "mp4", "VIDEO" },
    [KIND_MOV] = { "video/quicktime", "mov", "VIDEO" },
    [KIND_WEBM] = { "video/webm", "webm", "VIDEO" },
};

static int has(const unsigned char *bytes, apr_size_t len, apr_size_t at,
               const char *text, apr_size_t text_len)
{
    return at <= len && len - at >= text_len &&
           memcmp(bytes + at, text, text_len) == 0;
}

/* A string constant, its NULs included but not the one that ends it. */
#define HAS(at, text) has(bytes, len, (at), (text), sizeof(text) - 1)

/* ------------------------------------------------------------- ISO BMFF */

static int brand_in(const unsigned char *brand, const char *brands)
{
    for (; *brands; brands += 4) {
        if (memcmp(brand, brands, 4) == 0) {
            return 1;
        }
    }
    return 0;
}

static kind_t brand_kind(const unsigned char *brand)
{
    if (brand_in(brand, "avifavis")) {
        return KIND_AVIF;
    }
    if (brand_in(brand, "heicheixheimheishevchevxhevmhevs")) {
        return KIND_HEIC;
    }
    if (brand_in(brand, "isomiso2iso3iso4iso5iso6iso7iso8iso9mp41mp42avc1"
                        "dashM4V M4VHM4VPMSNVmmp4f4v XAVCndshhvc1")) {
        return KIND_MP4;
    }
    return brand_in(brand, "qt  ") ? KIND_MOV : KIND_NONE;
}

/*
 * The file type box says what the file is: the major brand first; where that
 * is a general one the compatible brands. Sound and camera raw files name
 * general brands as compatible and are none of ours.
 */
static kind_t sniff_bmff(const unsigned char *bytes, apr_size_t len)
{
    apr_size_t size;
    kind_t kind;

    if (len < 16 || !HAS(4, "ftyp")) {
        return KIND_NONE;
    }
    size = (apr_size_t)bytes[0] << 24 | (apr_size_t)bytes[1] << 16 |
           (apr_size_t)bytes[2] << 8 | bytes[3];
    if (size < 16 || size % 4 != 0 || size > TC_SNIFF_BYTES) {
        return KIND_NONE;
    }
    kind = brand_kind(bytes + 8);
    if (kind != KIND_NONE) {
        return kind;
    }
    if (brand_in(bytes + 8, "M4A M4B M4P crx jp2 jpx ")) {
        return KIND_NONE;
    }
    if (size > len) {
        size = len;
    }
    for (apr_size_t at = 16; at + 4 <= size; at += 4) {
        kind = brand_kind(bytes + at);
        if (kind != KIND_NONE) {
            return kind;
        }
    }
    return KIND_NONE;
}

/* ----------------------------------------------------------------- EBML */

/*
 * A number of variable length at *at; keep: with its length mark (an id).
 * 0 where there is none (neither an id nor a length that we need is 0).
 */
static apr_uint64_t ebml_number(const unsigned char *bytes, apr_size_t len,
                                apr_size_t *at, int keep)
{
    apr_uint64_t number;
    unsigned char mark = 0x80;
    int more = 0;

    if (*at >= len || bytes[*at] == 0) {
        return 0;
    }
    while (!(bytes[*at] & mark)) {
        mark >>= 1;
        more++;
    }
    if (len - *at < (apr_size_t)more + 1) {
        return 0;
    }
    number = keep ? bytes[*at] : bytes[*at] & (mark - 1);
    for ((*at)++; more > 0; more--, (*at)++) {
        number = number << 8 | bytes[*at];
    }
    return number;
}

/* Matroska and WebM differ by the document type in the header alone. */
static kind_t sniff_ebml(const unsigned char *bytes, apr_size_t len)
{
    apr_size_t at = 4, end;
    apr_uint64_t size = ebml_number(bytes, len, &at, 0);

    if (size == 0 || size > TC_SNIFF_BYTES) {
        return KIND_NONE;
    }
    end = at + (apr_size_t)size < len ? at + (apr_size_t)size : len;
    while (at < end) {
        apr_uint64_t id = ebml_number(bytes, end, &at, 1);

        size = ebml_number(bytes, end, &at, 0);
        if (id == 0 || size == 0 || size > end - at) {
            return KIND_NONE;
        }
        if (id == 0x4282) { /* DocType; may be padded with NULs */
            return size >= 4 && HAS(at, "webm") &&
                           (size == 4 || bytes[at + 4] == 0)
                       ? KIND_WEBM
                       : KIND_NONE;
        }
        at += (apr_size_t)size;
    }
    return KIND_NONE;
}

/* ------------------------------------------------------------ the others */

static kind_t sniff(const unsigned char *bytes, apr_size_t len)
{
    if (HAS(0, "\xff\xd8\xff")) {
        return KIND_JPEG;
    }
    if (HAS(0, "\x89PNG\r\n\x1a\n")) {
        return KIND_PNG;
    }
    if (HAS(0, "GIF87a") || HAS(0, "GIF89a")) {
        return KIND_GIF;
    }
    if (HAS(0, "RIFF") && HAS(8, "WEBPVP8")) {
        return KIND_WEBP;
    }
    if (HAS(0, "II*\0") || HAS(0, "MM\0*") || HAS(0, "II+\0\x08\0\0\0") ||
        HAS(0, "MM\0+\0\x08\0\0")) {
        return KIND_TIFF;
    }
    if (HAS(0, "\x1a\x45\xdf\xa3")) {
        return sniff_ebml(bytes, len);
    }
    return sniff_bmff(bytes, len);
}

const tc_sniff_t *tc_sniff(const unsigned char *bytes, apr_size_t len)
{
    kind_t kind = sniff(bytes, len);

    return kind == KIND_NONE ? NULL : &kinds[kind];
}
