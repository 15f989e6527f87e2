#include "base/files/fd.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A message with room for one descriptor. It has one byte of text at least,
 * because without any the descriptor would not be sent. */
typedef struct {
    struct msghdr head;
    struct iovec text;
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
} message_t;

static void message_init(message_t *message, void *text, apr_size_t len)
{
    memset(message, 0, sizeof(*message));
    message->text.iov_base = text;
    message->text.iov_len = len;
    message->head.msg_iov = &message->text;
    message->head.msg_iovlen = 1;
    message->head.msg_control = &message->control;
    message->head.msg_controllen = sizeof(message->control);
}

apr_status_t tc_fd_send_text(int socket, int fd, const char *text,
                             apr_size_t len)
{
    message_t message;
    struct cmsghdr *rights;

    message_init(&message, (void *)text, len);
    rights = CMSG_FIRSTHDR(&message.head);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(rights), &fd, sizeof(fd));
    return sendmsg(socket, &message.head, MSG_DONTWAIT | MSG_NOSIGNAL) < 0
               ? errno
               : APR_SUCCESS;
}

apr_status_t tc_fd_send(int socket, int fd)
{
    return tc_fd_send_text(socket, fd, "", 1);
}

/* The descriptor, or -1; *len: of the text that came with it. */
static int take(int socket, int flags, char *text, apr_size_t *len)
{
    message_t message;
    const struct cmsghdr *rights;
    ssize_t n;
    int fd;

    message_init(&message, text, *len);
    do {
        n = recvmsg(socket, &message.head, flags | MSG_CMSG_CLOEXEC);
    } while (n < 0 && errno == EINTR);
    if (n <= 0) {
        return -1;
    }
    rights = CMSG_FIRSTHDR(&message.head);
    if (rights == NULL || rights->cmsg_type != SCM_RIGHTS) {
        return -1;
    }
    memcpy(&fd, CMSG_DATA(rights), sizeof(fd));
    *len = (message.head.msg_flags & MSG_TRUNC) != 0 ? 0 : (apr_size_t)n;
    return fd;
}

int tc_fd_take(int socket)
{
    char byte;
    apr_size_t len = 1;

    return take(socket, 0, &byte, &len);
}

int tc_fd_take_text(int socket, char *text, apr_size_t *len)
{
    return take(socket, MSG_DONTWAIT, text, len);
}
