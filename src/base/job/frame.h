/*
 * Messages over a stream socket or pipe: four bytes of length (big endian),
 * then that many bytes. Both sides are ours, but the far one may be a decoder
 * that a hostile file has taken over: a length above TC_FRAME_MAX is refused
 * before anything is allocated.
 */
#ifndef TC_BASE_JOB_FRAME_H
#define TC_BASE_JOB_FRAME_H

#include <apr_pools.h>

#define TC_FRAME_MAX 65536

/* A message that is being read; all zero to begin with. */
typedef struct {
    unsigned char head[4];
    apr_size_t have; /* bytes read so far, the head included */
    apr_size_t len;  /* of the body, known once the head is there */
    char *body;      /* from the pool of the call, NUL-terminated */
} tc_frame_t;

/*
 * Read on, as much as there is (a blocking descriptor: until it is whole).
 * APR_SUCCESS: body and len are set; zero the struct before the next one.
 * APR_EAGAIN: more must come. APR_EOF: the other side closed between two
 * messages. APR_EINVAL: too long. APR_EGENERAL: closed within a message.
 */
apr_status_t tc_frame_read(tc_frame_t *frame, int fd, apr_pool_t *p);

/*
 * Send a whole message. On a non-blocking descriptor what does not fit at
 * once is an error (APR_EAGAIN) after which the connection is of no use:
 * messages are far smaller than the buffer of an empty socket. Never raises
 * SIGPIPE on sockets. len above TC_FRAME_MAX: APR_EINVAL.
 */
apr_status_t tc_frame_write(int fd, const char *body, apr_size_t len);

#endif
