#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
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
