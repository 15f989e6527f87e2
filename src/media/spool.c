#include "media/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <apr_strings.h>

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
    int fd;           /* -1: closed */
    const char *path; /* NULL: moved or removed */
    tc_sha256_t *hash;
    apr_off_t written; /* bytes in the file */
    apr_off_t begun;   /* of these, ones that the disk was asked to write */
    apr_size_t held;   /* bytes in piece */
    char piece[PIECE];
};

void tc_spool_drop(tc_spool_t *spool)
{
    if (spool->fd >= 0) {
        close(spool->fd);
        spool->fd = -1;
    }
    if (spool->path) {
        unlink(spool->path);
        spool->path = NULL;
    }
}

static apr_status_t drop(void *spool)
{
    tc_spool_drop(spool);
    return APR_SUCCESS;
}

apr_status_t tc_spool_open(apr_pool_t *p, const tc_site_t *site,
                           tc_spool_t **spool)
{
    tc_spool_t *made = apr_palloc(p, sizeof(*made));
    const char *name = tc_crypto_random_hex(p, 16);

    if (name == NULL) {
        return APR_EGENERAL;
    }
    made->path = apr_pstrcat(p, tc_store_tmp_dir(p, site), "/", name, NULL);
    made->written = 0;
    made->begun = 0;
    made->held = 0;
    made->hash = tc_crypto_sha256_make(p);
    if (made->hash == NULL) {
        return APR_ENOMEM;
    }
    made->fd = open(made->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (made->fd < 0) {
        return errno;
    }
    apr_pool_cleanup_register(p, made, drop, apr_pool_cleanup_null);
    *spool = made;
    return APR_SUCCESS;
}

/* Only a hint: what goes wrong here is told by the fsync. */
static void begin_writing(tc_spool_t *spool)
{
    if (spool->written - spool->begun >= WRITE_BEHIND) {
#ifdef SYNC_FILE_RANGE_WRITE
        sync_file_range(spool->fd, spool->begun, spool->written - spool->begun,
                        SYNC_FILE_RANGE_WRITE);
#endif
        spool->begun = spool->written;
    }
}

static apr_status_t write_piece(tc_spool_t *spool)
{
    apr_status_t rv = tc_crypto_sha256_add(spool->hash, spool->piece,
                                           spool->held);

    if (rv == APR_SUCCESS) {
        rv = tc_file_write(spool->fd, spool->piece, spool->held);
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

apr_status_t tc_spool_move(tc_spool_t *spool, const char *path)
{
    apr_status_t rv = tc_file_finish(spool->fd, APR_SUCCESS, spool->path,
                                     path);

    spool->fd = -1;
    spool->path = NULL;
    return rv;
}
