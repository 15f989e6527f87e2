/* Prometheus's text form (version 0.0.4), a line at a time. */
#ifndef TC_OPS_SERIES_H
#define TC_OPS_SERIES_H

#include <httpd.h>

#define TC_SERIES_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* The two lines before all of a name. type: "counter", "gauge", ... */
void tc_series_begin(request_rec *r, const char *name, const char *type,
                     const char *help);

/* labels: as they stand between the braces, "" for none. */
void tc_series_whole(request_rec *r, const char *name, const char *labels,
                     apr_uint64_t value);
/* Microseconds, written as seconds. */
void tc_series_seconds(request_rec *r, const char *name, const char *labels,
                       apr_uint64_t microseconds);

/* NAME="value", with what must be escaped in it; from p. */
const char *tc_series_label(apr_pool_t *p, const char *name,
                            const char *value);

#endif
