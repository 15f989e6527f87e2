/*
 * Private to http/: bytes on their way out, once all headers are known.
 */
#ifndef TC_HTTP_SEND_H
#define TC_HTTP_SEND_H

#include <httpd.h>

/* Bytes that live at least as long as r->pool, then the end. */
int tc_send_bytes(request_rec *r, const char *bytes, apr_size_t len);

/* 304. */
int tc_send_not_modified(request_rec *r);

/* Whether the caller has what that ETag names. */
int tc_send_is_not_modified(const request_rec *r, const char *etag);

#endif
