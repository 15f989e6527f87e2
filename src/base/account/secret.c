#include "base/account/secret.h"

#include <string.h>
#include <strings.h>

#include <apr_general.h>
#include <apr_md5.h>

#include "base/text/text.h"

#define CHARS_MIN 10
#define SALT_BYTES 16
/* apr_bcrypt_encode asks for a little more than the text takes. */
#define HASH_ROOM (TC_SECRET_HASH_LEN + 4)

const char *tc_secret_problem(const char *password, const char *username)
{
    const apr_size_t len = strlen(password);

    if (tc_text_chars(password, len) < CHARS_MIN) {
        return "Ensure this field has at least 10 characters.";
    }
    if (len > TC_SECRET_BYTES_MAX) {
        return "Ensure this field has no more than 72 bytes.";
    }
    if (username != NULL && strcasecmp(password, username) == 0) {
        return "The password is too similar to the username.";
    }
    return NULL;
}

apr_status_t tc_secret_hash(apr_pool_t *p, const char *password,
                            const char **hash)
{
    unsigned char salt[SALT_BYTES];
    char *out = apr_pcalloc(p, HASH_ROOM);
    apr_status_t rv = apr_generate_random_bytes(salt, sizeof(salt));

    if (rv == APR_SUCCESS) {
        rv = apr_bcrypt_encode(password, TC_SECRET_COST, salt, sizeof(salt),
                               out, HASH_ROOM);
    }
    *hash = out;
    return rv;
}
