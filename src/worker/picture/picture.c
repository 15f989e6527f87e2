#include "worker/picture/picture.h"

#include <stdlib.h>
#include <string.h>

#include "base/job/failure.h"
#include "base/job/protocol.h"
#include "worker/picture/load.h"
#include "worker/picture/warm.h"
#include "worker/picture/webp.h"

/* Browsers show a frame that is to stand for no time for a tenth of a
 * second. */
#define NO_DELAY 10
#define USUAL_DELAY 100

/* WebP counts no further; a GIF says up to one more. */
#define MOST_LOOPS 65535

/* Made at a time: few enough to stay in the processor's cache. libvips' own
 * threads would take a row after the other. */
#define STRIP_PIXELS (1 << 13)

/* Rows of a shrunk picture that a row of the whole reaches beside its own: the
 * kernel has a radius of three, and each edge may lie within a row. */
#define REACH 6

/* The bottom is the first row that is none of them. */
typedef struct {
    int top;
    int bottom;
} rows_t;

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
    tc_warm_up();
    return 0;
}

void tc_picture_complaint(tc_reason_t reason, tc_failure_t *failure)
{
    const char *text = vips_error_buffer();

    failure->reason = strstr(text, "out of memory") != NULL ||
                              strstr(text, "unable to allocate") != NULL ||
                              strstr(text, "Cannot allocate") != NULL
                          ? TC_REASON_MEMORY
                          : reason;
    failure->detail = g_strdelimit(g_strstrip(g_strdup(text)), "\n", ' ');
}

/* --------------------------------------------------------------- loading */

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
    tc_picture_t *picture;
    tc_load_t loaded;

    if (tc_load_picture(path, limits, &loaded, failure) != 0) {
        return NULL;
    }
    picture = picture_of(loaded.image, loaded.frames);
    picture->height = loaded.height;
    picture->damaged = loaded.damaged;
    return picture;
}

/* ---------------------------------------------------------------- memory */

VipsImage *tc_picture_blank(const VipsImage *like, int width, int height)
{
    VipsImage *image = vips_image_new_memory();

    vips_image_init_fields(image, width, height, like->Bands, like->BandFmt,
                           like->Coding, like->Type, 1.0, 1.0);
    if (vips_image_write_prepare(image) != 0) {
        g_object_unref(image);
        return NULL;
    }
    return image;
}

static int copy_strip(VipsRegion *region, int top, int height, VipsPel *to)
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

/* Into memory for all rows; the first that could not be made, or the
 * bottom. */
static int copy_rows(VipsImage *from, rows_t rows, int strip, VipsPel *to)
{
    VipsRegion *region = vips_region_new(from);
    size_t len = VIPS_IMAGE_SIZEOF_LINE(from);
    int top = rows.top;

    while (top < rows.bottom &&
           copy_strip(region, top, VIPS_MIN(strip, rows.bottom - top),
                      to + (size_t)top * len) == 0) {
        top += strip;
    }
    g_object_unref(region);
    return VIPS_MIN(top, rows.bottom);
}

int tc_picture_rows(VipsImage *from, int strip, VipsPel *to)
{
    rows_t all = { 0, from->Ysize };

    return copy_rows(from, all, strip, to);
}

/* ------------------------------------------------------------ animations */

/* The loaders decode a frame after the other, so that these come in order. */
tc_picture_t *tc_picture_read(tc_picture_t *roll, int first, int count)
{
    VipsImage *part = tc_picture_blank(roll->image, roll->width,
                                       roll->height * count);
    tc_picture_t *read;
    int whole = 0;

    if (roll->region == NULL) {
        roll->region = vips_region_new(roll->image);
    }
    while (part != NULL && whole < count &&
           copy_strip(roll->region, (first + whole) * roll->height,
                      roll->height,
                      VIPS_IMAGE_ADDR(part, 0, whole * roll->height)) == 0) {
        whole++;
    }
    if (whole == 0) {
        if (part != NULL) {
            g_object_unref(part);
        }
        return NULL;
    }
    read = picture_of(part, whole);
    read->height = roll->height;
    return read;
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
    if (picture->region != NULL) {
        g_object_unref(picture->region);
    }
    g_object_unref(picture->image);
    g_free(picture);
}

/* ------------------------------------------------------------- shrinking */

static VipsImage *frame_of(const tc_picture_t *from, int number)
{
    VipsImage *frame = NULL;

    if (from->frames == 1) {
        return g_object_ref(from->image);
    }
    return vips_crop(from->image, &frame, 0, number * from->height,
                     from->width, from->height, NULL) == 0
               ? frame
               : NULL;
}

/* What is to be made of a frame; nothing is yet. */
static VipsImage *shrink_frame(const tc_picture_t *from, int number,
                               const int *size)
{
    VipsImage *frame = frame_of(from, number), *out = NULL;

    if (frame == NULL) {
        return NULL;
    }
    if (vips_thumbnail_image(frame, &out, size[0], "height", size[1], "size",
                             VIPS_SIZE_FORCE, "no_rotate", TRUE, NULL) != 0) {
        out = NULL;
    }
    g_object_unref(frame);
    return out;
}

/* Where a frame is not as the one before. */
static rows_t changed(const tc_picture_t *roll, int number)
{
    size_t len = VIPS_IMAGE_SIZEOF_LINE(roll->image);
    size_t frame = len * (size_t)roll->height;
    rows_t rows = { 0, roll->height };
    const VipsPel *at = VIPS_IMAGE_ADDR(roll->image, 0, number * rows.bottom);

    if (number == 0) {
        return rows;
    }
    while (rows.top < rows.bottom &&
           memcmp(at + (size_t)rows.top * len,
                  at + (size_t)rows.top * len - frame, len) == 0) {
        rows.top++;
    }
    while (rows.top < rows.bottom &&
           memcmp(at + (size_t)(rows.bottom - 1) * len,
                  at + (size_t)(rows.bottom - 1) * len - frame, len) == 0) {
        rows.bottom--;
    }
    return rows;
}

/* The rows of the shrunk frame that have to do with those. */
static rows_t reached(rows_t rows, double scale, int height)
{
    rows_t reach = { VIPS_MAX(0, (int)(rows.top * scale) - REACH),
                     VIPS_MIN(height, (int)(rows.bottom * scale) + REACH) };

    return rows.top < rows.bottom ? reach : rows;
}

/* Into its place on the roll: what is as before is not shrunk again. */
static int place_frame(const tc_picture_t *from, int number, const int *size,
                       VipsImage *roll)
{
    rows_t rows = reached(changed(from, number),
                          (double)size[1] / from->height, size[1]);
    size_t len = VIPS_IMAGE_SIZEOF_LINE(roll) * (size_t)size[1];
    VipsPel *to = VIPS_IMAGE_ADDR(roll, 0, number * size[1]);
    VipsImage *frame;
    int strip = VIPS_MAX(1, STRIP_PIXELS / size[0]), made;

    if (number > 0) {
        memcpy(to, to - len, len);
    }
    if (rows.top == rows.bottom) {
        return 0;
    }
    frame = shrink_frame(from, number, size);
    if (frame == NULL) {
        return -1;
    }
    made = copy_rows(frame, rows, strip, to);
    g_object_unref(frame);
    return made == rows.bottom ? 0 : -1;
}

/* Frame by frame, so that none bleeds into its neighbour. */
static VipsImage *shrink_roll(const tc_picture_t *from, const int *size)
{
    VipsImage *roll = tc_picture_blank(from->image, size[0],
                                       size[1] * from->frames);

    for (int i = 0; i < from->frames && roll != NULL; i++) {
        if (place_frame(from, i, size, roll) != 0) {
            g_clear_object(&roll);
        }
    }
    return roll;
}

tc_picture_t *tc_picture_shrink(tc_picture_t *from, int width)
{
    double scale = 1.0;
    VipsImage *out;
    int size[2];

    if (width > 0 && width < from->width) {
        scale = (double)width / from->width;
    }
    if (from->width * scale > TC_PROTOCOL_SIDE_MAX) {
        scale = (double)TC_PROTOCOL_SIDE_MAX / from->width;
    }
    if (from->height * scale > TC_PROTOCOL_SIDE_MAX) {
        scale = (double)TC_PROTOCOL_SIDE_MAX / from->height;
    }
    if (scale >= 1.0) {
        return from;
    }
    size[0] = VIPS_MAX(1, VIPS_RINT(from->width * scale));
    size[1] = VIPS_MAX(1, VIPS_RINT(from->height * scale));
    out = shrink_roll(from, size);
    return out != NULL ? picture_of(out, from->frames) : NULL;
}
