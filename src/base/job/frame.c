#include "base/job/frame.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <apr_errno.h>

#define HEAD 4

/* One read that is never interrupted; 0 bytes at the end of the stream. */
static apr_status_t read_some(int fd, void *to, apr_size_t want,
                              apr_size_t *got)
{
    ssize_t n;

    do {
        n = read(fd, to, want);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return errno;
    }
    *got = (apr_size_t)n;
    return APR_SUCCESS;
}

static apr_status_t head_complete(tc_frame_t *frame, apr_pool_t *p)
{
    frame->len = (apr_size_t)frame->head[0] << 24 |
                 (apr_size_t)frame->head[1] << 16 |
                 (apr_size_t)frame->head[2] << 8 | frame->head[3];
    if (frame->len > TC_FRAME_MAX) {
        return APR_EINVAL;
    }
    frame->body = apr_palloc(p, frame->len + 1);
    frame->body[frame->len] = '\0';
    return APR_SUCCESS;
}

apr_status_t tc_frame_read(tc_frame_t *frame, int fd, apr_pool_t *p)
{
    while (frame->have < HEAD || frame->have < HEAD + frame->len) {
        int in_head = frame->have < HEAD;
        char *to = in_head ? (char *)frame->head + frame->have
                           : frame->body + (frame->have - HEAD);
        apr_size_t want = in_head ? HEAD - frame->have
                                  : HEAD + frame->len - frame->have;
        apr_size_t got = 0;
        apr_status_t rv = read_some(fd, to, want, &got);

        if (rv != APR_SUCCESS) {
            return rv;
        }
        if (got == 0) {
            return frame->have == 0 ? APR_EOF : APR_EGENERAL;
        }
        frame->have += got;
        if (in_head && frame->have == HEAD) {
            rv = head_complete(frame, p);
            if (rv != APR_SUCCESS) {
                return rv;
            }
        }
    }
    return APR_SUCCESS;
}

/* sendmsg on sockets, for MSG_NOSIGNAL; writev on pipes. */
static ssize_t send_some(int fd, struct iovec *parts, int count)
{
    struct msghdr message = { .msg_iov = parts, .msg_iovlen = (size_t)count };
    ssize_t n;

    do {
        n = sendmsg(fd, &message, MSG_NOSIGNAL);
        if (n < 0 && errno == ENOTSOCK) {
            n = writev(fd, parts, count);
        }
    } while (n < 0 && errno == EINTR);
    return n;
}

apr_status_t tc_frame_write(int fd, const char *body, apr_size_t len)
{
    unsigned char head[HEAD] = { (unsigned char)(len >> 24),
                                 (unsigned char)(len >> 16),
                                 (unsigned char)(len >> 8),
                                 (unsigned char)len };
    apr_size_t done = 0;

    if (len > TC_FRAME_MAX) {
        return APR_EINVAL;
    }
    while (done < HEAD + len) {
        apr_size_t of_body = done < HEAD ? 0 : done - HEAD;
        struct iovec parts[2] = {
            { head + (done < HEAD ? done : HEAD),
              done < HEAD ? HEAD - done : 0 },
            { (char *)(apr_uintptr_t)(body + of_body), len - of_body },
        };
        ssize_t n = send_some(fd, parts, 2);

        if (n < 0) {
            return errno;
        }
        done += (apr_size_t)n;
    }
    return APR_SUCCESS;
}
