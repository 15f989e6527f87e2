/* Encoded pictures to files, named by their content; placeholders. */
#ifndef TC_WORKER_PICTURE_ENCODE_H
#define TC_WORKER_PICTURE_ENCODE_H

#include <apr_pools.h>

#include "worker/picture/picture.h"
#include "worker/picture/webp.h"

typedef struct {
    const char *file; /* "<digest>-<name>.webp" */
    apr_size_t size;
} tc_encoded_t;

/* Write one; p of the calling thread. APR_SUCCESS, or what the file system
 * said. */
apr_status_t tc_encode_write(apr_pool_t *p, const tc_webp_file_t *file,
                             const char *directory, const char *name,
                             tc_encoded_t *made);

/* A tiny blurred picture (of an animation its first frame) as a data URI of
 * at most 1 KB, or NULL. */
const char *tc_encode_placeholder(apr_pool_t *p, tc_picture_t *picture);

#endif
