/*
 * Idempotency-Key of a POST that makes a row: whoever has lost the answer asks
 * again with the same key, within a day, and gets the row that was made
 * (after draft-ietf-httpapi-idempotency-key-header; the status is 200).
 */
#ifndef TC_HTTP_ONCE_H
#define TC_HTTP_ONCE_H

#include "core/error.h"
#include "http/context.h"

/*
 * Where the request has a key and its row of the route table honours one: what
 * the key has made before goes into ctx->reply, and *answered is 1; else what
 * the caller writes from now on is noted under the key. sent: what the body
 * says, without what differs each time a client writes it. Errors: 400 (no
 * such key can be), 422 (it was another request), those of reading.
 */
tc_error_t *tc_once_begin(tc_ctx_t *ctx, const char *sent, int *answered);

/* The same with the JSON body of the request, which it reads: ctx->given has
 * it from then on. Nothing is read where there is no key. */
tc_error_t *tc_once_json(tc_ctx_t *ctx, int *answered);

#endif
