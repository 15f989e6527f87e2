/* What a client asked: query parameters. */
#ifndef TC_HTTP_QUERY_H
#define TC_HTTP_QUERY_H

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

/* 1 where the word is among those that a parameter lists, separated by
 * commas. */
int tc_query_lists(const tc_ctx_t *ctx, const char *name, const char *word);

#endif
