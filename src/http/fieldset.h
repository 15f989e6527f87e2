/* ?fields=id,title: keep only those top-level members of an answer. */
#ifndef TC_HTTP_FIELDSET_H
#define TC_HTTP_FIELDSET_H

#include "http/context.h"

/* The names asked for (const char *), or NULL where all are wanted. */
apr_array_header_t *tc_fieldset_names(const tc_ctx_t *ctx);

/*
 * Apply to ctx->reply, a detail or a bare array; lists that have pages apply
 * it to their items themselves.
 */
void tc_fieldset_apply(tc_ctx_t *ctx);

#endif
