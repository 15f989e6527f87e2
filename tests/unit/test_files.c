/* base/files: writes are whole, or tell why they are not. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "base/files.h"

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
    assert_int_equal(tc_file_write(ends[1], sent, MANY), APR_SUCCESS);
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
    assert_int_equal(tc_file_write(fd, "x", 1), ENOSPC);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(write_goes_on_until_all_is_out),
        cmocka_unit_test(write_tells_why_it_failed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
