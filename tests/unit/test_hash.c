/* The quick hash (src/base/crypto/hash.c). */
#include "unit.h"

#include <string.h>

#include "base/crypto/hash.h"

#define ROOM 128

/* The figures are those of `xxhsum -H3`: tags stay the same on every machine
 * and with every version of the library. */
static void test_known(void **state)
{
    assert_string_equal(tc_hash_hex(*state, "", 0), "2d06800538d394c2");
    assert_string_equal(tc_hash_hex(*state, "{}", 2), "1349cde127705c16");
    assert_int_equal(strlen(tc_hash_hex(*state, "x", 1)), TC_HASH_HEX);
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
        UNIT_TEST(test_known),
        UNIT_TEST(test_each_bit_counts),
    };

    return UNIT_RUN(tests);
}
