/* Who is calling: header, then cookie, then httpd's own login. */
#include "auth/identify.h"

#include <apr_strings.h>
#include <httpd.h>
#include <http_protocol.h>

#include "auth/caller.h"
#include "auth/cookie.h"
#include "base/account/role.h"
#include "base/crypto/crypto.h"
#include "base/text/text.h"
#include "core/error.h"
#include "core/log.h"
#include "core/refusal.h"
#include "core/site.h"
#include "data/data.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"

/* Longer than any token that was ever issued. */
#define LONGEST_TOKEN 512

/*
 * What follows "Bearer" or "Token" in the Authorization header, without outer
 * blanks, "" where nothing follows; NULL where there is no such header.
 */
static const char *header_token(request_rec *r)
{
    const char *value = apr_table_get(r->headers_in, "Authorization");
    apr_size_t scheme;

    if (value == NULL) {
        return NULL;
    }
    value += strspn(value, " \t");
    scheme = strcspn(value, " \t");
    if (!(scheme == 6 && strncasecmp(value, "Bearer", 6) == 0) &&
        !(scheme == 5 && strncasecmp(value, "Token", 5) == 0)) {
        return NULL;
    }
    value += scheme;
    value += strspn(value, " \t");
    scheme = strlen(value);
    while (scheme > 0 &&
           (value[scheme - 1] == ' ' || value[scheme - 1] == '\t')) {
        scheme--;
    }
    return apr_pstrmemdup(r->pool, value, scheme);
}

/* The characters of RFC 6750's b64token: nothing else is worth a read. */
static int is_token(const char *token)
{
    apr_size_t len = strlen(token);

    return len > 0 && len <= LONGEST_TOKEN &&
           strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "abcdefghijklmnopqrstuvwxyz"
                         "0123456789-._~+/=") == len;
}

static const char *trusted_user(const request_rec *r, const tc_site_t *site)
{
    return site->trust_user && r->user != NULL && *r->user ? r->user : NULL;
}

int tc_identify_has_credentials(request_rec *r, const tc_site_t *site)
{
    return header_token(r) != NULL || tc_cookie_read(r) != NULL ||
           trusted_user(r, site) != NULL;
}

void tc_identify_log(request_rec *r, const tc_error_t *error)
{
    if (error->log_number) {
        ap_log_rerror(APLOG_MARK, error->log_level, error->rv, r, "TC%04d: %s",
                      error->log_number, error->cause);
    }
}

/* A failure to note when a token was used does not concern the client. */
static void note_use(request_rec *r, tc_site_t *site, apr_int64_t token_id)
{
    tc_sql_t *sql = tc_sql_make(r->pool, "tokens_use");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", token_id);
    error = tc_data_write(site, r->pool, sql, &rows, NULL);
    if (error != NULL) {
        tc_identify_log(r, error);
    }
}

static tc_error_t *look_up(request_rec *r, tc_site_t *site, const char *token,
                           int cookie, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(r->pool, "auth_identify");
    const char *name = trusted_user(r, site);

    if (name != NULL && !tc_text_is_utf8(name, strlen(name))) {
        name = NULL;
    }
    tc_sql_bind(sql, "hash",
                token != NULL
                    ? tc_crypto_sha256_hex(r->pool, token, strlen(token))
                    : NULL);
    tc_sql_bind_bool(sql, "cookie", cookie);
    /* A header stands for itself: where it is wrong nothing else counts. */
    tc_sql_bind(sql, "username", token != NULL && !cookie ? NULL : name);
    return tc_db_read(site, r->pool, sql, rows);
}

static void fill_caller(request_rec *r, const tc_rows_t *rows,
                        const char *token, int cookie, tc_caller_t *caller)
{
    caller->id = tc_rows_int(rows, 0, "user_id");
    caller->username = tc_rows_get(rows, 0, "username");
    caller->role = tc_role_of(tc_rows_get(rows, 0, "role"));
    caller->token_id = tc_rows_int(rows, 0, "token_id");
    caller->read_only = tc_rows_bool(rows, 0, "read_only");
    caller->password_hash = tc_rows_get(rows, 0, "secret");
    if (!caller->token_id) {
        caller->kind = TC_AUTH_HTTPD;
        caller->csrf = tc_cookie_csrf_of_user(r->pool, caller->id,
                                              caller->password_hash);
    }
    else if (cookie) {
        caller->kind = TC_AUTH_COOKIE;
        caller->csrf = tc_cookie_csrf_of_token(r->pool, token);
    }
    else {
        caller->kind = TC_AUTH_HEADER;
    }
}

void tc_identify_tell(request_rec *r, const char *username)
{
    r->user = apr_pstrdup(r->pool, username);
    apr_table_setn(r->notes, "talecraft-user", r->user);
}

tc_error_t *tc_identify(request_rec *r, tc_site_t *site, tc_caller_t **caller)
{
    const char *token = header_token(r);
    int cookie = token == NULL;
    tc_rows_t *rows;
    tc_error_t *error;

    *caller = apr_pcalloc(r->pool, sizeof(**caller));
    if (token != NULL && !is_token(token)) {
        return tc_error_invalid_token(r->pool);
    }
    if (token == NULL) {
        token = tc_cookie_read(r);
        if (token != NULL && !is_token(token)) {
            token = NULL;
        }
    }
    if (token == NULL && trusted_user(r, site) == NULL) {
        return NULL;
    }
    error = look_up(r, site, token, cookie, &rows);
    if (error != NULL) {
        return error;
    }
    if (rows->count == 0) {
        return cookie ? NULL : tc_error_invalid_token(r->pool);
    }
    fill_caller(r, rows, token, cookie, *caller);
    tc_identify_tell(r, (*caller)->username);
    if (tc_rows_bool(rows, 0, "note_use")) {
        note_use(r, site, (*caller)->token_id);
    }
    return NULL;
}

tc_error_t *tc_identify_may_write(request_rec *r, const tc_caller_t *caller)
{
    const char *sent;

    if (r->method_number == M_GET || r->method_number == M_OPTIONS) {
        return NULL;
    }
    if (caller->read_only) {
        return tc_error_forbidden(r->pool);
    }
    if (caller->kind != TC_AUTH_COOKIE && caller->kind != TC_AUTH_HTTPD) {
        return NULL;
    }
    sent = apr_table_get(r->headers_in, "X-CSRF-Token");
    if (sent != NULL && caller->csrf != NULL &&
        tc_crypto_equal(sent, caller->csrf)) {
        return NULL;
    }
    return tc_refusal_make(r->pool, TC_REFUSAL_CSRF);
}
