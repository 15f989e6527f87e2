#include "base/clip/bytes.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static int read_file(tc_bytes_t *source, apr_uint64_t at, unsigned char *to,
                     apr_size_t len)
{
    while (len > 0) {
        ssize_t n = pread(source->fd, to, len, (off_t)at);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            source->failed = n < 0 ? errno : source->failed;
            return 0;
        }
        to += n;
        at += (apr_uint64_t)n;
        len -= (apr_size_t)n;
    }
    return 1;
}

int tc_bytes_get(tc_bytes_t *source, apr_uint64_t at, unsigned char *to,
                 apr_size_t len)
{
    if (source->budget <= 0 || at > source->len || source->len - at < len) {
        return 0;
    }
    source->budget--;
    if (source->data == NULL) {
        return read_file(source, at, to, len);
    }
    memcpy(to, source->data + at, len);
    return 1;
}

int tc_bytes_number(tc_bytes_t *source, apr_uint64_t at, int bytes,
                    apr_uint64_t *number)
{
    unsigned char raw[8];

    *number = 0;
    if (bytes < 0 || bytes > (int)sizeof(raw) ||
        !tc_bytes_get(source, at, raw, (apr_size_t)bytes)) {
        return 0;
    }
    for (int i = 0; i < bytes; i++) {
        *number = *number << 8 | raw[i];
    }
    return 1;
}
