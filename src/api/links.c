/*
 * Links for forgotten passwords and invitations: an administrator makes one
 * and hands it over, whoever has it sets the user's password.
 */
#include "api/links.h"

#include <string.h>

#include <apr_strings.h>

#include "auth/caller.h"
#include "auth/password.h"
#include "auth/throttle.h"
#include "auth/token.h"
#include "base/account/secret.h"
#include "base/crypto/crypto.h"
#include "base/json/writer.h"
#include "core/error.h"
#include "core/refusal.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/reply.h"
#include "http/route.h"
#include "rest/fields.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"
#include "rest/values.h"

#define TOKEN_BYTES 32
#define SLOT "{token}"
#define BAD_TOKEN "Invalid or expired token."

static const tc_field_t link_fields[] = {
    { .name = "token",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Shown this once." },
    { .name = "url",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Where it is used; what TalecraftPasswordURL says." },
    TC_PART_READ("expires_at", TC_F_DATETIME, 0),
};

static const tc_fields_t link_table = TC_PART_TABLE("Link", link_fields);

const tc_shape_t tc_links_shape = { .name = "Link",
                                    .of = &link_table,
                                    .about = "A link to set a password by." };

static const tc_field_t reset_fields[] = {
    { .name = "token",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED | TC_FIELD_WRITE_ONLY,
      .about = "That of the link." },
    { .name = "new_password",
      .type = TC_F_PASSWORD,
      .flags = TC_FIELD_REQUIRED | TC_FIELD_WRITE_ONLY | TC_FIELD_UNTRIMMED,
      .about = "At least 10 characters, at most 72 bytes, not the user "
               "name." },
};

const tc_fields_t tc_links_reset_fields = TC_PART_TABLE("PasswordReset",
                                                        reset_fields);

/* ---------------------------------------------------------------- making */

static const char *url_of(const tc_ctx_t *ctx, const char *token)
{
    const char *pattern = ctx->site->password_url;
    const char *slot = pattern != NULL ? strstr(pattern, SLOT) : NULL;

    if (slot == NULL) {
        return apr_pstrcat(ctx->p, tc_context_page_url(ctx), "#reset=", token,
                           NULL);
    }
    return apr_pstrcat(ctx->p, apr_pstrmemdup(ctx->p, pattern, slot - pattern),
                       token, slot + sizeof(SLOT) - 1, NULL);
}

static void reply_link(tc_ctx_t *ctx, const char *token, const char *expires)
{
    tc_writer_t *w = tc_writer_make(ctx->p);
    const char *body;
    apr_size_t len;

    tc_writer_open(w, '{');
    tc_writer_put_string(w, "token", token);
    tc_writer_put_string(w, "url", url_of(ctx, token));
    tc_writer_put_string(w, "expires_at", expires);
    tc_writer_close(w, '}');
    body = tc_writer_text(w, &len);
    tc_reply_json(ctx, body, len, NULL);
    ctx->reply.location = tc_context_url(
        ctx, apr_psprintf(ctx->p, "/users/%" APR_INT64_T_FMT "/", ctx->id));
}

static tc_error_t *user_exists(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "users_read");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", ctx->id);
    error = tc_db_read(ctx->site, ctx->p, sql, &rows);
    return error == NULL && rows->count == 0 ? tc_error_not_found(ctx->p)
                                             : error;
}

tc_error_t *tc_links_create(tc_ctx_t *ctx)
{
    const char *token = tc_crypto_random_base64url(ctx->p, TOKEN_BYTES);
    tc_sql_t *sql = tc_sql_make(ctx->p, "users_link");
    tc_rows_t *rows;
    tc_error_t *error = user_exists(ctx);

    if (error != NULL) {
        return error;
    }
    if (token == NULL) {
        return tc_error_internal(ctx->p, 7006, APR_EGENERAL,
                                 "a link cannot be made: the system gives no "
                                 "random bytes");
    }
    tc_sql_bind_int(sql, "id", ctx->id);
    tc_sql_bind(sql, "hash",
                tc_crypto_sha256_hex(ctx->p, token, strlen(token)));
    error = tc_statement_write(ctx, sql, &rows, NULL);
    if (error != NULL) {
        return error;
    }
    if (rows->count == 0) {
        return tc_route_refuse(ctx, TC_REFUSAL_USER_DISABLED, NULL);
    }
    reply_link(ctx, token, tc_rows_get(rows, 0, "expires_at"));
    return NULL;
}

/* ----------------------------------------------------------------- using */

/* Whose it is: *user is NULL where it is nobody's. Counted, so that nobody
 * tries many. */
static tc_error_t *find_user(tc_ctx_t *ctx, const char *hash,
                             tc_caller_t **user)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "auth_link");
    tc_rows_t *rows = NULL;
    tc_error_t *error = tc_throttle_admit(ctx->r, ctx->site, NULL);

    *user = NULL;
    if (error != NULL) {
        return error;
    }
    tc_sql_bind(sql, "hash", hash);
    error = tc_db_read(ctx->site, ctx->p, sql, &rows);
    if (error == NULL && rows->count > 0) {
        *user = apr_pcalloc(ctx->p, sizeof(**user));
        (*user)->id = tc_rows_int(rows, 0, "id");
        (*user)->username = tc_rows_get(rows, 0, "username");
    }
    tc_throttle_done(ctx->r, ctx->site, NULL, error == NULL && *user == NULL);
    return error;
}

/* Both fields are looked at, so that both errors are told at once. */
static tc_error_t *check(tc_ctx_t *ctx, tc_values_t *values, const char **hash,
                         tc_caller_t **user)
{
    const tc_value_t *token = tc_values_get(values, "token");
    const tc_value_t *password = tc_values_get(values, "new_password");
    const char *problem;
    tc_error_t *error;

    *user = NULL;
    if (token->text != NULL && token->errors == NULL) {
        *hash = tc_crypto_sha256_hex(ctx->p, token->text, strlen(token->text));
        error = find_user(ctx, *hash, user);
        if (error != NULL) {
            return error;
        }
        if (*user == NULL) {
            tc_values_add(ctx->p, values, "token", BAD_TOKEN);
        }
    }
    if (password->text != NULL && password->errors == NULL) {
        problem = tc_secret_problem(password->text,
                                    *user != NULL ? (*user)->username : NULL);
        if (problem != NULL) {
            tc_values_add(ctx->p, values, "new_password", problem);
        }
    }
    return tc_values_error(ctx->p, values);
}

tc_error_t *tc_links_reset(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "auth_reset");
    tc_values_t *values;
    tc_caller_t *user = NULL;
    tc_rows_t *rows;
    const char *link = NULL, *hash = NULL;
    tc_error_t *error = tc_fields_read(ctx, &values);

    if (error == NULL) {
        error = check(ctx, values, &link, &user);
    }
    if (error == NULL) {
        error = tc_password_hash(
            ctx->p, tc_values_get(values, "new_password")->text, &hash);
    }
    if (error != NULL) {
        return error;
    }
    tc_sql_bind(sql, "link", link);
    tc_sql_bind(sql, "hash", hash);
    ctx->caller = user; /* who acts: nobody else could */
    error = tc_statement_write(ctx, sql, &rows, NULL);
    if (error != NULL) {
        return error;
    }
    if (rows->count == 0 || user == NULL) { /* another one was quicker */
        return tc_error_field(ctx->p, "token", BAD_TOKEN);
    }
    return tc_token_revoke(ctx->r, ctx->site, user, user->id, 0);
}
