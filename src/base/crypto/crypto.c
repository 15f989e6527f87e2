/*
 * Hashes through OpenSSL's EVP interface, random bytes from the kernel.
 */
#include "base/crypto/crypto.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <apr_errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#define PBKDF2_PREFIX "pbkdf2_sha256$"
#define PBKDF2_MAX_ITERATIONS 5000000
#define PBKDF2_DIGITS 7      /* of the number above */
#define PBKDF2_BASE64 44     /* characters of 32 bytes */
#define RANDOM_MAX_BYTES 256 /* getrandom() is never cut short up to here */

struct tc_crypto_sha256 {
    EVP_MD_CTX *context;
};

static apr_status_t release(void *context)
{
    EVP_MD_CTX_free(context);
    return APR_SUCCESS;
}

tc_sha256_t *tc_crypto_sha256_make(apr_pool_t *p)
{
    tc_sha256_t *hash;
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    if (context == NULL) {
        return NULL;
    }
    apr_pool_cleanup_register(p, context, release, apr_pool_cleanup_null);
    if (EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
        return NULL;
    }
    hash = apr_palloc(p, sizeof(*hash));
    hash->context = context;
    return hash;
}

apr_status_t tc_crypto_sha256_add(tc_sha256_t *hash, const void *data,
                                  apr_size_t len)
{
    return EVP_DigestUpdate(hash->context, data, len) == 1 ? APR_SUCCESS
                                                           : APR_EGENERAL;
}

apr_status_t tc_crypto_sha256_end(tc_sha256_t *hash, unsigned char *digest)
{
    unsigned int len;

    return EVP_DigestFinal_ex(hash->context, digest, &len) == 1 ? APR_SUCCESS
                                                                : APR_EGENERAL;
}

/* Fails only without memory, for which APR's own answer is to abort; to go on
 * with a digest that is none would be worse. */
void tc_crypto_sha256(const void *data, apr_size_t len, unsigned char *digest)
{
    if (EVP_Digest(data, len, digest, NULL, EVP_sha256(), NULL) != 1) {
        abort();
    }
}

const char *tc_crypto_sha256_hex(apr_pool_t *p, const void *data,
                                 apr_size_t len)
{
    unsigned char digest[TC_SHA256_BYTES];

    tc_crypto_sha256(data, len, digest);
    return tc_crypto_hex(p, digest, sizeof(digest));
}

void tc_crypto_hmac(const void *key, apr_size_t key_len, const void *data,
                    apr_size_t len, unsigned char *digest)
{
    if (EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, key_len, data, len,
                  digest, TC_SHA256_BYTES, NULL) == NULL) {
        abort();
    }
}

const char *tc_crypto_hmac_hex(apr_pool_t *p, const void *key,
                               apr_size_t key_len, const void *data,
                               apr_size_t len)
{
    unsigned char digest[TC_SHA256_BYTES];

    tc_crypto_hmac(key, key_len, data, len, digest);
    return tc_crypto_hex(p, digest, sizeof(digest));
}

const char *tc_crypto_hex(apr_pool_t *p, const unsigned char *bytes,
                          apr_size_t len)
{
    static const char digits[] = "0123456789abcdef";
    char *text = apr_palloc(p, len * 2 + 1);

    for (apr_size_t i = 0; i < len; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[len * 2] = '\0';
    return text;
}

static unsigned char *random_bytes(apr_pool_t *p, apr_size_t len)
{
    unsigned char *bytes = apr_palloc(p, len + 1);
    apr_size_t have = 0;

    while (have < len) {
        apr_size_t want = len - have;
        ssize_t got;

        if (want > RANDOM_MAX_BYTES) {
            want = RANDOM_MAX_BYTES;
        }
        got = getrandom(bytes + have, want, 0);
        if (got < 0 && errno != EINTR) {
            return NULL;
        }
        have += got > 0 ? (apr_size_t)got : 0;
    }
    return bytes;
}

const char *tc_crypto_random_hex(apr_pool_t *p, apr_size_t len)
{
    unsigned char *bytes = random_bytes(p, len);

    return bytes != NULL ? tc_crypto_hex(p, bytes, len) : NULL;
}

const char *tc_crypto_random_base64url(apr_pool_t *p, apr_size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned char *bytes = random_bytes(p, len);
    unsigned int bits = 0;
    int held = 0;
    char *text;
    char *out;

    if (bytes == NULL) {
        return NULL;
    }
    out = text = apr_palloc(p, (len * 4 + 2) / 3 + 1);
    for (apr_size_t i = 0; i < len; i++) {
        bits = bits << 8 | bytes[i];
        for (held += 8; held >= 6; held -= 6) {
            *out++ = digits[bits >> (held - 6) & 63];
        }
    }
    if (held > 0) {
        *out++ = digits[bits << (6 - held) & 63];
    }
    *out = '\0';
    return text;
}

int tc_crypto_equal(const char *a, const char *b)
{
    apr_size_t len = strlen(a);

    return len == strlen(b) && CRYPTO_memcmp(a, b, len) == 0;
}

/* Digits up to the next '$', 0 where there is no such number. */
static int read_iterations(const char **text)
{
    const char *c = *text;
    int number = 0;

    while (*c >= '0' && *c <= '9' && c - *text < PBKDF2_DIGITS) {
        number = number * 10 + (*c++ - '0');
    }
    if (*c != '$' || number > PBKDF2_MAX_ITERATIONS) {
        return 0;
    }
    *text = c + 1;
    return number;
}

int tc_crypto_pbkdf2_verify(apr_pool_t *p, const char *password,
                            const char *hash)
{
    unsigned char key[TC_SHA256_BYTES];
    unsigned char encoded[PBKDF2_BASE64 + 1];
    const char *salt;
    const char *expected;
    int iterations;
    int made;

    (void)p; /* nothing outlives the call, and a password's key must not */
    if (strncmp(hash, PBKDF2_PREFIX, strlen(PBKDF2_PREFIX)) != 0) {
        return 0;
    }
    salt = hash + strlen(PBKDF2_PREFIX);
    iterations = read_iterations(&salt);
    expected = strchr(salt, '$');
    if (iterations == 0 || expected == NULL || strlen(password) > INT_MAX ||
        expected - salt > INT_MAX) {
        return 0;
    }
    made = PKCS5_PBKDF2_HMAC(
        password, (int)strlen(password), (const unsigned char *)salt,
        (int)(expected - salt), iterations, EVP_sha256(), sizeof(key), key);
    if (made == 1) {
        EVP_EncodeBlock(encoded, key, sizeof(key));
        made = tc_crypto_equal((const char *)encoded, expected + 1);
    }
    OPENSSL_cleanse(key, sizeof(key));
    OPENSSL_cleanse(encoded, sizeof(encoded));
    return made == 1;
}
