#include "media/spool.h"

#include <fcntl.h>
#include <string.h>

#include "base/crypto/crypto.h"
#include "base/files/file.h"
#include "core/site.h"
#include "media/store.h"

/* httpd hands out a body in pieces of 8000 bytes: written one by one, the
 * calls would cost more than the bytes. */
#define PIECE (64 * 1024)
/* The disk is asked to begin each time so many bytes have come. */
#define WRITE_BEHIND (2 * 1024 * 1024)

struct tc_spool {
    tc_store_temp_t *temp;
    tc_sha256_t *hash;
    apr_off_t written; /* bytes in the file */
    apr_off_t begun;   /* of these, ones that the disk was asked to write */
    apr_size_t held;   /* bytes in piece */
    char piece[PIECE];
};

apr_status_t tc_spool_open(apr_pool_t *p, const tc_site_t *site,
                           tc_spool_t **spool)
{
    tc_spool_t *made = apr_palloc(p, sizeof(*made));
    apr_status_t rv;

    made->written = 0;
    made->begun = 0;
    made->held = 0;
    made->hash = tc_crypto_sha256_make(p);
    if (made->hash == NULL) {
        return APR_ENOMEM;
    }
    rv = tc_store_begin(p, site, &made->temp);
    if (rv == APR_SUCCESS) {
        *spool = made;
    }
    return rv;
}

/* Only a hint: what goes wrong here is told by the fsync. */
static void begin_writing(tc_spool_t *spool)
{
    if (spool->written - spool->begun >= WRITE_BEHIND) {
#ifdef SYNC_FILE_RANGE_WRITE
        sync_file_range(spool->temp->fd, spool->begun,
                        spool->written - spool->begun, SYNC_FILE_RANGE_WRITE);
#endif
        spool->begun = spool->written;
    }
}

static apr_status_t write_piece(tc_spool_t *spool)
{
    apr_status_t rv = tc_crypto_sha256_add(spool->hash, spool->piece,
                                           spool->held);

    if (rv == APR_SUCCESS) {
        rv = tc_file_write(spool->temp->fd, spool->piece, spool->held);
    }
    if (rv == APR_SUCCESS) {
        spool->written += (apr_off_t)spool->held;
        spool->held = 0;
        begin_writing(spool);
    }
    return rv;
}

apr_status_t tc_spool_add(tc_spool_t *spool, const char *bytes, apr_size_t len)
{
    while (len > 0) {
        apr_size_t room = sizeof(spool->piece) - spool->held;
        apr_size_t n = len < room ? len : room;

        memcpy(spool->piece + spool->held, bytes, n);
        spool->held += n;
        bytes += n;
        len -= n;
        if (n == room) {
            apr_status_t rv = write_piece(spool);

            if (rv != APR_SUCCESS) {
                return rv;
            }
        }
    }
    return APR_SUCCESS;
}

apr_status_t tc_spool_end(tc_spool_t *spool, unsigned char *digest)
{
    apr_status_t rv = write_piece(spool);

    return rv == APR_SUCCESS ? tc_crypto_sha256_end(spool->hash, digest) : rv;
}

apr_status_t tc_spool_put(tc_spool_t *spool, apr_pool_t *p, const char *sha256,
                          const char *extension)
{
    return tc_store_put(p, spool->temp, sha256, extension, spool->written);
}

void tc_spool_drop(tc_spool_t *spool)
{
    tc_store_drop(spool->temp);
}
