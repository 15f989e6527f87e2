#include "worker/picture/webp.h"

#include <limits.h>

#include <vips/vips.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include "worker/picture/flat.h"

/*
 * libwebp keeps the modes of all blocks of 16 x 16 pixels in a partition of
 * 512 KB. From so many blocks (28 megapixels) on they do not fit any more.
 */
#define CROWDED 110000
#define PARTITION_BITS ((double)(1 << 22))

/* A block may take this much more than its share, since most take less. */
#define SHARES 1.4
#define BLOCK_BITS 256 /* at a partition_limit of 0 */

/*
 * Flat pictures are a fraction of the size, and sharp, where every pixel is
 * kept or nearly so. The encoder needs 50 bytes for each: no more than this.
 */
#define FLAT_PIXELS 8000000
#define NEAR_LOSSLESS 60
#define LOSSLESS_EFFORT 50 /* what it calls its quality, without any loss */
#define LOSSLESS_METHOD 4  /* faster than 2 on what compresses well */
/* Larger ones are tried by some bands of theirs first, since it takes a
 * multiple of the time where it does not pay. */
#define TRIED_FIRST 200000 /* pixels */
#define BANDS 4
#define BAND_SHARE 32
/* So few bits that the other way does not make it less. */
#define BITS_OF_FEW(pixels) ((pixels) / 4)

struct tc_webp_t {
    WebPPicture picture;
    int is_flat;
};

struct tc_webp_roll_t {
    WebPAnimEncoder *encoder; /* NULL: no frame has come */
    WebPConfig config;
    int loops;
    gint64 time; /* milliseconds so far */
};

static int complain(const char *what)
{
    vips_error("webpsave", "%s", what);
    return -1;
}

/* As libvips words it, for those who read its complaints. */
static int refused(const WebPPicture *picture)
{
    return complain(picture->error_code == VP8_ENC_ERROR_OUT_OF_MEMORY ||
                            picture->error_code ==
                                VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY
                        ? "out of memory"
                        : "unable to encode");
}

/*
 * In a picture above that size effort 2 and 3 would make do without the small
 * blocks (6 % more bytes), and from 4 on libwebp would encode all of it up to
 * four times until its modes fit. Told at once how much a block may take it
 * does it in one pass.
 */
static void make_room(WebPConfig *config, int width, int height)
{
    int blocks = ((width + 15) / 16) * ((height + 15) / 16);
    double share = SHARES * PARTITION_BITS / blocks;
    int room = 100;

    if (blocks <= CROWDED || config->method < 2) {
        return;
    }
    while (room > 1 && BLOCK_BITS * room * room / 10000.0 > share) {
        room--;
    }
    config->method = VIPS_MAX(config->method, 4);
    config->partition_limit = 100 - room;
}

static int configure(WebPConfig *config, const tc_webp_how_t *how, int width,
                     int height)
{
    if (!WebPConfigInit(config)) {
        return complain("another version of libwebp was expected");
    }
    config->quality = (float)how->quality;
    config->method = how->effort;
    make_room(config, width, height);
    return 0;
}

static int import(WebPPicture *picture, const tc_webp_pixels_t *pixels,
                  int use_argb)
{
    int stride = pixels->width * pixels->bands;

    if (!WebPPictureInit(picture)) {
        return complain("another version of libwebp was expected");
    }
    picture->use_argb = use_argb;
    picture->width = pixels->width;
    picture->height = pixels->height;
    if (!(pixels->bands == 4
              ? WebPPictureImportRGBA(picture, pixels->data, stride)
              : WebPPictureImportRGB(picture, pixels->data, stride))) {
        refused(picture);
        WebPPictureFree(picture);
        return -1;
    }
    return 0;
}

/* ------------------------------------------------------- still pictures */

tc_webp_t *tc_webp_take(const tc_webp_pixels_t *pixels, int is_flat)
{
    tc_webp_t *taken = g_new0(tc_webp_t, 1);

    taken->is_flat = is_flat &&
                     (gint64)pixels->width * pixels->height <= FLAT_PIXELS;
    if (import(&taken->picture, pixels, taken->is_flat) != 0) {
        g_free(taken);
        return NULL;
    }
    return taken;
}

/* A quarter of each neighbour and half of itself, along a line of which each
 * byte stands so many behind the one before; at an end a byte stands for the
 * neighbour that it has not. */
static void soften_line(unsigned char *line, int count, int step)
{
    int before = line[0];

    for (int i = 0; i < count; i++) {
        unsigned char *at = line + (ptrdiff_t)i * step;
        int here = *at, after = i + 1 < count ? at[step] : here;

        *at = (unsigned char)((before + 2 * here + after + 2) / 4);
        before = here;
    }
}

static void soften(WebPPicture *picture)
{
    int pixel = sizeof(*picture->argb);
    int row = picture->argb_stride * pixel;
    unsigned char *bytes = (unsigned char *)picture->argb;

    for (int y = 0; y < picture->height; y++) {
        for (int i = 0; i < pixel; i++) {
            soften_line(bytes + y * row + i, picture->width, pixel);
        }
    }
    for (int i = 0; i < picture->width * pixel; i++) {
        soften_line(bytes + i, picture->height, row);
    }
}

tc_webp_t *tc_webp_blur(const tc_webp_pixels_t *pixels, int side)
{
    double scale = (double)side / VIPS_MAX(pixels->width, pixels->height);
    int width = (int)VIPS_MAX(1, VIPS_RINT(pixels->width * scale));
    int height = (int)VIPS_MAX(1, VIPS_RINT(pixels->height * scale));
    tc_webp_t *taken = g_new0(tc_webp_t, 1);

    if (import(&taken->picture, pixels, 1) != 0) {
        g_free(taken);
        return NULL;
    }
    if (scale < 1.0 && !WebPPictureRescale(&taken->picture, width, height)) {
        refused(&taken->picture);
        WebPPictureFree(&taken->picture);
        g_free(taken);
        return NULL;
    }
    soften(&taken->picture);
    return taken;
}

/* 0, or -1 without a complaint. */
static int encode_as(WebPPicture *picture, const WebPConfig *config,
                     tc_webp_file_t *file)
{
    WebPMemoryWriter *writer = g_new(WebPMemoryWriter, 1);
    int rv = 0;

    WebPMemoryWriterInit(writer);
    picture->writer = WebPMemoryWrite;
    picture->custom_ptr = writer;
    picture->error_code = VP8_ENC_OK;
    if (WebPEncode(config, picture)) {
        file->data = writer->mem;
        file->len = writer->size;
    }
    else {
        WebPMemoryWriterClear(writer);
        rv = -1;
    }
    picture->custom_ptr = NULL;
    g_free(writer);
    return rv;
}

/* Where there is no memory for it, it is encoded as others are. */
static int encode_sharp(WebPPicture *picture, const WebPConfig *config,
                        tc_webp_file_t *file)
{
    WebPConfig sharp = *config;

    sharp.lossless = 1;
    sharp.near_lossless = NEAR_LOSSLESS;
    sharp.quality = LOSSLESS_EFFORT;
    sharp.method = VIPS_MAX(sharp.method, LOSSLESS_METHOD);
    return encode_as(picture, &sharp, file);
}

/* How much a band takes both ways; 0, or -1. */
static int try_band(const WebPPicture *picture, const WebPConfig *config,
                    int top, size_t *sharp, size_t *other)
{
    tc_webp_file_t file;
    WebPPicture band;

    if (!WebPPictureView(picture, 0, top, picture->width,
                         VIPS_MAX(16, picture->height / BAND_SHARE), &band) ||
        encode_sharp(&band, config, &file) != 0) {
        return -1;
    }
    *sharp += file.len;
    tc_webp_free(&file);
    if (encode_as(&band, config, &file) != 0) {
        return -1;
    }
    *other += file.len;
    tc_webp_free(&file);
    return 0;
}

/* Bands have fewer colours than the whole: they may promise too much. */
static int is_promising(const WebPPicture *picture, const WebPConfig *config)
{
    size_t sharp = 0, other = 0;

    if ((gint64)picture->width * picture->height < TRIED_FIRST ||
        picture->height < BANDS * BAND_SHARE) {
        return 1;
    }
    for (int i = 0; i < BANDS; i++) {
        int top = (int)((gint64)picture->height * (2 * i + 1) / (2 * BANDS));

        if (try_band(picture, config, top, &sharp, &other) != 0) {
            return 0;
        }
    }
    return sharp * 2 <= other * 3; /* the whole repeats itself more */
}

static int is_small(const WebPPicture *picture, const tc_webp_file_t *file)
{
    return file->len * 8 <=
           BITS_OF_FEW((size_t)picture->width * (size_t)picture->height);
}

/* As configured, unless `file` is no larger. */
static int encode_smaller(WebPPicture *picture, const WebPConfig *config,
                          tc_webp_file_t *file)
{
    tc_webp_file_t other;

    if (file->data != NULL && is_small(picture, file)) {
        return 0;
    }
    if (encode_as(picture, config, &other) != 0) {
        return file->data != NULL ? 0 : refused(picture);
    }
    if (file->data != NULL && file->len <= other.len) {
        tc_webp_free(&other);
        return 0;
    }
    tc_webp_free(file);
    *file = other;
    return 0;
}

int tc_webp_encode(tc_webp_t *taken, const tc_webp_how_t *how,
                   tc_webp_file_t *file)
{
    WebPPicture *picture = &taken->picture;
    WebPConfig config;
    int rv = configure(&config, how, picture->width, picture->height);

    file->data = NULL;
    if (rv == 0) {
        if (taken->is_flat && is_promising(picture, &config)) {
            (void)encode_sharp(picture, &config, file);
        }
        rv = encode_smaller(picture, &config, file);
    }
    WebPPictureFree(picture);
    g_free(taken);
    return rv;
}

/* ------------------------------------------------------------ animations */

/* Each frame is what changed since the one before; whole ones in between
 * would help those who seek in it, and nobody seeks in a picture. */
static WebPAnimEncoder *open_encoder(const tc_webp_pixels_t *first, int loops)
{
    WebPAnimEncoderOptions options;

    if (!WebPAnimEncoderOptionsInit(&options)) {
        return NULL;
    }
    options.anim_params.loop_count = loops;
    /* takes twice the time */
    options.allow_mixed = tc_flat_is(first);
    options.kmin = INT_MAX - 1;
    options.kmax = INT_MAX;
    return WebPAnimEncoderNew(first->width, first->height, &options);
}

tc_webp_roll_t *tc_webp_roll_open(int width, int height, int loops,
                                  const tc_webp_how_t *how)
{
    tc_webp_roll_t *roll = g_new0(tc_webp_roll_t, 1);

    roll->loops = loops;
    if (configure(&roll->config, how, width, height) != 0) {
        g_free(roll);
        return NULL;
    }
    return roll;
}

static int now(const tc_webp_roll_t *roll)
{
    return (int)VIPS_MIN(roll->time, INT_MAX);
}

int tc_webp_roll_add(tc_webp_roll_t *roll, const tc_webp_pixels_t *pixels,
                     int milliseconds)
{
    WebPPicture picture;
    int rv = 0;

    if (roll->encoder == NULL) {
        roll->encoder = open_encoder(pixels, roll->loops);
    }
    if (roll->encoder == NULL) {
        return complain("unable to begin an animation");
    }
    if (import(&picture, pixels, 1) != 0) {
        return -1;
    }
    if (!WebPAnimEncoderAdd(roll->encoder, &picture, now(roll),
                            &roll->config)) {
        rv = picture.error_code == VP8_ENC_OK
                 ? complain(WebPAnimEncoderGetError(roll->encoder))
                 : refused(&picture);
    }
    roll->time += milliseconds;
    WebPPictureFree(&picture);
    return rv;
}

int tc_webp_roll_close(tc_webp_roll_t *roll, tc_webp_file_t *file)
{
    WebPData data;
    int rv = 0;

    WebPDataInit(&data);
    if (roll->encoder == NULL) {
        rv = complain("an animation without a frame");
    }
    else if (!WebPAnimEncoderAdd(roll->encoder, NULL, now(roll), NULL) ||
             !WebPAnimEncoderAssemble(roll->encoder, &data)) {
        rv = complain(WebPAnimEncoderGetError(roll->encoder));
    }
    else {
        file->data = (unsigned char *)data.bytes;
        file->len = data.size;
    }
    WebPAnimEncoderDelete(roll->encoder);
    g_free(roll);
    return rv;
}

void tc_webp_free(tc_webp_file_t *file)
{
    WebPFree(file->data);
    file->data = NULL;
}
