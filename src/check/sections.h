/* Sections that serve the API without saying where it is. */
#ifndef TC_CHECK_SECTIONS_H
#define TC_CHECK_SECTIONS_H

#include <httpd.h>

/* The number of SetHandler lines whose requests would all be answered 500;
 * each is logged, and so are those that may be. After tc_mount_find_all. */
int tc_check_sections(apr_pool_t *ptemp, server_rec *s);

#endif
