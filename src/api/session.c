/* /auth/: log in and out, one's own account. */
#include "api/session.h"

#include <apr_strings.h>

#include "api/media.h"
#include "api/users.h"
#include "auth/caller.h"
#include "auth/cookie.h"
#include "auth/identify.h"
#include "auth/login.h"
#include "auth/password.h"
#include "auth/token.h"
#include "base/account/role.h"
#include "base/account/secret.h"
#include "base/json/json.h"
#include "base/json/writer.h"
#include "core/error.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/query.h"
#include "http/reply.h"
#include "rest/fields.h"
#include "rest/guard.h"
#include "rest/list.h"
#include "rest/parse.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"
#include "rest/values.h"

static const tc_field_t login_fields[] = {
    { .name = "username",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED | TC_FIELD_WRITE_ONLY,
      .about = "Name of the user." },
    { .name = "password",
      .type = TC_F_PASSWORD,
      .flags = TC_FIELD_REQUIRED | TC_FIELD_WRITE_ONLY | TC_FIELD_UNTRIMMED,
      .about = "Taken as it is, white space included." },
};

const tc_fields_t tc_session_login_fields = TC_PART_TABLE("Login",
                                                          login_fields);

const tc_filter_t tc_session_login_query[] = {
    { .name = "cookie",
      .type = TC_FILTER_BOOLEAN,
      .about = "Set the session cookie and keep the token out of the "
               "answer." },
    { .name = NULL }
};

static const tc_field_t answer_fields[] = {
    { .name = "token",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "For the header Authorization: Bearer; null where the login "
               "set a cookie." },
    TC_PART_READ("expires_at", TC_F_DATETIME, TC_FIELD_NULL),
    { .name = "user",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &tc_users_shape },
    { .name = "csrf_token",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_SOMETIMES,
      .about = "With the cookie alone: what X-CSRF-Token must carry." },
};

static const tc_fields_t answer = TC_PART_TABLE("LoginAnswer", answer_fields);

const tc_shape_t tc_session_answer = { .name = "LoginAnswer",
                                       .of = &answer,
                                       .about = "A session." };

static const tc_field_t me_fields[] = {
    TC_PART_ID,
    TC_PART_READ("username", TC_F_USERNAME, 0),
    TC_PART_PERSON,
    { .name = "role",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_READ_ONLY,
      .choices = tc_role_names },
    TC_PART_READ("is_active", TC_F_BOOLEAN, 0),
    TC_PART_READ("date_joined", TC_F_DATETIME, 0),
    TC_PART_READ("last_login", TC_F_DATETIME, TC_FIELD_NULL),
    { .name = "csrf_token",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "What X-CSRF-Token must carry; null for a login by header." },
    TC_USERS_PROFILE,
};

const tc_fields_t tc_session_me_fields = TC_PART_TABLE("Me", me_fields);

const tc_shape_t tc_session_me_shape = { .name = "Me",
                                         .of = &tc_session_me_fields,
                                         .about = "The caller.",
                                         .versioned = 1 };

static const tc_field_t password_fields[] = {
    { .name = "old_password",
      .type = TC_F_PASSWORD,
      .flags = TC_FIELD_REQUIRED | TC_FIELD_WRITE_ONLY | TC_FIELD_UNTRIMMED },
    { .name = "new_password",
      .type = TC_F_PASSWORD,
      .flags = TC_FIELD_REQUIRED | TC_FIELD_WRITE_ONLY | TC_FIELD_UNTRIMMED,
      .about = "At least 10 characters, at most 72 bytes, not the user "
               "name." },
};

const tc_fields_t tc_session_password_fields = TC_PART_TABLE("PasswordChange",
                                                             password_fields);

/* ------------------------------------------------------------ in and out */

static tc_error_t *wrong_credentials(tc_ctx_t *ctx)
{
    return tc_error_json(ctx->p, HTTP_BAD_REQUEST,
                         "{\"non_field_errors\":[\"Unable to log in with "
                         "provided credentials.\"]}");
}

static int came_by_https(const tc_ctx_t *ctx)
{
    return strncmp(ctx->origin, "https:", 6) == 0;
}

/* The cookie's token goes into the cookie alone: no script may see it. */
static void login_reply(tc_ctx_t *ctx, const tc_token_t *token,
                        const char *user)
{
    tc_writer_t *w = tc_writer_make(ctx->p);
    const char *text;
    apr_size_t len;

    tc_writer_open(w, '{');
    tc_writer_put_string(w, "token",
                         token->csrf != NULL ? NULL : token->token);
    tc_writer_put_string(w, "expires_at", token->expires_at);
    tc_writer_put_raw(w, "user", user);
    if (token->csrf != NULL) {
        tc_writer_put_string(w, "csrf_token", token->csrf);
        tc_cookie_set(ctx->r, ctx->site, ctx->mount, came_by_https(ctx),
                      token->token);
    }
    tc_writer_close(w, '}');
    text = tc_writer_text(w, &len);
    tc_reply_json(ctx, text, len, NULL);
}

static int wants_cookie(const tc_ctx_t *ctx)
{
    const char *wish = tc_query_get(ctx, "cookie");

    return wish != NULL && tc_parse_boolean_text(wish) > 0;
}

static tc_error_t *open_session(tc_ctx_t *ctx, const tc_caller_t *user)
{
    const tc_token_wish_t wish = {
        .user = user,
        .kind = wants_cookie(ctx) ? "cookie" : "login",
    };
    tc_sql_t *sql = tc_sql_make(ctx->p, "users_read");
    tc_token_t *token;
    tc_rows_t *rows;
    tc_error_t *error;

    error = tc_token_issue(ctx->r, ctx->site, &wish, &token);
    if (error != NULL) {
        return error;
    }
    tc_sql_bind_int(sql, "id", user->id);
    tc_sql_bind(sql, "files", ctx->files);
    error = tc_db_read(ctx->site, ctx->p, sql, &rows);
    if (error != NULL) {
        return error;
    }
    if (token == NULL || rows->count == 0) {
        return wrong_credentials(ctx);
    }
    login_reply(ctx, token, tc_rows_get(rows, 0, "body"));
    return NULL;
}

tc_error_t *tc_session_login(tc_ctx_t *ctx)
{
    tc_values_t *values;
    tc_caller_t *user;
    tc_error_t *error = tc_fields_read(ctx, &values);

    if (error == NULL) {
        error = tc_values_error(ctx->p, values);
    }
    if (error != NULL) {
        return error;
    }
    error = tc_login(ctx->r, ctx->site,
                     tc_values_get(values, "username")->text,
                     tc_values_get(values, "password")->text, &user);
    if (error != NULL) {
        return error;
    }
    if (user == NULL) {
        return wrong_credentials(ctx);
    }
    tc_identify_tell(ctx->r, user->username);
    return open_session(ctx, user);
}

tc_error_t *tc_session_logout(tc_ctx_t *ctx)
{
    tc_rows_t *rows;
    tc_error_t *error;

    if (ctx->caller->token_id) {
        tc_sql_t *sql = tc_sql_make(ctx->p, "tokens_end");

        tc_sql_bind_int(sql, "id", ctx->caller->token_id);
        error = tc_statement_write(ctx, sql, &rows, NULL);
        if (error != NULL) {
            return error;
        }
    }
    if (ctx->caller->kind == TC_AUTH_COOKIE) {
        tc_cookie_set(ctx->r, ctx->site, ctx->mount, came_by_https(ctx), NULL);
    }
    return NULL;
}

/* ------------------------------------------------------------ one's own */

static tc_error_t *read_me(tc_ctx_t *ctx, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "auth_me");
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", ctx->caller->id);
    tc_sql_bind(sql, "csrf", ctx->caller->csrf);
    tc_sql_bind(sql, "files", ctx->files);
    error = tc_db_read(ctx->site, ctx->p, sql, rows);
    if (error == NULL && (*rows)->count == 0) {
        /* deleted since the token was looked up */
        error = tc_error_invalid_token(ctx->p);
    }
    return error;
}

tc_error_t *tc_session_me(tc_ctx_t *ctx)
{
    tc_rows_t *rows;
    tc_error_t *error = read_me(ctx, &rows);

    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

tc_error_t *tc_session_me_update(tc_ctx_t *ctx)
{
    static const char *const columns[] = { "email",     "first_name",
                                           "last_name", "bio",
                                           "website",   "avatar_media",
                                           NULL };
    tc_sql_t *sql = tc_sql_make(ctx->p, "auth_me_update");
    tc_db_conflict_t conflict = { .sqlstate = "" };
    tc_error_t *gone;
    tc_values_t *values = NULL;
    tc_rows_t *rows;
    tc_error_t *error = read_me(ctx, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->caller->id, rows, sql);
    }
    if (error == NULL) {
        error = tc_fields_read(ctx, &values);
    }
    if (error == NULL) {
        error = tc_users_check_avatar(ctx, values);
    }
    if (error == NULL) {
        error = tc_values_error(ctx->p, values);
    }
    if (error == NULL) {
        tc_sql_bind(sql, "csrf", ctx->caller->csrf);
        tc_sql_bind(sql, "files", ctx->files);
        tc_guard_set(sql, values, columns);
        error = tc_statement_write(ctx, sql, &rows, &conflict);
        gone = tc_users_avatar_conflict(ctx, values, &conflict);
        error = gone != NULL ? gone : error;
    }
    return tc_guard_end(ctx, error, rows);
}

/* ------------------------------------------------------------- password */

/* Both fields are looked at, so that both errors are told at once. */
static tc_error_t *check_passwords(tc_ctx_t *ctx, tc_values_t *values)
{
    const tc_value_t *before = tc_values_get(values, "old_password");
    const tc_value_t *after = tc_values_get(values, "new_password");

    if (after->text != NULL && after->errors == NULL) {
        const char *problem = tc_secret_problem(after->text,
                                                ctx->caller->username);

        if (problem != NULL) {
            tc_values_add(ctx->p, values, "new_password", problem);
        }
    }
    if (before->text != NULL && before->errors == NULL) {
        int right;
        tc_error_t *error = tc_login_check(
            ctx->r, ctx->site, ctx->caller->username, before->text, &right);

        if (error != NULL) {
            return error;
        }
        if (!right) {
            tc_values_add(ctx->p, values, "old_password", "Invalid password.");
        }
    }
    return tc_values_error(ctx->p, values);
}

tc_error_t *tc_session_password(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "auth_password");
    tc_values_t *values;
    tc_rows_t *rows;
    const char *hash;
    tc_error_t *error = tc_fields_read(ctx, &values);

    if (error == NULL) {
        error = check_passwords(ctx, values);
    }
    if (error != NULL) {
        return error;
    }
    error = tc_password_hash(
        ctx->p, tc_values_get(values, "new_password")->text, &hash);
    if (error != NULL) {
        return error;
    }
    tc_sql_bind_int(sql, "id", ctx->caller->id);
    tc_sql_bind(sql, "hash", hash);
    tc_sql_bind_int(sql, "token_id", ctx->caller->token_id);
    error = tc_statement_write(ctx, sql, &rows, NULL);
    return error != NULL
               ? error
               : tc_token_revoke(ctx->r, ctx->site, ctx->caller,
                                 ctx->caller->id, ctx->caller->token_id);
}
