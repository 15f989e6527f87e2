#include "base/account/signing.h"

#include <string.h>

#include <apr_encode.h>
#include <apr_strings.h>

#include "base/crypto/crypto.h"

#define PREFIX "whsec_"
#define PREFIX_LEN (sizeof(PREFIX) - 1)
#define LEAST 24 /* bytes of a key */
#define MOST 64
#define MOST_CHARS ((MOST + 2) / 3 * 4)
#define MADE 30 /* a multiple of 3: base64 without padding */
#define BASE64                   \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ" \
    "abcdefghijklmnopqrstuvwxyz0123456789+/"

/* The bytes of a key that base64 has; 0: it is not written so. */
static apr_size_t key_len(const char *base64)
{
    apr_size_t len = strspn(base64, BASE64);
    apr_size_t padding = strspn(base64 + len, "=");

    if (base64[len + padding] != '\0' || padding > 2 ||
        (len + padding) % 4 != 0 || len + padding > MOST_CHARS) {
        return 0;
    }
    return (len + padding) / 4 * 3 - padding;
}

int tc_signing_is_secret(const char *text)
{
    apr_size_t len;

    if (strncmp(text, PREFIX, PREFIX_LEN) != 0) {
        return 0;
    }
    len = key_len(text + PREFIX_LEN);
    return len >= LEAST && len <= MOST;
}

const char *tc_signing_secret(apr_pool_t *p)
{
    const char *made = tc_crypto_random_base64url(p, MADE);
    char *text;

    if (made == NULL) {
        return NULL;
    }
    text = apr_pstrcat(p, PREFIX, made, NULL);
    for (char *c = text + PREFIX_LEN; *c != '\0'; c++) {
        *c = *c == '-' ? '+' : *c;
        *c = *c == '_' ? '/' : *c;
    }
    return text;
}

const char *tc_signing_sign(apr_pool_t *p, const char *secret, const char *id,
                            const char *timestamp, const char *body)
{
    const char *text = apr_pstrcat(p, id, ".", timestamp, ".", body, NULL);
    unsigned char digest[TC_SHA256_BYTES];
    apr_size_t len = 0;
    const unsigned char *key = apr_pdecode_base64_binary(
        p, secret + PREFIX_LEN, APR_ENCODE_STRING, APR_ENCODE_NONE, &len);

    if (key == NULL) {
        key = (const unsigned char *)""; /* no secret: nothing would fit */
        len = 0;
    }
    tc_crypto_hmac(key, len, text, strlen(text), digest);
    return apr_pstrcat(p, "v1,",
                       apr_pencode_base64_binary(p, digest, sizeof(digest),
                                                 APR_ENCODE_NONE, NULL),
                       NULL);
}
