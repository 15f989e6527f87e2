/* From httpd's handler hook to a route's handler and back. */
#ifndef TC_REST_DISPATCH_H
#define TC_REST_DISPATCH_H

#include <httpd.h>

/* The content handler of SetHandler talecraft and talecraft-<resource>. */
int tc_dispatch(request_rec *r);

#endif
