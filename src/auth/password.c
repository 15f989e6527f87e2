#include "auth/password.h"

#include <apr_general.h>
#include <apr_lib.h>
#include <apr_md5.h>
#include <apr_strings.h>

#include "auth/aside.h"
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

typedef struct {
    apr_pool_t *p;
    const char *password;
    const char *known; /* the hash to compare with */
    const char *made;  /* the hash that was made */
    int same;
    apr_status_t rv;
} work_t;

static void work_pbkdf2(void *baton)
{
    work_t *work = baton;

    work->same = tc_crypto_pbkdf2_verify(work->p, work->password, work->known);
}

static void work_bcrypt(void *baton)
{
    work_t *work = baton;

    work->same = apr_password_validate(work->password, work->known) ==
                 APR_SUCCESS;
}

static void work_hash(void *baton)
{
    work_t *work = baton;

    work->rv = tc_secret_hash(work->p, work->password, &work->made);
}

int tc_password_verify_gated(apr_pool_t *p, const char *password,
                             const char *hash, int *stale)
{
    /* bcrypt would look at no more than the beginning of a longer one. */
    const int fits = strlen(password) <= TC_SECRET_BYTES_MAX;
    work_t work = { .p = p, .password = password, .known = hash };
    int cost = 0;
    char *own = apr_pstrdup(p, DUMMY_HASH);

    *stale = 0;
    if (hash != NULL &&
        strncmp(hash, PBKDF2_PREFIX, sizeof(PBKDF2_PREFIX) - 1) == 0) {
        tc_aside_run(work_pbkdf2, &work);
        *stale = work.same && fits;
        return work.same;
    }
    if (hash != NULL && fits) {
        cost = bcrypt_cost(hash);
        cost = cost <= DEAREST_COST ? cost : 0;
    }
    if (cost) {
        own = apr_pstrdup(p, hash);
        own[2] = 'y'; /* a, b and y are the same to apr-util's bcrypt */
    }
    work.known = own;
    tc_aside_run(work_bcrypt, &work);
    *stale = work.same && cost > 0 && cost < TC_SECRET_COST;
    return work.same && cost > 0;
}

tc_error_t *tc_password_hash_gated(apr_pool_t *p, const char *password,
                                   const char **hash)
{
    work_t work = { .p = p, .password = password };

    tc_aside_run(work_hash, &work);
    *hash = work.made;
    return work.rv == APR_SUCCESS
               ? NULL
               : tc_error_internal(p, 5002, work.rv,
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
