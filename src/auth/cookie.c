/* The session cookie of browsers, and the CSRF tokens that go with it. */
#include "auth/cookie.h"

#include <apr_strings.h>

#include "base/crypto/crypto.h"
#include "core/site.h"

#define COOKIE_NAME "talecraft_session"

/* A bcrypt hash has 60 characters, of which 22 are random salt; what stands for
 * no password is "!" and a random UUID (users/create.sql). Anything shorter
 * could be guessed. */
#define SHORTEST_SECRET 37

const char *tc_cookie_read(request_rec *r)
{
    const char *at = apr_table_get(r->headers_in, "Cookie");
    const apr_size_t name_len = sizeof(COOKIE_NAME) - 1;

    while (at != NULL && *at) {
        apr_size_t len;

        at += strspn(at, " \t;,");
        len = strcspn(at, ";,");
        if (len > name_len && at[name_len] == '=' &&
            strncmp(at, COOKIE_NAME, name_len) == 0) {
            const char *value = at + name_len + 1;

            len -= name_len + 1;
            while (len > 0 &&
                   (value[len - 1] == ' ' || value[len - 1] == '\t')) {
                len--;
            }
            return len ? apr_pstrmemdup(r->pool, value, len) : NULL;
        }
        at += len;
    }
    return NULL;
}

void tc_cookie_set(request_rec *r, const tc_site_t *site, const char *mount,
                   int secure, const char *token)
{
    const char *path = site->cookie_path != NULL ? site->cookie_path : mount;
    const char *age = token != NULL
                          ? apr_psprintf(r->pool, "Max-Age=%" APR_TIME_T_FMT,
                                         apr_time_sec(site->token_lifetime))
                          : "Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";

    apr_table_addn(r->err_headers_out, "Set-Cookie",
                   apr_pstrcat(r->pool, COOKIE_NAME "=",
                               token != NULL ? token : "",
                               "; Path=", path != NULL && *path ? path : "/",
                               "; ", age, "; HttpOnly; SameSite=Strict",
                               secure ? "; Secure" : "", NULL));
}

const char *tc_cookie_csrf_of_token(apr_pool_t *p, const char *token)
{
    return tc_crypto_hmac_hex(p, token, strlen(token), "csrf", 4);
}

/*
 * Nothing is stored for a login of httpd's own, so its token comes from what
 * all processes and servers know of the user and nobody else does.
 */
const char *tc_cookie_csrf_of_user(apr_pool_t *p, apr_int64_t id,
                                   const char *password_hash)
{
    const char *label;

    if (password_hash == NULL || strlen(password_hash) < SHORTEST_SECRET) {
        return NULL;
    }
    label = apr_psprintf(p, "csrf %" APR_INT64_T_FMT, id);
    return tc_crypto_hmac_hex(p, password_hash, strlen(password_hash), label,
                              strlen(label));
}
