#include "worker/picture/load.h"

#include <string.h>

#include "base/files/sniff.h"
#include "worker/picture/colour.h"
#include "worker/picture/gif.h"
#include "worker/picture/heif.h"
#include "worker/picture/picture.h"
#include "worker/picture/png.h"
#include "worker/picture/webp_load.h"

/* Rows that are decoded at a time, and what is lost where one of them is
 * damaged. */
#define STRIP 8

/* What the loader of a JPEG puts where there is no data. */
#define FILL 128

typedef struct {
    const char *path;
    const char *loader;
    int width;
    int height; /* of one page */
    int pages;
    int frames;
    int damaged;
    int is_avif;
    double shown; /* of a GIF whose only frame is torn: the share that is
                     there; else 1 */
    unsigned char *mended; /* what is read in the place of the file, or NULL */
    size_t len;
} file_t;

/* ---------------------------------------------------------------- loaders */

/* By the bytes, as uploads are told apart: libvips, left to itself, tries
 * others too, and says that they are blocked. */
static const char *loader_of(const tc_sniff_t *kind)
{
    static const char *const loaders[][2] = {
        { "jpg", "jpegload" }, { "png", "pngload" },   { "webp", "webpload" },
        { "gif", "gifload" },  { "avif", "heifload" }, { "heic", "heifload" },
        { "tif", "tiffload" },
    };

    for (size_t i = 0; kind != NULL && i < VIPS_NUMBER(loaders); i++) {
        if (strcmp(kind->extension, loaders[i][0]) == 0) {
            return loaders[i][1];
        }
    }
    return NULL;
}

static int is_loader(const file_t *file, const char *loader)
{
    return strcmp(file->loader, loader) == 0;
}

static VipsImage *open_file(const file_t *file, VipsFailOn fail_on)
{
    VipsImage *image = NULL;
    int rv;

    if (file->mended != NULL) {
        rv = is_loader(file, "pngload")
                 ? vips_pngload_buffer(file->mended, file->len, &image,
                                       "access", VIPS_ACCESS_SEQUENTIAL,
                                       "fail_on", fail_on, NULL)
                 : vips_heifload_buffer(file->mended, file->len, &image,
                                        "access", VIPS_ACCESS_SEQUENTIAL,
                                        "fail_on", fail_on, NULL);
        return rv == 0 ? image : NULL;
    }
    rv = file->pages > 1
             ? vips_call(file->loader, file->path, &image, "access",
                         VIPS_ACCESS_SEQUENTIAL, "fail_on", fail_on, "n", -1,
                         NULL)
             : vips_call(file->loader, file->path, &image, "access",
                         VIPS_ACCESS_SEQUENTIAL, "fail_on", fail_on, NULL);
    return rv == 0 ? image : NULL;
}

/* --------------------------------------------------------------- the file */

/* What the loaders do not tell, or do in another way than browsers. */
static void look_at(file_t *file, const unsigned char *bytes, size_t len)
{
    tc_gif_t gif;

    file->shown = 1;
    if (is_loader(file, "pngload")) {
        file->damaged = !tc_png_is_whole(bytes, len);
        file->mended = tc_png_mend(bytes, len, &file->len);
    }
    if (is_loader(file, "heifload")) {
        file->mended = tc_heif_mend(bytes, len, file->is_avif);
        file->len = len;
    }
    if (!is_loader(file, "gifload")) {
        return;
    }
    tc_gif_read(bytes, len, &gif);
    if (gif.torn) {
        file->damaged = 1;
        file->frames = VIPS_MAX(1, gif.frames);
        file->shown = gif.frames > 0 ? 1 : gif.shown;
    }
}

/* 0 where it is a picture by its first bytes. */
static int look(const char *path, file_t *file, tc_failure_t *failure)
{
    GError *error = NULL;
    GMappedFile *map = g_mapped_file_new(path, FALSE, &error);
    const unsigned char *bytes;
    const tc_sniff_t *kind;
    size_t len;

    if (map == NULL) {
        failure->reason = error->code == G_FILE_ERROR_NOMEM ? TC_REASON_MEMORY
                                                            : TC_REASON_SERVER;
        failure->detail = error->message; /* kept: the process ends soon */
        return -1;
    }
    bytes = (const unsigned char *)g_mapped_file_get_contents(map);
    len = g_mapped_file_get_length(map);
    file->path = path;
    kind = tc_sniff(bytes, VIPS_MIN(len, TC_SNIFF_BYTES));
    file->loader = loader_of(kind);
    file->is_avif = kind != NULL && strcmp(kind->extension, "avif") == 0;
    if (file->loader != NULL) {
        look_at(file, bytes, len);
    }
    g_mapped_file_unref(map);
    if (file->loader == NULL) {
        failure->reason = TC_REASON_UNREADABLE;
        failure->detail = "no picture by its first bytes";
        return -1;
    }
    return 0;
}

/* Nothing is decoded for this. Animations are GIF and WebP; the pages of a
 * TIFF and the pictures of a HEIC are none, their first one counts. */
static int read_header(file_t *file, tc_failure_t *failure)
{
    VipsImage *image = open_file(file, VIPS_FAIL_ON_NONE);
    int pages = 1;

    if (image == NULL) {
        tc_picture_complaint(TC_REASON_UNREADABLE, failure);
        return -1;
    }
    if (is_loader(file, "gifload") || is_loader(file, "webpload")) {
        pages = vips_image_get_n_pages(image);
    }
    file->width = image->Xsize;
    file->height = image->Ysize;
    file->frames = file->frames > 0 ? VIPS_MIN(file->frames, pages) : pages;
    file->pages = file->frames > 1 ? pages : 1;
    g_object_unref(image);
    return 0;
}

/* 0 where it may be decoded. */
static int check_header(const file_t *file, const tc_failure_limits_t *limits,
                        tc_failure_t *failure)
{
    double pixels = (double)file->width * file->height * file->pages;

    if (file->pages > limits->frames) {
        failure->reason = TC_REASON_FRAMES;
    }
    else if (pixels > (double)limits->pixels) {
        failure->reason = file->pages > 1 ? TC_REASON_ALL_PIXELS
                                          : TC_REASON_PIXELS;
    }
    else {
        return 0;
    }
    failure->detail = g_strdup_printf("%d x %d, frames: %d", file->width,
                                      file->height, file->pages);
    return -1;
}

/* ------------------------------------------------------------ in one pass */

/* Rows of a strip at `top` into region. */
static int prepare(VipsRegion *region, int top)
{
    VipsRect rows = { 0, top, region->im->Xsize,
                      VIPS_MIN(STRIP, region->im->Ysize - top) };

    return vips_region_prepare(region, &rows);
}

/* *image, as it is opened, decoded into memory; how many rows could be. */
static int to_memory(VipsImage **image)
{
    VipsImage *to;
    int rows;

    if ((*image)->dtype == VIPS_IMAGE_SETBUF) {
        return (*image)->Ysize;
    }
    to = tc_picture_blank(*image, (*image)->Xsize, (*image)->Ysize);
    if (to == NULL) {
        return 0;
    }
    vips_image_set_int(to, VIPS_META_ORIENTATION,
                       vips_image_get_orientation(*image));
    rows = tc_picture_rows(*image, STRIP, VIPS_IMAGE_ADDR(to, 0, 0));
    g_object_unref(*image);
    *image = to;
    return rows;
}

/* As far as it can be read; NULL where not even a row can. */
static VipsImage *decode(const file_t *file, VipsFailOn fail_on, int *rows)
{
    VipsImage *image = open_file(file, fail_on);

    *rows = 0;
    if (image == NULL) {
        return NULL;
    }
    if ((!is_loader(file, "webpload") ||
         tc_webp_load(file->path, &image) == 0) &&
        tc_colour_to_srgb(&image) == 0) {
        *rows = to_memory(&image);
    }
    if (*rows == 0) {
        g_object_unref(image);
        return NULL;
    }
    return image;
}

/* ---------------------------------------------------------------- damaged */

static int is_filled(VipsRegion *region, int y)
{
    const VipsPel *row = VIPS_REGION_ADDR(region, 0, y);
    size_t len = VIPS_IMAGE_SIZEOF_LINE(region->im);

    for (size_t i = 0; i < len; i++) {
        if (row[i] != FILL) {
            return 0;
        }
    }
    return 1;
}

/* Rows of a JPEG down to the last that has anything: its loader reads on
 * where data is missing, within a scan or between two of them. */
static int rows_of_jpeg(const file_t *file)
{
    VipsImage *image = open_file(file, VIPS_FAIL_ON_NONE);
    VipsRegion *region = image != NULL ? vips_region_new(image) : NULL;
    int rows = 0;

    for (int top = 0; region != NULL && top < image->Ysize; top += STRIP) {
        if (prepare(region, top) != 0) {
            break;
        }
        for (int y = top; y < VIPS_MIN(top + STRIP, image->Ysize); y++) {
            rows = is_filled(region, y) ? rows : y + 1;
        }
    }
    if (region != NULL) {
        g_object_unref(region);
    }
    if (image != NULL) {
        g_object_unref(image);
    }
    return rows;
}

/* Whether the loader, told to be lenient, shows more than its strict run has
 * read. That of a PNG shows what happens to lie in memory. */
static int is_lenient(const file_t *file)
{
    return is_loader(file, "jpegload") || is_loader(file, "gifload");
}

/* Transparent, or grey. */
static void fill_rest(VipsImage *image, int rows)
{
    size_t len = VIPS_IMAGE_SIZEOF_LINE(image);

    for (int y = rows; y < image->Ysize; y++) {
        memset(VIPS_IMAGE_ADDR(image, 0, y), image->Bands == 4 ? 0 : FILL,
               len);
    }
}

/* Ends image, of which so many rows were read. What browsers show whole, or
 * nearly, is enough. */
static VipsImage *mend(file_t *file, VipsImage *image, int rows)
{
    int read = rows;

    if (is_lenient(file)) {
        g_clear_object(&image);
        rows = is_loader(file, "jpegload") ? rows_of_jpeg(file)
                                           : (int)(file->shown * file->height);
        image = rows > file->height / 2
                    ? decode(file, VIPS_FAIL_ON_NONE, &read)
                    : NULL;
        rows = VIPS_MIN(rows, read);
    }
    if (image != NULL && rows <= file->height / 2) {
        g_clear_object(&image);
    }
    if (image != NULL) {
        fill_rest(image, read);
    }
    file->damaged = 1;
    return image;
}

/* Strictly first. */
static VipsImage *decode_still(file_t *file, tc_failure_t *failure)
{
    int rows;
    VipsImage *image = decode(file,
                              is_loader(file, "jpegload")
                                  ? VIPS_FAIL_ON_WARNING
                                  : VIPS_FAIL_ON_TRUNCATED,
                              &rows);

    if (image != NULL && rows == image->Ysize) {
        return image;
    }
    tc_picture_complaint(TC_REASON_DAMAGED, failure);
    if (failure->reason != TC_REASON_DAMAGED) {
        g_clear_object(&image);
        return NULL;
    }
    vips_error_clear();
    return mend(file, image, rows);
}

/* --------------------------------------------------------------- together */

/* A turned picture is read in another order than it lies in the file, so it
 * has to be whole in memory first. What a WebP says of that no browser
 * obeys. */
static int upright(const file_t *file, VipsImage **image)
{
    VipsImage *out = NULL;

    if (is_loader(file, "webpload") ||
        vips_image_get_orientation(*image) <= 1) {
        return 0;
    }
    if (vips_autorot(*image, &out, NULL) != 0) {
        return -1;
    }
    g_object_unref(*image);
    *image = out;
    return to_memory(image) == (*image)->Ysize ? 0 : -1;
}

static VipsImage *open_roll(const file_t *file)
{
    VipsImage *image = open_file(file, file->damaged ? VIPS_FAIL_ON_NONE
                                                     : VIPS_FAIL_ON_TRUNCATED);

    if (image == NULL || tc_colour_to_srgb(&image) != 0 ||
        image->Ysize != file->height * file->pages) {
        return NULL;
    }
    return image;
}

int tc_load_picture(const char *path, const tc_failure_limits_t *limits,
                    tc_load_t *loaded, tc_failure_t *failure)
{
    file_t file = { .pages = 1 };

    if (look(path, &file, failure) != 0 || read_header(&file, failure) != 0 ||
        check_header(&file, limits, failure) != 0) {
        return -1;
    }
    if (file.frames > 1) {
        loaded->image = open_roll(&file);
    }
    else {
        loaded->image = decode_still(&file, failure);
        if (loaded->image == NULL) {
            return -1;
        }
    }
    if (loaded->image == NULL ||
        (file.frames == 1 && upright(&file, &loaded->image) != 0)) {
        tc_picture_complaint(TC_REASON_DAMAGED, failure);
        return -1;
    }
    loaded->frames = file.frames;
    loaded->height = loaded->image->Ysize / file.pages;
    loaded->damaged = file.damaged;
    return 0;
}
