/*
 * Signatures of the Standard Webhooks specification: HMAC-SHA-256 by a secret
 * that sender and receiver share.
 */
#ifndef TC_BASE_ACCOUNT_SIGNING_H
#define TC_BASE_ACCOUNT_SIGNING_H

#include <apr_pools.h>

/* "whsec_" and the base64 of 24 to 64 bytes. */
int tc_signing_is_secret(const char *text);

/* A new one, from p; NULL: the system gives no random bytes. */
const char *tc_signing_secret(apr_pool_t *p);

/* The value of webhook-signature for a message: its id, the seconds since 1970
 * in decimal, its body. secret must be one. From p. */
const char *tc_signing_sign(apr_pool_t *p, const char *secret, const char *id,
                            const char *timestamp, const char *body);

#endif
