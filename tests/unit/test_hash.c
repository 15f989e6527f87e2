/* The quick hash (src/base/hash.c) against figures of xxHash itself. */
#include "unit.h"

#include <string.h>

#include "base/hash.h"

#define ROOM 128

/* Lengths around those where the way of working changes. */
static void test_every_length(void **state)
{
    static const struct {
        apr_size_t len;
        const char *hex;
    } known[] = {
        { 0, "ef46db3751d8e999" },   { 1, "f592c0c7639c4cb6" },
        { 3, "22c08528601d4f27" },   { 4, "fb1e5cf2f1ae4d95" },
        { 5, "9d213eca1f68f273" },   { 7, "5613ac510496c04e" },
        { 8, "57cb2b7521f3e21a" },   { 12, "2f53b00266039e64" },
        { 15, "90a9714eb00e8d29" },  { 31, "e4a0e629e519a4ae" },
        { 32, "cc6b8aaada790b2d" },  { 33, "35ec49850475a832" },
        { 63, "bf9f0ba3cf95b28a" },  { 64, "155ccce4bf32befc" },
        { 103, "d72237cdfe49bde2" }, { 128, "01166e04da0ea4a8" },
    };
    unsigned char bytes[ROOM + 8];

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        for (int shift = 0; shift < 8; shift++) { /* no alignment is needed */
            for (int at = 0; at < ROOM; at++) {
                bytes[shift + at] = (unsigned char)(at * 37 + 11);
            }
            assert_string_equal(
                tc_hash_hex(*state, bytes + shift, known[i].len),
                known[i].hex);
        }
    }
}

static void test_each_bit_counts(void **state)
{
    unsigned char bytes[ROOM] = { 0 };
    apr_uint64_t plain = tc_hash(bytes, ROOM);

    (void)state;
    for (int bit = 0; bit < ROOM * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_true(tc_hash(bytes, ROOM) != plain);
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_true(tc_hash(bytes, ROOM) == plain);
    assert_true(tc_hash(bytes, ROOM - 1) != plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_every_length),
        UNIT_TEST(test_each_bit_counts),
    };

    return UNIT_RUN(tests);
}
