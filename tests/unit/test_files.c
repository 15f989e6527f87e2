/* base/files: writes and files are whole, or tell why they are not. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files/file.h"

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

static int in_folder(void **state, const char *name)
{
    char path[80];

    (void)snprintf(path, sizeof(path), "%s/%s", (const char *)*state, name);
    return access(path, F_OK) == 0;
}

/* A file "new" in the folder with these bytes, ended as "done". */
static apr_status_t finish(void **state, const char *bytes, apr_status_t rv,
                           const char *done)
{
    char temp[80], path[80];
    int fd;

    (void)snprintf(temp, sizeof(temp), "%s/new", (const char *)*state);
    (void)snprintf(path, sizeof(path), "%s/%s", (const char *)*state, done);
    fd = open(temp, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(tc_file_write(fd, bytes, strlen(bytes)), APR_SUCCESS);
    rv = tc_file_finish(fd, rv, temp, path);
    assert_int_equal(fcntl(fd, F_GETFD), -1); /* it is closed */
    assert_false(in_folder(state, "new"));
    return rv;
}

static void finished_file_takes_the_place_of_another(void **state)
{
    char path[80];
    char text[8] = "";
    int fd;

    assert_int_equal(finish(state, "old", APR_SUCCESS, "done"), APR_SUCCESS);
    assert_int_equal(finish(state, "young", APR_SUCCESS, "done"), APR_SUCCESS);
    (void)snprintf(path, sizeof(path), "%s/done", (const char *)*state);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_int_equal(read(fd, text, sizeof(text) - 1), 5);
    assert_string_equal(text, "young");
    close(fd);
    unlink(path);
}

static void file_that_failed_leaves_nothing(void **state)
{
    assert_int_equal(finish(state, "x", ENOSPC, "done"), ENOSPC);
    assert_false(in_folder(state, "done"));
    assert_int_equal(finish(state, "x", APR_SUCCESS, "none/done"), ENOENT);
}

static void folder_is_synced_or_told(void **state)
{
    assert_int_equal(tc_file_sync_dir(*state), APR_SUCCESS);
    assert_int_equal(tc_file_sync_dir("/nowhere/at/all"), ENOENT);
    assert_int_equal(tc_file_sync_dir("/dev/null"), ENOTDIR);
}

static int make_folder(void **state)
{
    static char folder[] = "/tmp/tc-test-files-XXXXXX";

    *state = mkdtemp(folder);
    return *state ? 0 : -1;
}

static int remove_folder(void **state)
{
    return rmdir(*state); /* fails where something was left */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(write_goes_on_until_all_is_out),
        cmocka_unit_test(write_tells_why_it_failed),
        cmocka_unit_test(finished_file_takes_the_place_of_another),
        cmocka_unit_test(file_that_failed_leaves_nothing),
        cmocka_unit_test(folder_is_synced_or_told),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
