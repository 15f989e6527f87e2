/* worker/gif: a GIF is whole where it ends between two blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "worker/picture/gif.h"

/* clang-format off */
static const unsigned char gif[] = {
    'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0x80, 0, 0,
    0, 0, 0, 255, 255, 255,                       /* two colours: to 19 */
    0x21, 0xf9, 4, 0, 10, 0, 0, 0,                /* an extension: to 27 */
    0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0,
    2, 2, 0x44, 1, 0,                             /* a frame: to 42 */
    0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0x80,
    9, 9, 9, 8, 8, 8, 2, 2, 0x44, 1, 1, 0, 0,     /* with colours: to 65 */
    0x3b
};
/* clang-format on */

/* A copy that ends where it says, for the sanitizer to see reads beyond. */
static int is_whole(size_t len)
{
    unsigned char *bytes = malloc(len ? len : 1);
    tc_gif_t read;

    assert_non_null(bytes);
    memcpy(bytes, gif, len);
    tc_gif_read(bytes, len, &read);
    free(bytes);
    return !read.torn;
}

static void test_every_length(void **state)
{
    (void)state;
    for (size_t len = 0; len <= sizeof(gif); len++) {
        int wanted = len == 19 || len == 27 || len == 42 || len == 65 ||
                     len == 66;

        if (is_whole(len) != wanted) {
            fail_msg("at %zu bytes", len);
        }
    }
}

static void test_what_follows_does_not_count(void **state)
{
    unsigned char more[sizeof(gif) + 2] = { 0 };
    tc_gif_t read;

    (void)state;
    memcpy(more, gif, sizeof(gif));
    more[sizeof(gif)] = 0x2c;
    tc_gif_read(more, sizeof(more), &read);
    assert_true(!read.torn && read.frames == 2);
    memcpy(more + 19, "\0\0", 2); /* no block begins so */
    tc_gif_read(more, sizeof(more), &read);
    assert_false(read.torn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_length),
        cmocka_unit_test(test_what_follows_does_not_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
