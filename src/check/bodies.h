/* Uploads that httpd itself would refuse. */
#ifndef TC_CHECK_BODIES_H
#define TC_CHECK_BODIES_H

#include <httpd.h>

/* Logs each mount where LimitRequestBody is below TalecraftMaxUpload; it keeps
 * nothing from starting. After tc_mount_find_all. */
void tc_check_bodies(apr_pool_t *ptemp, server_rec *s);

#endif
