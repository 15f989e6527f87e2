/* Media roots, who must get to them, and where media is served. */
#ifndef TC_CHECK_MEDIA_H
#define TC_CHECK_MEDIA_H

#include <httpd.h>

/* The number of faults; each is logged, and so is what is only doubtful. After
 * tc_tree_databases and tc_mount_find_all. */
int tc_check_media(apr_pool_t *ptemp, server_rec *s);

#endif
