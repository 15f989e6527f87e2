/* base/folder: what root opens is what stands there, and no link that
 * somebody else may have put in its place. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files/folder.h"

#define SOMEBODY 12345 /* no user of any system */

static char top[] = "/tmp/tc-test-folder-XXXXXX";
static int made;
static int fd;

static const char *in_top(const char *name)
{
    static char path[200];

    (void)snprintf(path, sizeof(path), "%s/%s", top, name);
    return path;
}

static apr_status_t open_folder(const char *name)
{
    apr_status_t rv = tc_folder_open(in_top(name), 0751, &fd, &made);

    assert_int_equal(rv == APR_SUCCESS, fd >= 0);
    if (fd >= 0) {
        close(fd);
    }
    return rv;
}

static void folder_is_opened_or_made(void **state)
{
    struct stat info;

    (void)state;
    made = 0;
    assert_int_equal(open_folder("a"), APR_SUCCESS);
    assert_int_equal(made, 1);
    assert_int_equal(open_folder("a//"), APR_SUCCESS);
    assert_int_equal(made, 1);
    assert_int_equal(open_folder("a/../a/./b"), APR_SUCCESS);
    assert_int_equal(stat(in_top("a/b"), &info), 0);
    assert_true(S_ISDIR(info.st_mode));
    assert_int_equal(open_folder("none/b"), ENOENT);
    assert_int_equal(tc_folder_open("a", 0751, &fd, &made), EINVAL);
}

static void file_is_no_folder(void **state)
{
    int file = open(in_top("file"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    (void)state;
    assert_true(file >= 0);
    close(file);
    assert_int_equal(open_folder("file"), ENOTDIR);
    assert_int_equal(open_folder("file/a"), ENOTDIR);
    unlink(in_top("file"));
}

static void own_link_is_followed(void **state)
{
    char target[200];

    (void)state;
    (void)snprintf(target, sizeof(target), "%s", in_top("a"));
    assert_int_equal(symlink("a", in_top("near")), 0);
    assert_int_equal(symlink(target, in_top("far")), 0);
    assert_int_equal(symlink("../a/b", in_top("a/up")), 0);
    assert_int_equal(open_folder("near"), APR_SUCCESS);
    assert_int_equal(open_folder("far/b"), APR_SUCCESS);
    assert_int_equal(open_folder("a/up"), APR_SUCCESS);
    assert_int_equal(symlink("round", in_top("round")), 0);
    assert_int_equal(open_folder("round"), ELOOP);
}

static void link_of_others_is_refused(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        skip();
    }
    assert_int_equal(lchown(in_top("near"), SOMEBODY, SOMEBODY), 0);
    assert_int_equal(open_folder("near"), ELOOP);
    assert_int_equal(open_folder("near/b"), ELOOP);
}

static void link_in_a_folder_of_others_is_refused(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        skip();
    }
    assert_int_equal(chown(in_top("a"), SOMEBODY, SOMEBODY), 0);
    assert_int_equal(open_folder("a/up"), ELOOP);
    assert_int_equal(open_folder("a/b"), APR_SUCCESS);
    assert_int_equal(chown(in_top("a"), 0, 0), 0);
    assert_int_equal(chmod(in_top("a"), 0775), 0);
    assert_int_equal(open_folder("a/up"), ELOOP);
}

static void name_below_follows_nothing(void **state)
{
    int parent = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    (void)state;
    made = 0;
    assert_int_equal(tc_folder_at(parent, "far", 0750, &fd, &made), ELOOP);
    assert_int_equal(fd, -1);
    assert_int_equal(tc_folder_at(parent, "c", 0750, &fd, &made), APR_SUCCESS);
    assert_int_equal(made, 1);
    close(fd);
    close(parent);
}

static int make_top(void **state)
{
    (void)state;
    umask(022);
    return mkdtemp(top) && chmod(top, 0755) == 0 ? 0 : -1;
}

static int remove_top(void **state)
{
    char command[200];

    (void)state;
    (void)snprintf(command, sizeof(command), "rm -rf '%s'", top);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folder_is_opened_or_made),
        cmocka_unit_test(file_is_no_folder),
        cmocka_unit_test(own_link_is_followed),
        cmocka_unit_test(link_of_others_is_refused),
        cmocka_unit_test(link_in_a_folder_of_others_is_refused),
        cmocka_unit_test(name_below_follows_nothing),
    };

    return cmocka_run_group_tests(tests, make_top, remove_top);
}
