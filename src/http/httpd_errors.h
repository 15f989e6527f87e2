/* What httpd answers by itself below a mount point, in the contract's form. */
#ifndef TC_HTTP_HTTPD_ERRORS_H
#define TC_HTTP_HTTPD_ERRORS_H

#include <httpd.h>

/* Answers that httpd itself makes below a mount point get the contract's
 * JSON: register once, insert for each error. */
void tc_httpd_errors_register(void);
void tc_httpd_errors_insert(request_rec *r);

/* Requests below a mount point need no file: no .htaccess, no walk. */
int tc_httpd_errors_translate_name(request_rec *r);
int tc_httpd_errors_map_to_storage(request_rec *r);

#endif
