#include "worker/picture/webp_load.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include "worker/picture/picture.h"

/* Of the right size, with what the header says about its pixels. */
static VipsImage *prepare(VipsImage *header)
{
    VipsImage *image = tc_picture_blank(header, header->Xsize, header->Ysize);
    const void *profile;
    size_t len;

    if (image == NULL) {
        return NULL;
    }
    if (vips_image_get_typeof(header, VIPS_META_ICC_NAME) != 0 &&
        vips_image_get_blob(header, VIPS_META_ICC_NAME, &profile, &len) == 0) {
        vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, profile, len);
    }
    return image;
}

static int decode(const WebPData *frame, VipsImage *image)
{
    size_t line = VIPS_IMAGE_SIZEOF_LINE(image);
    WebPDecoderConfig config;
    VP8StatusCode status;

    if (!WebPInitDecoderConfig(&config)) {
        vips_error("webpload", "another version of libwebp was expected");
        return -1;
    }
    config.output.colorspace = image->Bands == 4 ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = VIPS_IMAGE_ADDR(image, 0, 0);
    config.output.u.RGBA.stride = (int)line;
    config.output.u.RGBA.size = line * (size_t)image->Ysize;
    status = WebPDecode(frame->bytes, frame->size, &config);
    if (status == VP8_STATUS_OUT_OF_MEMORY) {
        vips_error("webpload", "out of memory");
    }
    else if (status != VP8_STATUS_OK) {
        vips_error("webpload", "unable to read pixels");
    }
    return status == VP8_STATUS_OK ? 0 : -1;
}

/* The header's own image may hold as much as the decoded one: it goes first. */
static int replace(VipsImage **image, const WebPData *frame)
{
    VipsImage *out = prepare(*image);

    if (out == NULL) {
        return -1;
    }
    g_object_unref(*image);
    *image = out;
    return decode(frame, out);
}

static int load_data(const WebPData *data, VipsImage **image)
{
    WebPDemuxer *demuxer = WebPDemux(data);
    WebPIterator frame;
    int rv = 0;

    if (demuxer == NULL || !WebPDemuxGetFrame(demuxer, 1, &frame)) {
        WebPDemuxDelete(demuxer);
        vips_error("webpload", "unable to read pixels");
        return -1;
    }
    if (frame.width == (*image)->Xsize && frame.height == (*image)->Ysize &&
        (*image)->BandFmt == VIPS_FORMAT_UCHAR && (*image)->Bands >= 3 &&
        (*image)->Bands <= 4) {
        rv = replace(image, &frame.fragment);
    }
    WebPDemuxReleaseIterator(&frame);
    WebPDemuxDelete(demuxer);
    return rv;
}

int tc_webp_load(const char *path, VipsImage **image)
{
    GMappedFile *file = g_mapped_file_new(path, FALSE, NULL);
    WebPData data;
    int rv;

    if (file == NULL) {
        vips_error("webpload", "unable to map the file");
        return -1;
    }
    data.bytes = (const uint8_t *)g_mapped_file_get_contents(file);
    data.size = g_mapped_file_get_length(file);
    rv = load_data(&data, image);
    g_mapped_file_unref(file);
    return rv;
}
