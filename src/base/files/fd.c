#include "base/files/fd.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A message with room for one descriptor. It has one byte of text, because
 * without any the descriptor would not be sent. */
typedef struct {
    struct msghdr head;
    struct iovec text;
    char byte;
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
} message_t;

static void message_init(message_t *message)
{
    memset(message, 0, sizeof(*message));
    message->text.iov_base = &message->byte;
    message->text.iov_len = 1;
    message->head.msg_iov = &message->text;
    message->head.msg_iovlen = 1;
    message->head.msg_control = &message->control;
    message->head.msg_controllen = sizeof(message->control);
}

apr_status_t tc_fd_send(int socket, int fd)
{
    message_t message;
    struct cmsghdr *rights;

    message_init(&message);
    rights = CMSG_FIRSTHDR(&message.head);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(rights), &fd, sizeof(fd));
    return sendmsg(socket, &message.head, MSG_DONTWAIT | MSG_NOSIGNAL) < 0
               ? errno
               : APR_SUCCESS;
}

int tc_fd_take(int socket)
{
    message_t message;
    const struct cmsghdr *rights;
    ssize_t n;
    int fd;

    message_init(&message);
    do {
        n = recvmsg(socket, &message.head, MSG_CMSG_CLOEXEC);
    } while (n < 0 && errno == EINTR);
    if (n <= 0) {
        return -1;
    }
    rights = CMSG_FIRSTHDR(&message.head);
    if (rights == NULL || rights->cmsg_type != SCM_RIGHTS) {
        return -1;
    }
    memcpy(&fd, CMSG_DATA(rights), sizeof(fd));
    return fd;
}
