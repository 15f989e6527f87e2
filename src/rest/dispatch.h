/* From httpd's handler hooks to a route's handler, or a file, and back. */
#ifndef TC_REST_DISPATCH_H
#define TC_REST_DISPATCH_H

#include <httpd.h>

/* The content handler of SetHandler talecraft and talecraft-<resource>. */
int tc_dispatch(request_rec *r);

/* The content handler of TalecraftMediaURL; APR_HOOK_FIRST. */
int tc_media_files(request_rec *r);

/* 1 where a SetHandler names one of ours; NULL is none. */
int tc_dispatch_is_ours(const char *handler);

/* Answers that httpd itself makes below a mount point get the contract's
 * JSON: register once, insert for each error. */
void tc_httpd_errors_register(void);
void tc_httpd_errors_insert(request_rec *r);

/* Requests below a mount point need no file: no .htaccess, no walk. */
int tc_httpd_errors_translate_name(request_rec *r);
int tc_httpd_errors_map_to_storage(request_rec *r);

#endif
