/* The bytes that are parsed: in memory, or of a file that is never read as a
 * whole. */
#ifndef TC_BASE_CLIP_BYTES_H
#define TC_BASE_CLIP_BYTES_H

#include <apr.h>

typedef struct {
    const unsigned char *data; /* NULL: fd is read */
    int fd;
    apr_uint64_t len;
    int budget; /* how many more reads there may be */
    int failed; /* errno of a read that the system refused, 0: none */
} tc_bytes_t;

/* Copy len bytes at `at`: 1, or 0 where they are not all there or the budget
 * is used up. */
int tc_bytes_get(tc_bytes_t *source, apr_uint64_t at, unsigned char *to,
                 apr_size_t len);

/* A number of so many bytes (at most 8), big endian, in *number; 1 or 0. */
int tc_bytes_number(tc_bytes_t *source, apr_uint64_t at, int bytes,
                    apr_uint64_t *number);

#endif
