#include "worker/webp.h"

#include <webp/encode.h>

int tc_webp_takes(const VipsImage *image)
{
    return image->Type == VIPS_INTERPRETATION_sRGB &&
           image->BandFmt == VIPS_FORMAT_UCHAR &&
           (image->Bands == 3 || image->Bands == 4) &&
           image->Coding == VIPS_CODING_NONE;
}

/* As libvips words it, for those who read its complaints. */
static int refused(const WebPPicture *picture)
{
    vips_error("webpsave", "%s",
               picture->error_code == VP8_ENC_ERROR_OUT_OF_MEMORY ||
                       picture->error_code ==
                           VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY
                   ? "out of memory"
                   : "unable to encode");
    return -1;
}

/* The pixels become YUV (half the size) at once. */
static int import(VipsImage *image, WebPPicture *picture)
{
    const uint8_t *pixels = vips_image_get_data(image);
    int stride = image->Xsize * image->Bands;

    if (pixels == NULL) {
        return -1;
    }
    picture->width = image->Xsize;
    picture->height = image->Ysize;
    if (!(image->Bands == 4 ? WebPPictureImportRGBA(picture, pixels, stride)
                            : WebPPictureImportRGB(picture, pixels, stride))) {
        return refused(picture);
    }
    return 0;
}

int tc_webp_encode(VipsImage *image, int quality, int effort, void **bytes,
                   size_t *len)
{
    WebPMemoryWriter writer;
    WebPPicture picture;
    WebPConfig config;
    int rv;

    if (!WebPConfigInit(&config) || !WebPPictureInit(&picture)) {
        vips_error("webpsave", "another version of libwebp was expected");
        return -1;
    }
    config.quality = (float)quality;
    config.method = effort;
    WebPMemoryWriterInit(&writer);
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    rv = import(image, &picture);
    if (rv == 0 && !WebPEncode(&config, &picture)) {
        rv = refused(&picture);
    }
    if (rv == 0) {
        *bytes = g_memdup2(writer.mem, writer.size);
        *len = writer.size;
    }
    WebPMemoryWriterClear(&writer);
    WebPPictureFree(&picture);
    return rv;
}
