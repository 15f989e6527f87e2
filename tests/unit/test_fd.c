/* base/fd: writes are whole, and descriptors arrive in another process. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fd.h"

#define MANY ((size_t)1 << 20) /* more than a pipe holds */

static char sent[MANY];
static char got[MANY];

static void *drain(void *fd)
{
    size_t have = 0;
    ssize_t n = 1;

    while (have < MANY && n > 0) {
        n = read(*(int *)fd, got + have, MANY - have);
        have += n > 0 ? (size_t)n : 0;
    }
    return NULL;
}

static void write_goes_on_until_all_is_out(void **state)
{
    int ends[2];
    pthread_t reader;

    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        sent[i] = (char)(i * 31 >> 3);
    }
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(pthread_create(&reader, NULL, drain, &ends[0]), 0);
    assert_int_equal(tc_fd_write(ends[1], sent, MANY), APR_SUCCESS);
    pthread_join(reader, NULL);
    assert_memory_equal(sent, got, MANY);
    close(ends[0]);
    close(ends[1]);
}

static void write_tells_why_it_failed(void **state)
{
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(tc_fd_write(fd, "x", 1), ENOSPC);
    close(fd);
}

static void a_descriptor_is_passed(void **state)
{
    int ends[2], seat[2], taken;
    char text[6] = "";

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(pipe(seat), 0);
    assert_int_equal(tc_fd_send(ends[0], seat[1]), APR_SUCCESS);
    taken = tc_fd_take(ends[1]);
    assert_true(taken >= 0 && taken != seat[1]);
    assert_true(fcntl(taken, F_GETFD) & FD_CLOEXEC);
    assert_int_equal(write(taken, "hello", 5), 5);
    assert_int_equal(read(seat[0], text, 5), 5);
    assert_string_equal(text, "hello");
    close(taken);
    close(seat[0]);
    close(seat[1]);
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
        cmocka_unit_test(write_goes_on_until_all_is_out),
        cmocka_unit_test(write_tells_why_it_failed),
        cmocka_unit_test(a_descriptor_is_passed),
        cmocka_unit_test(nothing_but_a_descriptor_is_taken),
        cmocka_unit_test(sending_never_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
