/* Media of WordPress by the addresses that texts have of them. */
#ifndef TC_IMPORT_WORDPRESS_MEDIA_H
#define TC_IMPORT_WORDPRESS_MEDIA_H

#include "import/run.h"

/* Below the folder of uploads: what stands behind ".../uploads/" in an address,
 * from p. NULL: it is another address. */
const char *tc_wordpress_media_path(apr_pool_t *p, const char *url);

/*
 * The media of an attachment's id ("" or NULL: not known) or of an address, of
 * any size of a picture. A file of uploads that no attachment tells of becomes
 * media of that user. 0: there is none (or a fault: run->fault). *video: it is
 * one.
 */
apr_int64_t tc_wordpress_media_find(tc_import_t *run, const char *url,
                                    const char *old_id, apr_int64_t user,
                                    int *video);

#endif
