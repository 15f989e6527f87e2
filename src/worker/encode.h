/* Pictures to WebP files, named by their content. */
#ifndef TC_WORKER_ENCODE_H
#define TC_WORKER_ENCODE_H

#include <apr_pools.h>

#include "worker/picture.h"

typedef struct {
    const char *name;
    int quality;
    int effort;
    const char *directory;
} tc_encode_t;

typedef struct {
    const char *file; /* "<digest>-<name>.webp" */
    apr_size_t size;
} tc_encoded_t;

/* Write one; p of the calling thread. APR_SUCCESS; APR_EGENERAL where libvips
 * failed (its complaint stands); else what the file system said. */
apr_status_t tc_encode_file(apr_pool_t *p, const tc_picture_t *picture,
                            const VipsImage *timing, const tc_encode_t *how,
                            tc_encoded_t *made);

/* A tiny blurred picture as a data URI of at most 1 KB, or NULL. */
const char *tc_encode_placeholder(apr_pool_t *p, tc_picture_t *picture);

#endif
