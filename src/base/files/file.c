#include "base/files/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

apr_status_t tc_file_write(int fd, const char *bytes, apr_size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);

        if (n < 0 && errno != EINTR) {
            return errno;
        }
        if (n > 0) {
            bytes += n;
            len -= (apr_size_t)n;
        }
    }
    return APR_SUCCESS;
}

apr_status_t tc_file_finish(int fd, apr_status_t rv, const char *temp,
                            const char *path)
{
    if (rv == APR_SUCCESS && fsync(fd) != 0) {
        rv = errno;
    }
    if (close(fd) != 0 && rv == APR_SUCCESS) {
        rv = errno;
    }
    if (rv == APR_SUCCESS && rename(temp, path) != 0) {
        rv = errno;
    }
    if (rv != APR_SUCCESS) {
        unlink(temp);
    }
    return rv;
}

static apr_status_t read_all(int fd, char *text, apr_size_t len)
{
    while (len > 0) {
        ssize_t n = read(fd, text, len);

        if (n == 0) {
            return EINVAL; /* cut short since it was looked at */
        }
        if (n < 0 && errno != EINTR) {
            return errno;
        }
        if (n > 0) {
            text += n;
            len -= (apr_size_t)n;
        }
    }
    *text = '\0';
    return APR_SUCCESS;
}

apr_status_t tc_file_read_text(apr_pool_t *p, const char *path,
                               apr_size_t most, int links, char **text)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC |
                            (links ? 0 : O_NOFOLLOW));
    struct stat info;
    apr_status_t rv = EINVAL;

    if (fd < 0) {
        return errno;
    }
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
        (apr_uint64_t)info.st_size <= most) {
        *text = apr_palloc(p, (apr_size_t)info.st_size + 1);
        rv = read_all(fd, *text, (apr_size_t)info.st_size);
        if (rv == APR_SUCCESS && strlen(*text) != (apr_size_t)info.st_size) {
            rv = EINVAL;
        }
    }
    close(fd);
    return rv;
}

apr_status_t tc_file_sync_dir(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    apr_status_t rv = APR_SUCCESS;

    if (fd < 0) {
        return errno;
    }
    if (fsync(fd) != 0) {
        rv = errno;
    }
    close(fd);
    return rv;
}
