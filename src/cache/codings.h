/*
 * The codings of a body and their ETags.
 */
#ifndef TC_CACHE_CODINGS_H
#define TC_CACHE_CODINGS_H

#include "cache/cache.h"

/* Private to cache/: codings (bits, 1u << coding) that may be worth making for
 * a body of so many bytes. */
unsigned tc_codings_worth(apr_size_t len);

/* Private to cache/: make one of entry->may from the identity body, with its
 * ETag; the bit goes either way, the coding stays out where it is no smaller.
 * Always the same bytes for the same body. Memory from p. */
void tc_codings_make(apr_pool_t *p, tc_entry_t *entry, tc_coding_t coding);

/* The bytes in that coding and *len of them, from p, for an answer that nobody
 * keeps: quickly made rather than small. NULL where they are not worth it, or
 * no smaller; *len is as it was then. Always the same for the same bytes. */
const char *tc_codings_quickly(apr_pool_t *p, tc_coding_t coding,
                               const char *bytes, apr_size_t *len);

#endif
