/*
 * Hashes, random bytes, comparison in constant time. The only unit that knows
 * OpenSSL. Strings made here come from the pool given.
 */
#ifndef TC_BASE_CRYPTO_CRYPTO_H
#define TC_BASE_CRYPTO_CRYPTO_H

#include <apr_pools.h>

#define TC_SHA256_BYTES 32
#define TC_SHA256_HEX 64

typedef struct tc_crypto_sha256 tc_sha256_t; /* a running hash */

/* NULL where OpenSSL has no memory; freed with the pool. */
tc_sha256_t *tc_crypto_sha256_make(apr_pool_t *p);
apr_status_t tc_crypto_sha256_add(tc_sha256_t *hash, const void *data,
                                  apr_size_t len);
/* Ends the hash; digest gets TC_SHA256_BYTES bytes. */
apr_status_t tc_crypto_sha256_end(tc_sha256_t *hash, unsigned char *digest);

/* One shot. */
void tc_crypto_sha256(const void *data, apr_size_t len, unsigned char *digest);
const char *tc_crypto_sha256_hex(apr_pool_t *p, const void *data,
                                 apr_size_t len);
/* HMAC-SHA-256; digest gets TC_SHA256_BYTES bytes. */
void tc_crypto_hmac(const void *key, apr_size_t key_len, const void *data,
                    apr_size_t len, unsigned char *digest);
/* The same as hex (cookies, CSRF tokens, the memo of passwords). */
const char *tc_crypto_hmac_hex(apr_pool_t *p, const void *key,
                               apr_size_t key_len, const void *data,
                               apr_size_t len);

const char *tc_crypto_hex(apr_pool_t *p, const unsigned char *bytes,
                          apr_size_t len);

/* len random bytes from the operating system's generator as lower-case hex or
 * as base64url without padding; NULL where there is no randomness. */
const char *tc_crypto_random_hex(apr_pool_t *p, apr_size_t len);
const char *tc_crypto_random_base64url(apr_pool_t *p, apr_size_t len);

/* 1 where equal; time depends on the lengths alone. */
int tc_crypto_equal(const char *a, const char *b);

/* Django's "pbkdf2_sha256$ITERATIONS$SALT$BASE64": 1 where password fits.
 * Iterations above 5,000,000 are refused (0). */
int tc_crypto_pbkdf2_verify(apr_pool_t *p, const char *password,
                            const char *hash);

#endif
