#include "worker/picture/colour.h"

#include <string.h>

/* Where an ICC profile names its colour space, and how long its header is. */
#define SPACE_AT 16
#define SPACE_LEN 4
#define PROFILE_HEADER 128

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

/* --------------------------------------------------------------- profiles */

static int is_cmyk(const VipsImage *image)
{
    return image->Type == VIPS_INTERPRETATION_CMYK;
}

/* Bands that are colours; the one behind them is alpha. */
static int colours(const VipsImage *image)
{
    return image->Bands < 3 ? 1 : is_cmyk(image) ? 4 : 3;
}

static const char *space_of(const VipsImage *image)
{
    return image->Bands < 3                          ? "GRAY"
           : is_cmyk(image)                          ? "CMYK"
           : image->Type == VIPS_INTERPRETATION_LAB  ? "Lab "
           : image->Type == VIPS_INTERPRETATION_LABS ? "Lab "
                                                     : "RGB ";
}

/* libvips would take a grey profile for one band of three, and the others
 * for alpha. */
static int has_profile(VipsImage *image)
{
    const void *profile;
    size_t len;

    return vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0 &&
           vips_image_get_blob(image, VIPS_META_ICC_NAME, &profile, &len) ==
               0 &&
           len > PROFILE_HEADER &&
           memcmp((const char *)profile + SPACE_AT, space_of(image),
                  SPACE_LEN) == 0;
}

/* Through the profile, embedded or (CMYK without one) libvips's own; a
 * profile that is broken counts as none. */
static int profile_to_srgb(VipsImage **image, int embedded)
{
    VipsImage *out = NULL;
    int rv = vips_icc_transform(*image, &out, "srgb", "embedded", embedded,
                                "input_profile",
                                is_cmyk(*image) ? "cmyk" : "srgb", "intent",
                                VIPS_INTENT_PERCEPTUAL, "depth", 8, NULL);

    if (rv != 0) {
        vips_error_clear();
        return -1;
    }
    return step(0, image, &out);
}

/* ------------------------------------------------------------------ alpha */

/* What alpha is multiplied by to become 8 bits. Of whole numbers these are the
 * upper bits, since what was made by shifting must stay opaque. */
static double scale_of(const VipsImage *image)
{
    switch (image->BandFmt) {
    case VIPS_FORMAT_USHORT:
        return 1.0 / (1 << 8);
    case VIPS_FORMAT_UINT:
        return 1.0 / (1 << 24);
    default:
        return image->Type == VIPS_INTERPRETATION_scRGB ? 255 : 1;
    }
}

/* 8 bits of it. libvips scales colours to another depth and cuts alpha off
 * where it is too much for that. */
static VipsImage *alpha_of(VipsImage *image)
{
    double scale = scale_of(image);
    VipsImage *alpha = NULL, *out = NULL;

    if (vips_extract_band(image, &alpha, colours(image), NULL) != 0) {
        return NULL;
    }
    if (image->BandFmt != VIPS_FORMAT_UCHAR) {
        if (vips_linear1(alpha, &out, scale, scale < 1 ? 0 : 0.5, "uchar",
                         TRUE, NULL) != 0) {
            out = NULL;
        }
        g_object_unref(alpha);
        return out;
    }
    return alpha;
}

/* ---------------------------------------------------------------- colours */

/* One band that calls itself sRGB. */
static int from_grey(VipsImage **image)
{
    VipsImage *out = NULL;

    if (step(vips_copy(*image, &out, "interpretation", VIPS_INTERPRETATION_B_W,
                       NULL),
             image, &out) != 0) {
        return -1;
    }
    return step(vips_colourspace(*image, &out, VIPS_INTERPRETATION_sRGB, NULL),
                image, &out);
}

/* Of a picture without alpha. */
static int convert(VipsImage **image)
{
    int embedded = has_profile(*image);
    VipsImage *out = NULL;

    if (embedded || is_cmyk(*image)) {
        if (profile_to_srgb(image, embedded) != 0 && embedded &&
            is_cmyk(*image)) {
            (void)profile_to_srgb(image, 0);
        }
    }
    if (((*image)->Type != VIPS_INTERPRETATION_sRGB ||
         (*image)->BandFmt != VIPS_FORMAT_UCHAR) &&
        step(vips_colourspace(*image, &out, VIPS_INTERPRETATION_sRGB, NULL),
             image, &out) != 0) {
        return -1;
    }
    if ((*image)->BandFmt != VIPS_FORMAT_UCHAR &&
        step(vips_cast_uchar(*image, &out, NULL), image, &out) != 0) {
        return -1;
    }
    return (*image)->Bands < 3 ? from_grey(image) : 0;
}

static int convert_with_alpha(VipsImage **image)
{
    VipsImage *alpha = alpha_of(*image), *out = NULL;
    int rv = alpha != NULL ? 0 : -1;

    if (rv == 0) {
        rv = step(
            vips_extract_band(*image, &out, 0, "n", colours(*image), NULL),
            image, &out);
    }
    if (rv == 0) {
        rv = convert(image);
    }
    if (rv == 0) {
        rv = step(vips_bandjoin2(*image, alpha, &out, NULL), image, &out);
    }
    if (alpha != NULL) {
        g_object_unref(alpha);
    }
    return rv;
}

int tc_colour_to_srgb(VipsImage **image)
{
    const VipsImage *from = *image;

    if (from->Type == VIPS_INTERPRETATION_sRGB &&
        from->BandFmt == VIPS_FORMAT_UCHAR &&
        (from->Bands == 3 || from->Bands == 4) && !has_profile(*image)) {
        return 0;
    }
    return from->Bands > colours(from) ? convert_with_alpha(image)
                                       : convert(image);
}
