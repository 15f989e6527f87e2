/* A post or page of WordPress. */
#ifndef TC_IMPORT_WORDPRESS_POST_H
#define TC_IMPORT_WORDPRESS_POST_H

#include "import/wordpress_terms.h"

/* The entry as a post, unless it is known; kind: post or page. 1: the import
 * can go on. */
int tc_wordpress_post_add(tc_wordpress_t *wp, tc_import_kind_t kind);

#endif
