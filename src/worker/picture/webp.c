#include "worker/picture/webp.h"

#include <limits.h>

#include <vips/vips.h>
#include <webp/encode.h>
#include <webp/mux.h>

/*
 * libwebp keeps the modes of all blocks of 16 x 16 pixels in a partition of
 * 512 KB. From so many blocks (28 megapixels) on they do not fit any more.
 */
#define CROWDED 110000
#define PARTITION_BITS ((double)(1 << 22))

/* A block may take this much more than its share, since most take less. */
#define SHARES 1.4
#define BLOCK_BITS 256 /* at a partition_limit of 0 */

struct tc_webp_t {
    WebPPicture picture;
};

struct tc_webp_roll_t {
    WebPAnimEncoder *encoder;
    WebPConfig config;
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

tc_webp_t *tc_webp_take(const tc_webp_pixels_t *pixels)
{
    tc_webp_t *taken = g_new0(tc_webp_t, 1);

    if (import(&taken->picture, pixels, 0) != 0) {
        g_free(taken);
        return NULL;
    }
    return taken;
}

int tc_webp_encode(tc_webp_t *taken, const tc_webp_how_t *how,
                   tc_webp_file_t *file)
{
    WebPPicture *picture = &taken->picture;
    WebPMemoryWriter writer;
    WebPConfig config;
    int rv = configure(&config, how, picture->width, picture->height);

    WebPMemoryWriterInit(&writer);
    picture->writer = WebPMemoryWrite;
    picture->custom_ptr = &writer;
    if (rv == 0 && !WebPEncode(&config, picture)) {
        rv = refused(picture);
    }
    if (rv == 0) {
        file->data = writer.mem;
        file->len = writer.size;
    }
    else {
        WebPMemoryWriterClear(&writer);
    }
    WebPPictureFree(picture);
    g_free(taken);
    return rv;
}

/* ------------------------------------------------------------ animations */

/* Each frame is what changed since the one before; whole ones in between
 * would help those who seek in it, and nobody seeks in a picture. */
static WebPAnimEncoder *open_encoder(int width, int height, int loops)
{
    WebPAnimEncoderOptions options;

    if (!WebPAnimEncoderOptionsInit(&options)) {
        return NULL;
    }
    options.anim_params.loop_count = loops;
    options.kmin = INT_MAX - 1;
    options.kmax = INT_MAX;
    return WebPAnimEncoderNew(width, height, &options);
}

tc_webp_roll_t *tc_webp_roll_open(int width, int height, int loops,
                                  const tc_webp_how_t *how)
{
    tc_webp_roll_t *roll = g_new0(tc_webp_roll_t, 1);

    if (configure(&roll->config, how, width, height) == 0) {
        roll->encoder = open_encoder(width, height, loops);
    }
    if (roll->encoder == NULL) {
        complain("unable to begin an animation");
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
    if (!WebPAnimEncoderAdd(roll->encoder, NULL, now(roll), NULL) ||
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
