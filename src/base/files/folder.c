#include "base/files/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 40 /* as the kernel has it */
#define OPEN_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* A walk down a path: the folder that it has come to, and what is ahead. */
typedef struct {
    int fd;
    int trusted; /* nobody but root can have put here what is here */
    int links;
    char ahead[PATH_MAX];
} walk_t;

/* What cannot be opened as a folder because it is a link tells so. */
static apr_status_t why_not(int parent, const char *name, int code)
{
    struct stat info;

    if ((code == ENOTDIR || code == ELOOP) &&
        fstatat(parent, name, &info, AT_SYMLINK_NOFOLLOW) == 0) {
        return S_ISLNK(info.st_mode) ? ELOOP : ENOTDIR;
    }
    return code;
}

static apr_status_t open_at(int parent, const char *name, int *fd)
{
    *fd = openat(parent, name, OPEN_FLAGS);
    return *fd >= 0 ? APR_SUCCESS : why_not(parent, name, errno);
}

apr_status_t tc_folder_at(int parent, const char *name, mode_t mode, int *fd,
                          int *made)
{
    *fd = -1;
    if (mkdirat(parent, name, mode & 0777) == 0) {
        ++*made;
    }
    else if (errno != EEXIST) {
        return errno;
    }
    return open_at(parent, name, fd);
}

/* In a sticky folder others cannot move away what is root's. */
static int is_trusted(int fd)
{
    const mode_t shared = S_IWGRP | S_IWOTH;
    struct stat info;

    if (geteuid() != 0) {
        return 1;
    }
    return fstat(fd, &info) == 0 && info.st_uid == 0 &&
           ((info.st_mode & shared) == 0 || (info.st_mode & S_ISVTX) != 0);
}

static void go_to(walk_t *walk, int fd)
{
    if (walk->fd >= 0) {
        close(walk->fd);
    }
    walk->fd = fd;
    walk->trusted = walk->trusted && is_trusted(fd);
}

static apr_status_t go_to_top(walk_t *walk)
{
    int fd = open("/", OPEN_FLAGS);

    if (fd < 0) {
        return errno;
    }
    walk->trusted = 1;
    go_to(walk, fd);
    return APR_SUCCESS;
}

/* Takes the next name out of what is ahead; 0 where there is none. */
static int take_name(walk_t *walk, char *name)
{
    const char *at = walk->ahead + strspn(walk->ahead, "/");
    size_t len = strcspn(at, "/");

    if (len == 0 || len > NAME_MAX) {
        return 0;
    }
    memcpy(name, at, len);
    name[len] = '\0';
    at += len + strspn(at + len, "/");
    memmove(walk->ahead, at, strlen(at) + 1);
    return 1;
}

/* The link's own text takes its place in the path. */
static apr_status_t follow(walk_t *walk, const char *name)
{
    char path[PATH_MAX];
    struct stat info;
    ssize_t len;
    size_t rest = strlen(walk->ahead);

    if (!walk->trusted || ++walk->links > LINKS_MAX ||
        fstatat(walk->fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
        (geteuid() == 0 && info.st_uid != 0)) {
        return ELOOP;
    }
    len = readlinkat(walk->fd, name, path, sizeof(path));
    if (len < 0) {
        return errno;
    }
    if ((size_t)len + rest + 2 > sizeof(walk->ahead)) {
        return ENAMETOOLONG;
    }
    memmove(walk->ahead + len + 1, walk->ahead, rest + 1);
    memcpy(walk->ahead, path, (size_t)len);
    walk->ahead[len] = '/';
    return *path == '/' ? go_to_top(walk) : APR_SUCCESS;
}

static apr_status_t step(walk_t *walk, mode_t mode, int *made)
{
    char name[NAME_MAX + 1];
    apr_status_t rv;
    int fd;

    if (!take_name(walk, name)) {
        return ENAMETOOLONG;
    }
    rv = *walk->ahead == '\0' ? tc_folder_at(walk->fd, name, mode, &fd, made)
                              : open_at(walk->fd, name, &fd);
    if (rv == ELOOP) {
        return follow(walk, name);
    }
    if (rv == APR_SUCCESS) {
        go_to(walk, fd);
    }
    return rv;
}

apr_status_t tc_folder_open(const char *path, mode_t mode, int *fd, int *made)
{
    walk_t walk = { .fd = -1 };
    apr_status_t rv;

    *fd = -1;
    if (*path != '/') {
        return EINVAL;
    }
    if (strlen(path) >= sizeof(walk.ahead)) {
        return ENAMETOOLONG;
    }
    memcpy(walk.ahead, path, strlen(path) + 1);
    rv = go_to_top(&walk);
    while (rv == APR_SUCCESS && walk.ahead[strspn(walk.ahead, "/")] != '\0') {
        rv = step(&walk, mode, made);
    }
    if (rv != APR_SUCCESS) {
        if (walk.fd >= 0) {
            close(walk.fd);
        }
        return rv;
    }
    *fd = walk.fd;
    return APR_SUCCESS;
}

/* Of the folder that ends at path[len], and the name that follows in it. */
static int step_is_held(const char *path, size_t len)
{
    const char *end = strchr(path + len + 1, '/');
    char part[PATH_MAX];
    struct stat folder, name;
    size_t whole = end != NULL ? (size_t)(end - path) : strlen(path);

    memcpy(part, path, whole);
    part[whole] = '\0';
    if (lstat(part, &name) != 0) {
        return errno == ENOENT; /* what opens it will say so */
    }
    part[len > 0 ? len : 1] = '\0';
    if (stat(part, &folder) != 0 || folder.st_uid != 0) {
        return 0;
    }
    return (folder.st_mode & (S_IWGRP | S_IWOTH)) == 0 ||
           ((folder.st_mode & S_ISVTX) != 0 && name.st_uid == 0);
}

static int way_is_held(const char *path)
{
    if (*path != '/' || strlen(path) >= PATH_MAX) {
        return 0;
    }
    for (const char *at = path; at != NULL; at = strchr(at + 1, '/')) {
        if (!step_is_held(path, (size_t)(at - path))) {
            return 0;
        }
    }
    return 1;
}

int tc_folder_is_held(const char *path)
{
    char real[PATH_MAX];

    if (geteuid() != 0) {
        return 1;
    }
    return way_is_held(path) &&
           (realpath(path, real) == NULL || way_is_held(real));
}
