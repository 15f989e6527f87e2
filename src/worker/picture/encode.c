#include "worker/picture/encode.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <apr_strings.h>

#include "base/crypto/crypto.h"
#include "base/files/file.h"
#include "worker/picture/picture.h"
#include "worker/picture/webp.h"

#define PLACEHOLDER_SIDE 20
/* What is wider (no variant is small) is shrunk by strips first: libwebp wants
 * four bytes a pixel. */
#define PLACEHOLDER_FROM 640
#define PLACEHOLDER_MAX 1024

/* -------------------------------------------------------------- the file */

/* It appears whole or not at all, whenever this process dies. */
static apr_status_t write_file(apr_pool_t *p, const char *directory,
                               const char *name, const void *bytes, size_t len)
{
    const char *path = apr_pstrcat(p, directory, "/", name, NULL);
    const char *temp = apr_psprintf(p, "%s/.new-%s", directory, name);
    int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    return fd < 0
               ? errno
               : tc_file_finish(fd, tc_file_write(fd, bytes, len), temp, path);
}

apr_status_t tc_encode_write(apr_pool_t *p, const tc_webp_file_t *file,
                             const char *directory, const char *name,
                             tc_encoded_t *made)
{
    made->size = file->len;
    made->file = apr_psprintf(p, "%.16s-%s.webp",
                              tc_crypto_sha256_hex(p, file->data, file->len),
                              name);
    return write_file(p, directory, made->file, file->data, file->len);
}

/* ----------------------------------------------------------- placeholder */

static const char *data_uri(apr_pool_t *p, const tc_webp_file_t *file)
{
    char *text = g_base64_encode(file->data, file->len);
    const char *uri = apr_pstrcat(p, "data:image/webp;base64,", text, NULL);

    g_free(text);
    return uri;
}

static const char *blurred(apr_pool_t *p, const tc_picture_t *picture)
{
    tc_webp_pixels_t first = tc_picture_pixels(picture->image, 0,
                                               picture->height);

    for (int quality = 40; quality >= 0; quality -= 20) {
        tc_webp_how_t how = { .quality = quality, .effort = 6 };
        tc_webp_t *taken = tc_webp_blur(&first, PLACEHOLDER_SIDE);
        tc_webp_file_t file;
        const char *uri;

        if (taken == NULL || tc_webp_encode(taken, &how, &file) != 0) {
            return NULL;
        }
        uri = data_uri(p, &file);
        tc_webp_free(&file);
        if (strlen(uri) <= PLACEHOLDER_MAX) {
            return uri;
        }
    }
    return NULL;
}

const char *tc_encode_placeholder(apr_pool_t *p, tc_picture_t *picture)
{
    tc_picture_t *small = tc_picture_shrink(picture, PLACEHOLDER_FROM);
    const char *uri;

    if (small == NULL) {
        return NULL;
    }
    uri = blurred(p, small);
    if (small != picture) {
        tc_picture_free(small);
    }
    return uri;
}
