/* base/frame: messages survive any split, and lies about length do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <apr_general.h>
#include <apr_pools.h>

#include "base/job/frame.h"

typedef struct {
    apr_pool_t *p;
    int near;
    int far;
} pair_t;

static int setup(void **state)
{
    static pair_t pair;
    int fds[2];

    apr_pool_create(&pair.p, NULL);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) != 0) {
        return -1;
    }
    pair.near = fds[0];
    pair.far = fds[1];
    *state = &pair;
    return 0;
}

static int teardown(void **state)
{
    pair_t *pair = *state;

    close(pair->near);
    if (pair->far >= 0) {
        close(pair->far);
    }
    apr_pool_destroy(pair->p);
    return 0;
}

static void close_far(pair_t *pair)
{
    close(pair->far);
    pair->far = -1;
}

static void test_round_trip(void **state)
{
    pair_t *pair = *state;
    const char *texts[] = { "{\"a\":1}", "", "second" };

    for (int i = 0; i < 3; i++) {
        assert_int_equal(tc_frame_write(pair->far, texts[i], strlen(texts[i])),
                         0);
    }
    for (int i = 0; i < 3; i++) {
        tc_frame_t frame = { .have = 0 };

        assert_int_equal(tc_frame_read(&frame, pair->near, pair->p), 0);
        assert_int_equal(frame.len, strlen(texts[i]));
        assert_string_equal(frame.body, texts[i]);
    }
}

static void test_byte_by_byte(void **state)
{
    pair_t *pair = *state;
    const char raw[] = "\0\0\0\5hello";
    tc_frame_t frame = { .have = 0 };

    for (size_t i = 0; i < sizeof(raw) - 1; i++) {
        assert_true(
            APR_STATUS_IS_EAGAIN(tc_frame_read(&frame, pair->near, pair->p)));
        assert_int_equal(write(pair->far, raw + i, 1), 1);
    }
    assert_int_equal(tc_frame_read(&frame, pair->near, pair->p), 0);
    assert_string_equal(frame.body, "hello");
}

static void test_largest(void **state)
{
    pair_t *pair = *state;
    char *big = apr_palloc(pair->p, TC_FRAME_MAX + 1);
    tc_frame_t frame = { .have = 0 };

    memset(big, 'x', TC_FRAME_MAX + 1);
    assert_int_equal(tc_frame_write(pair->far, big, TC_FRAME_MAX + 1),
                     APR_EINVAL);
    assert_int_equal(tc_frame_write(pair->far, big, TC_FRAME_MAX), 0);
    assert_int_equal(tc_frame_read(&frame, pair->near, pair->p), 0);
    assert_int_equal(frame.len, TC_FRAME_MAX);
    assert_memory_equal(frame.body, big, TC_FRAME_MAX);
}

static void test_too_long_refused(void **state)
{
    pair_t *pair = *state;
    const char lies[][4] = { { 0, 1, 0, 1 }, { '\xff', '\xff', 0, 0 } };

    for (int i = 0; i < 2; i++) {
        tc_frame_t frame = { .have = 0 };

        assert_int_equal(write(pair->far, lies[i], 4), 4);
        assert_int_equal(tc_frame_read(&frame, pair->near, pair->p),
                         APR_EINVAL);
        assert_null(frame.body);
    }
}

static void test_closed_between(void **state)
{
    pair_t *pair = *state;
    tc_frame_t frame = { .have = 0 };

    close_far(pair);
    assert_int_equal(tc_frame_read(&frame, pair->near, pair->p), APR_EOF);
}

static void test_closed_within(void **state)
{
    pair_t *pair = *state;

    for (int cut = 1; cut < 7; cut++) {
        int fds[2];
        tc_frame_t frame = { .have = 0 };

        assert_int_equal(pipe(fds), 0);
        assert_int_equal(write(fds[1], "\0\0\0\3abc", (size_t)cut), cut);
        close(fds[1]);
        assert_int_equal(tc_frame_read(&frame, fds[0], pair->p), APR_EGENERAL);
        close(fds[0]);
    }
}

static void test_full_buffer(void **state)
{
    pair_t *pair = *state;
    char *big = apr_pcalloc(pair->p, TC_FRAME_MAX);
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < 10000 && rv == APR_SUCCESS; i++) {
        rv = tc_frame_write(pair->far, big, TC_FRAME_MAX);
    }
    assert_true(APR_STATUS_IS_EAGAIN(rv));
}

static void test_no_sigpipe(void **state)
{
    pair_t *pair = *state;

    signal(SIGPIPE, SIG_DFL);
    close_far(pair);
    assert_int_equal(tc_frame_write(pair->near, "x", 1), EPIPE);
}

static void test_pipe(void **state)
{
    pair_t *pair = *state;
    tc_frame_t frame = { .have = 0 };
    int fds[2];

    assert_int_equal(pipe(fds), 0);
    assert_int_equal(tc_frame_write(fds[1], "through a pipe", 14), 0);
    assert_int_equal(tc_frame_read(&frame, fds[0], pair->p), 0);
    assert_string_equal(frame.body, "through a pipe");
    close(fds[0]);
    close(fds[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, setup, teardown),
        cmocka_unit_test_setup_teardown(test_byte_by_byte, setup, teardown),
        cmocka_unit_test_setup_teardown(test_largest, setup, teardown),
        cmocka_unit_test_setup_teardown(test_too_long_refused, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_closed_between, setup, teardown),
        cmocka_unit_test_setup_teardown(test_closed_within, setup, teardown),
        cmocka_unit_test_setup_teardown(test_full_buffer, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_sigpipe, setup, teardown),
        cmocka_unit_test_setup_teardown(test_pipe, setup, teardown),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
