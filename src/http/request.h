/* What a client sent: query parameters and a JSON body. */
#ifndef TC_HTTP_REQUEST_H
#define TC_HTTP_REQUEST_H

#include "base/json.h"
#include "http/context.h"

/*
 * The query string decoded (+ and %xx): name to value, both const char *; the
 * last value of a name counts, as Django's QueryDict.get gives it. Bad UTF-8
 * becomes U+FFFD. A value with a NUL is kept as TC_QUERY_NUL.
 */
apr_hash_t *tc_query_parse(apr_pool_t *p, const char *args);
#define TC_QUERY_NUL "\x1b<NUL>"

/* A parameter as it was sent (decoded), NULL where absent. */
const char *tc_query_raw(const tc_ctx_t *ctx, const char *name);

/* A parameter trimmed, NULL where absent or blank. */
const char *tc_query_get(const tc_ctx_t *ctx, const char *name);

/* 415 unless the body is application/json (or there is none), 413, 400 parse
 * errors; reads at most TalecraftMaxBody. *value is an object: an empty body
 * is {}, anything else than an object is the contract's 400. */
tc_error_t *tc_body_object(tc_ctx_t *ctx, tc_json_t **value);

#endif
