#include "worker/encode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/crypto.h"
#include "base/files.h"
#include "worker/riff.h"
#include "worker/webp.h"

#define PLACEHOLDER_SIDE 20
#define PLACEHOLDER_MAX 1024

/* ------------------------------------------------------------- the bytes */

static void copy_value(const VipsImage *from, VipsImage *to, const char *name)
{
    GValue value = G_VALUE_INIT;

    if (vips_image_get_typeof(from, name) != 0 &&
        vips_image_get(from, name, &value) == 0) {
        vips_image_set(to, name, &value);
        g_value_unset(&value);
    }
}

/* A copy (pixels shared) that says how long each frame stands and carries
 * nothing else of what the file said. */
static VipsImage *with_timing(const tc_picture_t *picture,
                              const VipsImage *timing)
{
    static const char *const dropped[] = { "delay",
                                           "loop",
                                           "gif-delay",
                                           "gif-loop",
                                           "background",
                                           VIPS_META_PAGE_HEIGHT,
                                           VIPS_META_N_PAGES,
                                           VIPS_META_EXIF_NAME,
                                           VIPS_META_XMP_NAME,
                                           VIPS_META_IPTC_NAME,
                                           VIPS_META_ICC_NAME,
                                           VIPS_META_PHOTOSHOP_NAME,
                                           VIPS_META_ORIENTATION };
    VipsImage *copy = NULL;

    if (vips_copy(picture->image, &copy, NULL) != 0) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++) {
        vips_image_remove(copy, dropped[i]);
    }
    if (picture->frames > 1) {
        vips_image_set_int(copy, VIPS_META_PAGE_HEIGHT, picture->height);
        vips_image_set_int(copy, VIPS_META_N_PAGES, picture->frames);
        copy_value(timing, copy, "delay");
        copy_value(timing, copy, "loop");
    }
    return copy;
}

static int animation_to_webp(const tc_picture_t *picture,
                             const VipsImage *timing, const tc_encode_t *how,
                             void **bytes, size_t *len)
{
    VipsImage *copy = with_timing(picture, timing);
    int rv;

    if (copy == NULL) {
        return -1;
    }
    rv = vips_webpsave_buffer(copy, bytes, len, "Q", how->quality, "effort",
                              how->effort, "strip", TRUE, NULL);
    g_object_unref(copy);
    if (rv == 0) {
        *len = tc_riff_strip(*bytes, *len);
    }
    return rv == 0 && *len > 0 ? 0 : -1;
}

static int to_webp(const tc_picture_t *picture, const VipsImage *timing,
                   const tc_encode_t *how, void **bytes, size_t *len)
{
    if (picture->frames == 1 && tc_webp_takes(picture->image)) {
        return tc_webp_encode(picture->image, how->quality, how->effort, bytes,
                              len);
    }
    return animation_to_webp(picture, timing, how, bytes, len);
}

/* -------------------------------------------------------------- the file */

/* It appears whole or not at all, whenever this process dies. */
static apr_status_t write_file(apr_pool_t *p, const char *directory,
                               const char *name, const void *bytes, size_t len)
{
    const char *path = apr_pstrcat(p, directory, "/", name, NULL);
    const char *temp = apr_psprintf(p, "%s/.new-%s", directory, name);
    int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    apr_status_t rv;

    if (fd < 0) {
        return errno;
    }
    rv = tc_file_write(fd, bytes, len);
    if (rv == APR_SUCCESS && fsync(fd) != 0) {
        rv = errno;
    }
    if (close(fd) != 0 && rv == APR_SUCCESS) {
        rv = errno;
    }
    if (rv == APR_SUCCESS && rename(temp, path) != 0) {
        rv = errno;
    }
    if (rv != APR_SUCCESS) {
        unlink(temp);
    }
    return rv;
}

apr_status_t tc_encode_file(apr_pool_t *p, const tc_picture_t *picture,
                            const VipsImage *timing, const tc_encode_t *how,
                            tc_encoded_t *made)
{
    void *bytes = NULL;
    size_t len = 0;
    apr_status_t rv;

    if (to_webp(picture, timing, how, &bytes, &len) != 0) {
        return APR_EGENERAL;
    }
    made->size = len;
    made->file = apr_psprintf(p, "%.16s-%s.webp", tc_sha256_hex(p, bytes, len),
                              how->name);
    rv = write_file(p, how->directory, made->file, bytes, len);
    g_free(bytes);
    return rv;
}

/* ----------------------------------------------------------- placeholder */

static VipsImage *blurred(tc_picture_t *picture)
{
    tc_picture_t first = { .frames = 1,
                           .width = picture->width,
                           .height = picture->height };
    tc_picture_t *tiny;
    VipsImage *out = NULL;

    if (vips_crop(picture->image, &first.image, 0, 0, picture->width,
                  picture->height, NULL) != 0) {
        return NULL;
    }
    tiny = tc_picture_fit(&first, PLACEHOLDER_SIDE);
    if (tiny == NULL || vips_gaussblur(tiny->image, &out, 0.8, NULL) != 0) {
        return NULL;
    }
    return out;
}

const char *tc_encode_placeholder(apr_pool_t *p, tc_picture_t *picture)
{
    VipsImage *tiny = blurred(picture);
    tc_picture_t one = { .image = tiny, .frames = 1 };

    for (int quality = 40; tiny && quality >= 0; quality -= 20) {
        tc_encode_t how = { .quality = quality, .effort = 6 };
        void *bytes = NULL;
        size_t len = 0;
        char *text;
        const char *uri;

        if (to_webp(&one, tiny, &how, &bytes, &len) != 0) {
            return NULL;
        }
        text = g_base64_encode(bytes, len);
        uri = apr_pstrcat(p, "data:image/webp;base64,", text, NULL);
        g_free(text);
        g_free(bytes);
        if (strlen(uri) <= PLACEHOLDER_MAX) {
            return uri;
        }
    }
    return NULL;
}
