/* Hashes of passwords. */
#ifndef TC_AUTH_PASSWORD_H
#define TC_AUTH_PASSWORD_H

#include "core/error.h"

/* bcrypt, cost 12; at most two at once in a process. */
tc_error_t *tc_password_hash(apr_pool_t *p, const char *password,
                             const char **hash);

/*
 * Inside the gate. 1 where it matches bcrypt or Django's pbkdf2_sha256. hash
 * NULL: a dummy is verified, so that an unknown user takes as long. *stale: 1
 * where the hash should be replaced by a new one (pbkdf2, lower cost).
 */
int tc_password_verify_gated(apr_pool_t *p, const char *password,
                             const char *hash, int *stale);

/* As tc_password_hash, inside the gate. */
tc_error_t *tc_password_hash_gated(apr_pool_t *p, const char *password,
                                   const char **hash);

#endif
