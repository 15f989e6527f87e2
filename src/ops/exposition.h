/* SetHandler talecraft-metrics: all figures of the server, for Prometheus. */
#ifndef TC_OPS_EXPOSITION_H
#define TC_OPS_EXPOSITION_H

#include <httpd.h>

/* A content handler. */
int tc_exposition_handle(request_rec *r);

#endif
