/* base/sniff: the ten allowed types, and what only looks like them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/files/sniff.h"

#define BYTES(text) text, sizeof(text) - 1

typedef struct {
    const char *bytes;
    size_t len;
    const char *mime; /* NULL: refused */
} sample_t;

static const sample_t samples[] = {
    { BYTES("\xff\xd8\xff\xe0\0\x10JFIF\0"), "image/jpeg" },
    { BYTES("\xff\xd8\xff\xe1"), "image/jpeg" },
    { BYTES("\xff\xd8"), NULL },
    { BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "image/png" },
    { BYTES("\x89PNG\n\x1a\n"), NULL },
    { BYTES("GIF89a\1\0\1\0"), "image/gif" },
    { BYTES("GIF87a\1\0\1\0"), "image/gif" },
    { BYTES("GIF88a\1\0\1\0"), NULL },
    { BYTES("RIFF\x10\0\0\0WEBPVP8 "), "image/webp" },
    { BYTES("RIFF\x10\0\0\0WEBPVP8X"), "image/webp" },
    { BYTES("RIFF\x10\0\0\0WAVEfmt "), NULL },
    { BYTES("RIFF\x10\0\0\0WEBP"), NULL },
    { BYTES("II*\0\x08\0\0\0"), "image/tiff" },
    { BYTES("MM\0*\0\0\0\x08"), "image/tiff" },
    { BYTES("II+\0\x08\0\0\0"), "image/tiff" },
    { BYTES("II*"), NULL },
    { BYTES("\0\0\0\x18"
            "ftypmp42\0\0\0\0mp42isom"),
      "video/mp4" },
    { BYTES("\0\0\0\x14"
            "ftypXYZ \0\0\0\0isom"),
      "video/mp4" },
    { BYTES("\0\0\0\x14"
            "ftypqt  \0\0\0\0isom"),
      "video/quicktime" },
    { BYTES("\0\0\0\x14"
            "ftypqt  \0\0\0\0qt  "),
      "video/quicktime" },
    { BYTES("\0\0\0\x18"
            "ftypM4A \0\0\0\0mp42isom"),
      NULL },
    { BYTES("\0\0\0\x18"
            "ftypcrx \0\0\0\0crx isom"),
      NULL },
    { BYTES("\0\0\0\x1c"
            "ftypavif\0\0\0\0avifmif1miaf"),
      "image/avif" },
    { BYTES("\0\0\0\x18"
            "ftypmif1\0\0\0\0mif1avif"),
      "image/avif" },
    { BYTES("\0\0\0\x18"
            "ftypheic\0\0\0\0mif1heic"),
      "image/heic" },
    { BYTES("\0\0\0\x18"
            "ftypmif1\0\0\0\0mif1heic"),
      "image/heic" },
    { BYTES("\0\0\0\x14"
            "ftypmif1\0\0\0\0mif1"),
      NULL },
    /* brands end with their box */
    { BYTES("\0\0\0\x14"
            "ftypmif1\0\0\0\0mif1heic"),
      NULL },
    { BYTES("\0\0\0\x08"
            "ftypmp42\0\0\0\0mp42"),
      NULL },
    { BYTES("\xff\xff\xff\xfc"
            "ftypmp42\0\0\0\0mp42"),
      NULL },
    { BYTES("\0\0\0\x18"
            "moovmp42\0\0\0\0mp42"),
      NULL },
    { BYTES("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2"
            "\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm\x42\x87\x81\x02"),
      "video/webm" },
    { BYTES("\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x0b\x42\x86\x81\x01\x42\x82"
            "\x84webm"),
      "video/webm" },
    { BYTES("\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska"), NULL },
    { BYTES("\x1a\x45\xdf\xa3\x88\x42\x82\x85webmx"), NULL },
    { BYTES("\x1a\x45\xdf\xa3\x88\x42\x82\x82webm\0"), NULL },
    { BYTES("\x1a\x45\xdf\xa3\x88\x42\x82\x85webm\0"), "video/webm" },
    { BYTES("\x1a\x45\xdf\xa3\xff\xff\xff\xff\xff"), NULL },
    { BYTES("\x1a\x45\xdf\xa3"), NULL },
    { BYTES("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), NULL },
    { BYTES("<?xml version=\"1.0\"?><svg/>"), NULL },
    { BYTES("<!DOCTYPE html><script>GIF89a</script>"), NULL },
    { BYTES("%PDF-1.7\n"), NULL },
    { BYTES("PK\3\4\x14\0\0\0"), NULL },
    { BYTES("BM\x36\0\0\0"), NULL },
    { BYTES("\0\0\1\0\1\0"), NULL },
    { BYTES("\0\0\0\x0cjP  \r\n\x87\n"), NULL },
    { BYTES("\xff\x0a"), NULL },
    { BYTES("\xef\xbb\xbf<svg/>"), NULL },
    { BYTES(""), NULL },
};

static const tc_sniff_t *sniff_copy(const char *bytes, size_t len)
{
    /* of exactly this size, so that a sanitizer sees any read beyond */
    unsigned char *copy = malloc(len > 0 ? len : 1);
    const tc_sniff_t *found;

    assert_non_null(copy);
    memcpy(copy, bytes, len);
    found = tc_sniff(copy, len);
    free(copy);
    return found;
}

static void test_samples(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        const sample_t *sample = &samples[i];
        const tc_sniff_t *found = sniff_copy(sample->bytes, sample->len);

        if (sample->mime == NULL) {
            if (found != NULL) {
                fail_msg("sample %zu taken for %s", i, found->mime_type);
            }
            continue;
        }
        if (found == NULL) {
            fail_msg("sample %zu not recognised", i);
        }
        assert_string_equal(found->mime_type, sample->mime);
        assert_int_equal(
            strncmp(found->mime_type,
                    found->media_type[0] == 'V' ? "video/" : "image/", 6),
            0);
    }
}

/* Every beginning of every sample is read within its bounds. */
static void test_cut_off(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        for (size_t len = 0; len < samples[i].len; len++) {
            const tc_sniff_t *found = sniff_copy(samples[i].bytes, len);

            if (found != NULL) {
                assert_non_null(samples[i].mime);
                assert_string_equal(found->mime_type, samples[i].mime);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_cut_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
