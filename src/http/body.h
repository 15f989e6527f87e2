/* The body of a request: JSON, within limits; and what becomes of a body that
 * nobody reads. */
#ifndef TC_HTTP_BODY_H
#define TC_HTTP_BODY_H

#include "base/json/json.h"
#include "core/error.h"
#include "core/site.h"
#include "http/context.h"

/*
 * The connection ends with the answer if a large body, or one of unknown
 * length, is on its way: httpd would read and drop what we have not read, up
 * to a gigabyte of it, before it went on. To be called before anything of it
 * is read; the connection goes on after all where the body has been read to
 * its end and tc_body_done says so.
 */
void tc_body_expect(tc_ctx_t *ctx);
void tc_body_done(tc_ctx_t *ctx);

/* The most bytes that a route reads of a JSON body. */
apr_size_t tc_body_limit(const tc_site_t *site, const struct tc_route *route);

/*
 * 415 unless the body is application/json (or there is none), 413, 400 parse
 * errors; reads at most tc_body_limit. *value is an object: an empty body is
 * {}, anything else than an object is the contract's 400. Where the body is
 * more than a small one ctx->p is another pool from here on, and all that the
 * request needs goes back to the system with it. Where ctx->given is set, it
 * is that, and nothing is read.
 */
tc_error_t *tc_body_object(tc_ctx_t *ctx, tc_json_t **value);

#endif
