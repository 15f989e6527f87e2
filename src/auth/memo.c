/*
 * Passwords that were right a moment ago. A browser repeats HTTP Basic with
 * each picture of a page; hashing each time would take a quarter of a second
 * of processor time for every one of them.
 *
 * What is kept is an HMAC under a key that only this process has, over the
 * user's hash and the password: a new password or a disabled user is noticed
 * at once, because the user is read from the database each time.
 */
#include "auth/memo.h"

#include <string.h>

#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <apr_time.h>

#include "base/crypto/crypto.h"

#define SLOTS 512
#define KEPT apr_time_from_sec(300)

typedef struct {
    char digest[TC_SHA256_HEX + 1];
    apr_time_t until;
} slot_t;

typedef struct {
    apr_thread_mutex_t *mutex;
    const char *key;
    slot_t slots[SLOTS];
} memo_t;

static memo_t *memo; /* of this process; NULL: nothing is kept */

void tc_memo_child_init(apr_pool_t *pchild)
{
    memo_t *made = apr_pcalloc(pchild, sizeof(*made));

    made->key = tc_crypto_random_hex(pchild, 32);
    if (made->key != NULL &&
        apr_thread_mutex_create(&made->mutex, APR_THREAD_MUTEX_DEFAULT,
                                pchild) == APR_SUCCESS) {
        memo = made;
    }
}

static const char *digest_of(apr_pool_t *p, const char *hash,
                             const char *password)
{
    const char *both = apr_pstrcat(p, hash, "\n", password, NULL);

    return tc_crypto_hmac_hex(p, memo->key, strlen(memo->key), both,
                              strlen(both));
}

static slot_t *slot_of(const char *digest)
{
    char first[5];

    apr_cpystrn(first, digest, sizeof(first));
    return &memo->slots[apr_strtoi64(first, NULL, 16) % SLOTS];
}

int tc_memo_knows(apr_pool_t *p, const char *hash, const char *password)
{
    const char *digest;
    slot_t *slot;
    int known;

    if (memo == NULL || hash == NULL) {
        return 0;
    }
    digest = digest_of(p, hash, password);
    slot = slot_of(digest);
    apr_thread_mutex_lock(memo->mutex);
    known = slot->until > apr_time_now() &&
            tc_crypto_equal(slot->digest, digest);
    apr_thread_mutex_unlock(memo->mutex);
    return known;
}

void tc_memo_keep(apr_pool_t *p, const char *hash, const char *password)
{
    const char *digest;
    slot_t *slot;

    if (memo == NULL || hash == NULL) {
        return;
    }
    digest = digest_of(p, hash, password);
    slot = slot_of(digest);
    apr_thread_mutex_lock(memo->mutex);
    apr_cpystrn(slot->digest, digest, sizeof(slot->digest));
    slot->until = apr_time_now() + KEPT;
    apr_thread_mutex_unlock(memo->mutex);
}
