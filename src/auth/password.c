#include "auth/password.h"

#include <apr_general.h>
#include <apr_lib.h>
#include <apr_md5.h>
#include <apr_strings.h>

#include "auth/gate.h"
#include "base/account/secret.h"
#include "base/crypto/crypto.h"
#include "core/error.h"

#define PBKDF2_PREFIX "pbkdf2_sha256$"

/* Of a random password that nobody knows: verified where there is no user,
 * so that the answer takes as long. It never counts as a match. */
#define DUMMY_HASH \
    "$2y$12$NtY176riCYugzdopK4rfbepp3byg.hGurjgtB/PicTVnO6LqOrmNW"

/* The cost of a bcrypt hash, 0 where it is none. */
static int bcrypt_cost(const char *hash)
{
    if (strlen(hash) != TC_SECRET_HASH_LEN || strncmp(hash, "$2", 2) != 0 ||
        strchr("aby", hash[2]) == NULL || hash[3] != '$' || hash[6] != '$' ||
        !apr_isdigit(hash[4]) || !apr_isdigit(hash[5])) {
        return 0;
    }
    return (hash[4] - '0') * 10 + hash[5] - '0';
}

/* Cost 16 takes seconds already; more than that is no hash of a service. */
#define DEAREST_COST 16

int tc_password_verify_gated(apr_pool_t *p, const char *password,
                             const char *hash, int *stale)
{
    /* bcrypt would look at no more than the beginning of a longer one. */
    const int fits = strlen(password) <= TC_SECRET_BYTES_MAX;
    int cost = 0;
    char *own = apr_pstrdup(p, DUMMY_HASH);
    int same;

    *stale = 0;
    if (hash != NULL &&
        strncmp(hash, PBKDF2_PREFIX, sizeof(PBKDF2_PREFIX) - 1) == 0) {
        same = tc_crypto_pbkdf2_verify(p, password, hash);
        *stale = same && fits;
        return same;
    }
    if (hash != NULL && fits) {
        cost = bcrypt_cost(hash);
        cost = cost <= DEAREST_COST ? cost : 0;
    }
    if (cost) {
        own = apr_pstrdup(p, hash);
        own[2] = 'y'; /* a, b and y are the same to apr-util's bcrypt */
    }
    same = apr_password_validate(password, own) == APR_SUCCESS && cost > 0;
    *stale = same && cost < TC_SECRET_COST;
    return same;
}

tc_error_t *tc_password_hash_gated(apr_pool_t *p, const char *password,
                                   const char **hash)
{
    apr_status_t rv = tc_secret_hash(p, password, hash);

    return rv == APR_SUCCESS
               ? NULL
               : tc_error_internal(p, 5002, rv,
                                   "a password cannot be hashed: the system "
                                   "gives no random bytes or no memory");
}

tc_error_t *tc_password_hash(apr_pool_t *p, const char *password,
                             const char **hash)
{
    tc_error_t *error = tc_gate_enter(p);

    if (error != NULL) {
        return error;
    }
    error = tc_password_hash_gated(p, password, hash);
    tc_gate_leave();
    return error;
}
