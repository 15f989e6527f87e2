/* Answers from the cache. */
#ifndef TC_HTTP_RESPOND_ENTRY_H
#define TC_HTTP_RESPOND_ENTRY_H

#include "cache/cache.h"
#include "http/context.h"
#include "http/respond.h"

/* Send a ready entry. */
int tc_respond_entry(tc_ctx_t *ctx, const tc_entry_t *entry,
                     tc_source_t source);

#endif
