#include "worker/picture/picture.h"

#include <stdlib.h>
#include <string.h>

#include "base/job/failure.h"
#include "base/job/protocol.h"
#include "worker/picture/colour.h"
#include "worker/picture/gif.h"
#include "worker/picture/webp.h"
#include "worker/picture/webp_load.h"

/* Browsers show a frame that is to stand for no time for a tenth of a
 * second. */
#define NO_DELAY 10
#define USUAL_DELAY 100

/* WebP counts no further; a GIF says up to one more. */
#define MOST_LOOPS 65535

/* ---------------------------------------------------------------- set-up */

/* libvips warns about odd files; they are no news for the error log. */
static void be_quiet(const char *domain, GLogLevelFlags level,
                     const char *message, void *unused)
{
    (void)domain;
    (void)level;
    (void)message;
    (void)unused;
}

/* From the bytes alone; the base classes, so that all variants of a loader
 * (file, buffer, source) stand or fall together. */
static void allow_loaders(void)
{
    static const char *const loaders[] = {
        "VipsForeignLoadJpeg",  "VipsForeignLoadPng",  "VipsForeignLoadWebp",
        "VipsForeignLoadNsgif", "VipsForeignLoadHeif", "VipsForeignLoadTiff",
    };

    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (size_t i = 0; i < sizeof(loaders) / sizeof(loaders[0]); i++) {
        vips_operation_block_set(loaders[i], FALSE);
    }
}

/* Above 100 MB libvips would decode into a file of its own in /tmp, which a
 * decoder may not write. What the memory may hold is limited as it is. */
static int stay_in_memory(void)
{
    return setenv("VIPS_DISC_THRESHOLD", "1000000g", 1);
}

int tc_picture_init(const char *program)
{
    if (stay_in_memory() != 0 || VIPS_INIT(program) != 0) {
        return -1;
    }
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    g_log_set_default_handler(be_quiet, NULL);
    allow_loaders();
    return 0;
}

void tc_picture_complaint(tc_reason_t reason, tc_failure_t *failure)
{
    const char *text = vips_error_buffer();

    failure->reason = strstr(text, "out of memory") ||
                              strstr(text, "unable to allocate") ||
                              strstr(text, "Cannot allocate")
                          ? TC_REASON_MEMORY
                          : reason;
    failure->detail = g_strdelimit(g_strstrip(g_strdup(text)), "\n", ' ');
}

/* ----------------------------------------------------------- the header */

typedef struct {
    int width;
    int height;
    int frames; /* 1 where the first alone counts */
} header_t;

static int is_loader(VipsImage *image, const char *name)
{
    const char *loader = NULL;

    return vips_image_get_typeof(image, VIPS_META_LOADER) != 0 &&
           vips_image_get_string(image, VIPS_META_LOADER, &loader) == 0 &&
           strncmp(loader, name, strlen(name)) == 0;
}

/* 0 where it may be decoded. */
static int check_header(const header_t *header,
                        const tc_failure_limits_t *limits,
                        tc_failure_t *failure)
{
    double pixels = (double)header->width * header->height * header->frames;

    if (header->frames > limits->frames) {
        failure->reason = TC_REASON_FRAMES;
    }
    else if (pixels > (double)limits->pixels) {
        failure->reason = header->frames > 1 ? TC_REASON_ALL_PIXELS
                                             : TC_REASON_PIXELS;
    }
    else {
        return 0;
    }
    failure->detail = g_strdup_printf("%d x %d, frames: %d", header->width,
                                      header->height, header->frames);
    return -1;
}

/* The loader of a WebP knows by itself, that of a GIF does not. */
static int is_whole(const char *path)
{
    GMappedFile *file = g_mapped_file_new(path, FALSE, NULL);
    int whole = file &&
                tc_gif_is_whole(
                    (const unsigned char *)g_mapped_file_get_contents(file),
                    g_mapped_file_get_length(file));

    if (file) {
        g_mapped_file_unref(file);
    }
    return whole;
}

/* Nothing is decoded for this. Animations are GIF and WebP; the pages of a
 * TIFF and the pictures of a HEIC are none, their first one counts. */
static int read_header(const char *path, header_t *header,
                       tc_failure_t *failure)
{
    VipsImage *image = vips_image_new_from_file(
        path, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
        VIPS_FAIL_ON_TRUNCATED, NULL);

    if (image == NULL) {
        tc_picture_complaint(TC_REASON_UNREADABLE, failure);
        return -1;
    }
    header->width = image->Xsize;
    header->height = image->Ysize;
    header->frames = 1;
    if (is_loader(image, "gif") || is_loader(image, "webp")) {
        header->frames = vips_image_get_n_pages(image);
    }
    if (header->frames > 1 && is_loader(image, "gif") && !is_whole(path)) {
        g_object_unref(image);
        failure->reason = TC_REASON_DAMAGED;
        failure->detail = "the last frame is not whole";
        return -1;
    }
    g_object_unref(image);
    return 0;
}

/* --------------------------------------------------------------- loading */

/* One step of the chain: *out, which the call before has set, replaces
 * *image. */
static int step(int rv, VipsImage **image, VipsImage *const *out)
{
    if (rv != 0) {
        return -1;
    }
    g_object_unref(*image);
    *image = *out;
    return 0;
}

static int to_memory(VipsImage **image)
{
    VipsImage *out = vips_image_copy_memory(*image);

    return step(out ? 0 : -1, image, &out);
}

/* A turned picture is read in another order than it lies in the file, so it
 * has to be whole in memory first. */
static int upright(VipsImage **image)
{
    VipsImage *out = NULL;

    if (vips_image_get_orientation(*image) <= 1) {
        return 0;
    }
    if (step(vips_autorot(*image, &out, NULL), image, &out) != 0) {
        return -1;
    }
    return to_memory(image);
}

static VipsImage *open_all(const char *path, int frames)
{
    if (frames > 1) {
        return vips_image_new_from_file(path, "access", VIPS_ACCESS_SEQUENTIAL,
                                        "fail_on", VIPS_FAIL_ON_TRUNCATED, "n",
                                        -1, NULL);
    }
    return vips_image_new_from_file(path, "access", VIPS_ACCESS_SEQUENTIAL,
                                    "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
}

static tc_picture_t *picture_of(VipsImage *image, int frames)
{
    tc_picture_t *picture = g_new0(tc_picture_t, 1);

    picture->image = image;
    picture->frames = frames;
    picture->width = image->Xsize;
    picture->height = image->Ysize / frames;
    return picture;
}

tc_picture_t *tc_picture_load(const char *path,
                              const tc_failure_limits_t *limits,
                              tc_failure_t *failure)
{
    header_t header = { 0, 0, 1 };
    VipsImage *image;

    if (read_header(path, &header, failure) != 0 ||
        check_header(&header, limits, failure) != 0) {
        return NULL;
    }
    image = open_all(path, header.frames);
    if (image == NULL ||
        (header.frames == 1 && is_loader(image, "webp") &&
         tc_webp_load(path, &image) != 0) ||
        tc_colour_to_srgb(&image) != 0 ||
        (header.frames == 1 &&
         (to_memory(&image) != 0 || upright(&image) != 0)) ||
        image->Ysize % header.frames != 0) {
        tc_picture_complaint(TC_REASON_DAMAGED, failure);
        return NULL;
    }
    return picture_of(image, header.frames);
}

/* ------------------------------------------------------------ animations */

VipsImage *tc_picture_blank(const VipsImage *like, int height)
{
    VipsImage *image = vips_image_new_memory();

    vips_image_init_fields(image, like->Xsize, height, like->Bands,
                           like->BandFmt, like->Coding, like->Type, 1.0, 1.0);
    if (vips_image_write_prepare(image) != 0) {
        g_object_unref(image);
        return NULL;
    }
    return image;
}

/* The loaders decode a frame after the other, so that these come in order. */
static int copy_frame(VipsRegion *region, int top, int height, VipsPel *to)
{
    VipsRect rows = { 0, top, region->im->Xsize, height };
    size_t len = VIPS_IMAGE_SIZEOF_LINE(region->im);

    if (vips_region_prepare(region, &rows) != 0) {
        return -1;
    }
    for (int y = 0; y < height; y++) {
        memcpy(to + y * len, VIPS_REGION_ADDR(region, 0, top + y), len);
    }
    return 0;
}

tc_picture_t *tc_picture_read(tc_picture_t *roll, int first, int count)
{
    VipsImage *part = tc_picture_blank(roll->image, roll->height * count);

    if (roll->region == NULL) {
        roll->region = vips_region_new(roll->image);
    }
    for (int i = 0; part && i < count; i++) {
        if (copy_frame(roll->region, (first + i) * roll->height, roll->height,
                       VIPS_IMAGE_ADDR(part, 0, i * roll->height)) != 0) {
            g_object_unref(part);
            return NULL;
        }
    }
    return part ? picture_of(part, count) : NULL;
}

int tc_picture_loops(const tc_picture_t *roll)
{
    int loops = 0;

    if (vips_image_get_typeof(roll->image, "loop") == 0 ||
        vips_image_get_int(roll->image, "loop", &loops) != 0) {
        return 0;
    }
    return VIPS_MIN(loops, MOST_LOOPS);
}

int tc_picture_delay(const tc_picture_t *roll, int frame)
{
    int *delays = NULL, count = 0;

    if (vips_image_get_typeof(roll->image, "delay") == 0 ||
        vips_image_get_array_int(roll->image, "delay", &delays, &count) != 0 ||
        frame >= count || delays[frame] <= NO_DELAY) {
        return USUAL_DELAY;
    }
    return delays[frame];
}

/* --------------------------------------------------------------- pixels */

tc_webp_pixels_t tc_picture_pixels(VipsImage *image, int frame, int height)
{
    tc_webp_pixels_t pixels = { .data = VIPS_IMAGE_ADDR(image, 0,
                                                        frame * height),
                                .width = image->Xsize,
                                .height = height,
                                .bands = image->Bands };

    return pixels;
}

void tc_picture_free(tc_picture_t *picture)
{
    if (picture->region) {
        g_object_unref(picture->region);
    }
    g_object_unref(picture->image);
    g_free(picture);
}

/* ------------------------------------------------------------- shrinking */

static VipsImage *shrink_frame(VipsImage *roll, int number, int height,
                               const int *size)
{
    VipsImage *frame = NULL, *out = NULL;

    if (vips_crop(roll, &frame, 0, number * height, roll->Xsize, height,
                  NULL) != 0) {
        return NULL;
    }
    if (vips_thumbnail_image(frame, &out, size[0], "height", size[1], "size",
                             VIPS_SIZE_FORCE, "no_rotate", TRUE, NULL) != 0) {
        out = NULL;
    }
    g_object_unref(frame);
    return out;
}

/* Frame by frame, so that none bleeds into its neighbour. */
static VipsImage *shrink_roll(const tc_picture_t *from, const int *size)
{
    VipsImage **frames = g_new0(VipsImage *, from->frames);
    VipsImage *roll = NULL, *out = NULL;
    int made = 0;

    while (made < from->frames &&
           (frames[made] = shrink_frame(from->image, made, from->height,
                                        size)) != NULL) {
        made++;
    }
    if (made == from->frames &&
        vips_arrayjoin(frames, &roll, made, "across", 1, NULL) == 0) {
        out = vips_image_copy_memory(roll);
        g_object_unref(roll);
    }
    while (made > 0) {
        g_object_unref(frames[--made]);
    }
    g_free(frames);
    return out;
}

static tc_picture_t *shrink_by(tc_picture_t *from, double scale)
{
    int size[2];
    VipsImage *out;

    if (scale >= 1.0) {
        return from;
    }
    size[0] = VIPS_MAX(1, VIPS_RINT(from->width * scale));
    size[1] = VIPS_MAX(1, VIPS_RINT(from->height * scale));
    out = shrink_roll(from, size);
    return out ? picture_of(out, from->frames) : NULL;
}

tc_picture_t *tc_picture_shrink(tc_picture_t *from, int width)
{
    double scale = 1.0;

    if (width > 0 && width < from->width) {
        scale = (double)width / from->width;
    }
    if (from->width * scale > TC_PROTOCOL_SIDE_MAX) {
        scale = (double)TC_PROTOCOL_SIDE_MAX / from->width;
    }
    if (from->height * scale > TC_PROTOCOL_SIDE_MAX) {
        scale = (double)TC_PROTOCOL_SIDE_MAX / from->height;
    }
    return shrink_by(from, scale);
}

tc_picture_t *tc_picture_fit(tc_picture_t *from, int side)
{
    return shrink_by(from, (double)side / VIPS_MAX(from->width, from->height));
}
