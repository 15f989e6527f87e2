/*
 * A quick hash that tells texts apart: XXH3 of libxxhash, the same on every
 * machine. It keeps no secret and stops nobody who wants two texts to
 * look alike; what must do that is in base/crypto/crypto.h.
 */
#ifndef TC_BASE_CRYPTO_HASH_H
#define TC_BASE_CRYPTO_HASH_H

#include <apr_pools.h>

#define TC_HASH_HEX 16

apr_uint64_t tc_hash(const void *bytes, apr_size_t len);

/* TC_HASH_HEX hex digits, from p. */
const char *tc_hash_hex(apr_pool_t *p, const void *bytes, apr_size_t len);

/* The strong entity tag of a body as the contract writes it, quoted, from p:
 * "<version>-<hash of these very bytes>". version NULL is "0". */
const char *tc_hash_etag(apr_pool_t *p, const char *version, const char *body,
                         apr_size_t len);

#endif
