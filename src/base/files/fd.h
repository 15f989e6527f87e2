/* Passing a file descriptor to another process over a UNIX socket. */
#ifndef TC_BASE_FILES_FD_H
#define TC_BASE_FILES_FD_H

#include <apr_errno.h>

/* Send a copy of fd (the caller keeps its own). Never waits nor raises
 * SIGPIPE; the errno where it cannot be sent (EAGAIN: nobody takes them). */
apr_status_t tc_fd_send(int socket, int fd);

/* Wait for one that was sent; it is the caller's and closed on exec. -1: the
 * other side is gone, or sent something else. */
int tc_fd_take(int socket);

/*
 * The same with a text of at least one byte beside the descriptor, over a
 * socket that keeps messages apart (SOCK_SEQPACKET). Taking does not wait: -1
 * where there is none now. *len: room, then what came; 0: it was longer.
 */
apr_status_t tc_fd_send_text(int socket, int fd, const char *text,
                             apr_size_t len);
int tc_fd_take_text(int socket, char *text, apr_size_t *len);

#endif
