/* The sizes of a site's pictures. */
#ifndef TC_CORE_VARIANTS_H
#define TC_CORE_VARIANTS_H

#include "core/site.h"

/* The sizes of a site. */
apr_array_header_t *tc_variants_default(apr_pool_t *p);

/* A line of TalecraftVariant; what is wrong with it, or NULL. */
const char *tc_variants_set(apr_pool_t *p, tc_site_t *site, const char *name,
                            const char *width, const char *quality);

#endif
