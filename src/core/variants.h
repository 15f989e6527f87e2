/* The sizes of a site's pictures: arrays of tc_variant_t. */
#ifndef TC_CORE_VARIANTS_H
#define TC_CORE_VARIANTS_H

#include "core/setting.h"

/* A new array from "original 0 82, large 1600 82", widest first (from p). */
tc_setting_read_t tc_variants_read;

/* A line of TalecraftVariant; what is wrong with it, or NULL. The first line
 * of a section takes the place of all default sizes but the original's, so
 * that there is always a variant that fits. */
const char *tc_variants_set(apr_pool_t *p, apr_array_header_t *variants,
                            int is_first, const char *name, const char *width,
                            const char *quality);

#endif
