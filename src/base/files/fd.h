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

#endif
