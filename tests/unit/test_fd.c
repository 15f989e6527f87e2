/* base/fd: descriptors arrive, and nothing else does. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/files/fd.h"

static void a_descriptor_is_passed(void **state)
{
    int ends[2], slot[2], taken;
    char text[6] = "";

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(pipe(slot), 0);
    assert_int_equal(tc_fd_send(ends[0], slot[1]), APR_SUCCESS);
    taken = tc_fd_take(ends[1]);
    assert_true(taken >= 0 && taken != slot[1]);
    assert_true(fcntl(taken, F_GETFD) & FD_CLOEXEC);
    assert_int_equal(write(taken, "hello", 5), 5);
    assert_int_equal(read(slot[0], text, 5), 5);
    assert_string_equal(text, "hello");
    close(taken);
    close(slot[0]);
    close(slot[1]);
    close(ends[0]);
    close(ends[1]);
}

static void nothing_but_a_descriptor_is_taken(void **state)
{
    int ends[2];

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(write(ends[0], "s", 1), 1);
    assert_int_equal(tc_fd_take(ends[1]), -1);
    close(ends[0]);
    assert_int_equal(tc_fd_take(ends[1]), -1);
    close(ends[1]);
}

static void sending_never_waits(void **state)
{
    int ends[2];
    apr_status_t rv = APR_SUCCESS;

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    for (int i = 0; i < 100000 && rv == APR_SUCCESS; i++) {
        rv = tc_fd_send(ends[0], STDIN_FILENO);
    }
    assert_true(rv == EAGAIN || rv == ETOOMANYREFS);
    close(ends[1]);
    assert_int_equal(tc_fd_send(ends[0], STDIN_FILENO), EPIPE);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_descriptor_is_passed),
        cmocka_unit_test(nothing_but_a_descriptor_is_taken),
        cmocka_unit_test(sending_never_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
