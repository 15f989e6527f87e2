/* The sizes that pictures are made in. */
#include "core/variants.h"

#include <string.h>

#include <apr_strings.h>
#include <httpd.h>

#include "base/job/protocol.h"
#include "core/site.h"

#define QUALITY 82

/* -1 where text is no number from least to most. */
static int number(const char *text, int least, int most)
{
    char *end;
    apr_int64_t value = apr_strtoi64(text, &end, 10);

    return end == text || *end != '\0' || value < least || value > most
               ? -1
               : (int)value;
}

static const char *read_line(apr_pool_t *p, const char *name,
                             const char *width, const char *quality,
                             tc_variant_t *variant)
{
    int is_original = strcmp(name, "original") == 0;

    if (!tc_protocol_is_name(name)) {
        return apr_psprintf(p,
                            "TalecraftVariant: \"%s\" is no name of "
                            "lower-case letters",
                            name);
    }
    variant->name = name;
    variant->width = number(width, 0, TC_PROTOCOL_SIDE_MAX);
    variant->quality = quality != NULL
                           ? number(quality, 1, TC_PROTOCOL_QUALITY_MAX)
                           : QUALITY;
    if (variant->width < 0 || (variant->width == 0) != is_original) {
        return "TalecraftVariant: a width from 1 to 16383 is needed, for "
               "original 0";
    }
    if (variant->quality < 0) {
        return "TalecraftVariant: a quality from 1 to 100 is needed";
    }
    return NULL;
}

const char *tc_variants_read(apr_pool_t *p, const tc_setting_t *setting,
                             const char *text, void *member)
{
    apr_array_header_t *all = apr_array_make(p, TC_PROTOCOL_VARIANTS,
                                             sizeof(tc_variant_t));
    const char *wrong = NULL;

    (void)setting;
    while (*text != '\0' && wrong == NULL) {
        const char *line = ap_getword(p, &text, ',');
        const char *name = ap_getword_conf(p, &line);
        const char *width = ap_getword_conf(p, &line);

        wrong = read_line(p, name, width, ap_getword_conf(p, &line),
                          apr_array_push(all));
    }
    *(apr_array_header_t **)member = all;
    return wrong;
}

/* After all that are wider; the original stays the first. */
static void insert(apr_array_header_t *variants, const tc_variant_t *variant)
{
    tc_variant_t *all;
    int at = variants->nelts;

    APR_ARRAY_PUSH(variants, tc_variant_t) = *variant;
    all = (tc_variant_t *)variants->elts;
    while (at > 1 && all[at - 1].width < variant->width) {
        all[at] = all[at - 1];
        at--;
    }
    all[at] = *variant;
}

const char *tc_variants_set(apr_pool_t *p, apr_array_header_t *variants,
                            int is_first, const char *name, const char *width,
                            const char *quality)
{
    tc_variant_t variant = { 0 };
    const char *wrong = read_line(p, name, width, quality, &variant);

    if (wrong != NULL) {
        return wrong;
    }
    if (is_first) {
        variants->nelts = 1;
    }
    if (variant.width == 0) {
        APR_ARRAY_IDX(variants, 0, tc_variant_t) = variant;
        return NULL;
    }
    for (int i = 0; i < variants->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(variants, i, tc_variant_t).name, name) == 0) {
            return apr_psprintf(p, "TalecraftVariant: %s stands here twice",
                                name);
        }
    }
    if (variants->nelts == TC_PROTOCOL_VARIANTS) {
        return "TalecraftVariant: there are more than 8";
    }
    insert(variants, &variant);
    return NULL;
}
