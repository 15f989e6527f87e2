/* Opaque tokens: the client has 256 random bits, the database their hash. */
#include "auth/token.h"

#include <apr_strings.h>

#include "auth/acting.h"
#include "auth/caller.h"
#include "auth/cookie.h"
#include "base/crypto/crypto.h"
#include "core/error.h"
#include "core/site.h"
#include "data/data.h"
#include "db/rows.h"
#include "db/sql.h"

#define TOKEN_BYTES 32

tc_error_t *tc_token_issue(request_rec *r, tc_site_t *site,
                           const tc_token_wish_t *wish, tc_token_t **token)
{
    apr_pool_t *p = r->pool;
    const char *text = tc_crypto_random_base64url(p, TOKEN_BYTES);
    tc_sql_t *sql = tc_sql_make(p, "tokens_create");
    tc_rows_t *rows;
    tc_error_t *error;

    *token = NULL;
    if (text == NULL) {
        return tc_error_internal(p, 5003, APR_EGENERAL,
                                 "a token cannot be made: the system gives "
                                 "no random bytes");
    }
    tc_sql_bind_int(sql, "user_id", wish->user->id);
    tc_sql_bind(sql, "password_hash", wish->user->password_hash);
    tc_sql_bind(sql, "hash", tc_crypto_sha256_hex(p, text, strlen(text)));
    tc_sql_bind(sql, "kind", wish->kind);
    tc_sql_bind(sql, "name", wish->name != NULL ? wish->name : "");
    tc_sql_bind_bool(sql, "read_only", wish->read_only);
    tc_sql_bind(sql, "expires_at", wish->expires_at);
    tc_sql_bind_int(sql, "lifetime", apr_time_sec(site->token_lifetime));
    tc_sql_acting(sql, tc_acting_of(r, site, wish->user));
    error = tc_data_write(site, p, sql, &rows, NULL);
    if (error != NULL || rows->count == 0) {
        return error;
    }
    *token = apr_pcalloc(p, sizeof(**token));
    (*token)->token = text;
    (*token)->id = tc_rows_int(rows, 0, "id");
    (*token)->expires_at = tc_rows_get(rows, 0, "expires_at");
    (*token)->body = tc_rows_get(rows, 0, "body");
    if (strcmp(wish->kind, "cookie") == 0) {
        (*token)->csrf = tc_cookie_csrf_of_token(p, text);
    }
    return NULL;
}

tc_error_t *tc_token_revoke(request_rec *r, tc_site_t *site,
                            const tc_caller_t *caller, apr_int64_t user_id,
                            apr_int64_t kept)
{
    tc_sql_t *sql = tc_sql_make(r->pool, "tokens_revoke");
    tc_rows_t *rows;

    tc_sql_bind_int(sql, "user_id", user_id);
    if (kept != TC_TOKENS_ALL) {
        tc_sql_bind_int(sql, "token_id", kept);
    }
    tc_sql_acting(sql, tc_acting_of(r, site, caller));
    return tc_data_write(site, r->pool, sql, &rows, NULL);
}
