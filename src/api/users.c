/* /users/: for administrators. */
#include "api/users.h"

#include <apr_strings.h>

#include "api/media.h"
#include "auth/password.h"
#include "auth/token.h"
#include "base/account/role.h"
#include "base/account/secret.h"
#include "base/text/most.h"
#include "core/error.h"
#include "core/refusal.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/reply.h"
#include "http/route.h"
#include "rest/fields.h"
#include "rest/guard.h"
#include "rest/list.h"
#include "rest/parse.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"
#include "rest/unique.h"
#include "rest/values.h"

static const tc_field_t user_fields[] = {
    TC_PART_ID,
    { .name = "username",
      .type = TC_F_USERNAME,
      .flags = TC_FIELD_REQUIRED,
      .max = TC_MOST_USERNAME,
      .about = "Unique; letters, digits and @.+-_." },
    TC_PART_PERSON,
    { .name = "role",
      .type = TC_F_CHOICE,
      .choices = tc_role_names,
      .about = "WRITER by default." },
    { .name = "is_active",
      .type = TC_F_BOOLEAN,
      .about = "true by default; a disabled user cannot log in." },
    TC_PART_READ("date_joined", TC_F_DATETIME, 0),
    TC_PART_READ("last_login", TC_F_DATETIME, TC_FIELD_NULL),
    TC_USERS_PROFILE,
    { .name = "password",
      .type = TC_F_PASSWORD,
      .flags = TC_FIELD_WRITE_ONLY | TC_FIELD_UNTRIMMED | TC_FIELD_NO_COLUMN,
      .about = "At least 10 characters, at most 72 bytes, not the user "
               "name. Without one the user cannot log in." },
};

const tc_fields_t tc_users_fields = TC_PART_TABLE("User", user_fields);

const tc_shape_t tc_users_shape = {
    .name = "User", .of = &tc_users_fields, .about = "A user.", .versioned = 1
};

static const tc_field_t person_fields[] = {
    TC_PART_ID,
    TC_PART_READ("username", TC_F_USERNAME, 0),
    { .name = "name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "First and last name, or else the user name." },
};

static const tc_fields_t person = TC_PART_TABLE("Person", person_fields);

const tc_shape_t tc_users_person = { .name = "Person",
                                     .of = &person,
                                     .about = "A user in a post." };

/* What clients write, the password aside. */
static const char *const columns[] = { "username",  "email",   "first_name",
                                       "last_name", "role",    "is_active",
                                       "bio",       "website", "avatar_media",
                                       NULL };

static const tc_filter_t no_filters[] = { { .name = NULL } };

static const tc_ordering_t orderings[] = {
    { .name = "default", .keys = "" },
    { .name = "id", .keys = "" },
    { .name = "username", .keys = "s" },
    { .name = "email", .keys = "s" },
    { .name = "date_joined", .keys = "t" },
    { .name = "last_login", .keys = "T" },
    { .name = NULL },
};

static void prepare(tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql)
{
    (void)list;
    tc_sql_bind(sql, "files", ctx->files);
}

const tc_list_t tc_users_page = {
    .statement = "users",
    .filters = no_filters,
    .orderings = orderings,
    .search = 1,
    .prepare = prepare,
};

static const tc_unique_t unique_name = {
    .field = "username",
    .statement = "users_taken",
    .constraint = "users_username_key",
    .text = "user with this username already exists."
};

static tc_error_t *read_user(tc_ctx_t *ctx, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "users_read");
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", ctx->id);
    tc_sql_bind(sql, "files", ctx->files);
    error = tc_db_read(ctx->site, ctx->p, sql, rows);
    if (error == NULL && (*rows)->count == 0) {
        error = tc_error_not_found(ctx->p);
    }
    return error;
}

tc_error_t *tc_users_read(tc_ctx_t *ctx)
{
    tc_rows_t *rows;
    tc_error_t *error = read_user(ctx, &rows);

    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

tc_error_t *tc_users_check_avatar(tc_ctx_t *ctx, tc_values_t *values)
{
    const tc_value_t *avatar = tc_values_get(values, "avatar_media");
    const char *wrong = NULL;
    tc_sql_t *sql;
    tc_rows_t *rows;
    tc_error_t *error;

    if (!tc_values_is_good(avatar)) {
        return NULL;
    }
    sql = tc_sql_make(ctx->p, "users_avatar");
    tc_sql_bind(sql, "id", avatar->text);
    error = tc_db_read(ctx->site, ctx->p, sql, &rows);
    if (error != NULL) {
        return error;
    }
    if (rows->count == 0) {
        wrong = tc_parse_pk_text(ctx->p, avatar->text);
    }
    else if (strcmp(tc_rows_get(rows, 0, "media_type"), "IMAGE") != 0) {
        wrong = apr_pstrcat(ctx->p, "Media ", avatar->text,
                            " is not an image.", NULL);
    }
    else if (strcmp(tc_rows_get(rows, 0, "status"), "READY") != 0) {
        wrong = apr_pstrcat(ctx->p, "Media ", avatar->text, " is not ready.",
                            NULL);
    }
    if (wrong != NULL) {
        tc_values_add(ctx->p, values, "avatar_media", wrong);
    }
    return NULL;
}

tc_error_t *tc_users_avatar_conflict(tc_ctx_t *ctx, const tc_values_t *values,
                                     const tc_db_conflict_t *conflict)
{
    return tc_statement_conflict_is(conflict, "23503",
                                    "users_avatar_media_fkey")
               ? tc_error_field(
                     ctx->p, "avatar_media",
                     tc_parse_pk_text(
                         ctx->p, tc_values_get(values, "avatar_media")->text))
               : NULL;
}

/* Write, and tell the contract's reasons for refusing. values: NULL where the
 * user is deleted. */
static tc_error_t *write_user(tc_ctx_t *ctx, tc_sql_t *sql,
                              const tc_values_t *values, tc_rows_t **rows)
{
    tc_db_conflict_t conflict = { .sqlstate = "" };
    tc_error_t *error = tc_statement_write(ctx, sql, rows, &conflict);
    tc_error_t *taken;

    if (error == NULL) {
        return NULL;
    }
    taken = values != NULL ? tc_users_avatar_conflict(ctx, values, &conflict)
                           : NULL;
    if (taken != NULL) {
        return taken;
    }
    if (tc_statement_conflict_is(&conflict, "P0001", "users_last_admin")) {
        return tc_route_refuse(ctx, TC_REFUSAL_LAST_ADMIN, NULL);
    }
    if (strcmp(conflict.sqlstate, "23503") == 0) {
        return tc_route_refuse(ctx, TC_REFUSAL_USER_OWNS, NULL);
    }
    taken = tc_unique_conflict(ctx->p, &unique_name, &conflict);
    return taken != NULL ? taken : error;
}

/*
 * All fields, and the password against the name that the user will have.
 * *hash is NULL where no password was sent.
 */
static tc_error_t *check_user(tc_ctx_t *ctx, tc_values_t *values,
                              const char *username, const char **hash)
{
    const tc_value_t *name = tc_values_get(values, "username");
    const tc_value_t *password = tc_values_get(values, "password");
    const char *problem = NULL;
    tc_error_t *error;

    *hash = NULL;
    if (password->text != NULL && password->errors == NULL) {
        problem = tc_secret_problem(
            password->text, name->text != NULL ? name->text : username);
    }
    if (problem != NULL) {
        tc_values_add(ctx->p, values, "password", problem);
    }
    error = tc_users_check_avatar(ctx, values);
    if (error == NULL) {
        error = tc_unique_check(ctx, values, &unique_name);
    }
    if (error == NULL && password->text != NULL) {
        error = tc_password_hash(ctx->p, password->text, hash);
    }
    return error;
}

tc_error_t *tc_users_create(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "users_create");
    tc_values_t *values;
    tc_rows_t *rows;
    const char *hash;
    tc_error_t *error = tc_fields_read(ctx, &values);

    if (error == NULL) {
        error = check_user(ctx, values, NULL, &hash);
    }
    if (error != NULL) {
        return error;
    }
    for (int i = 0; columns[i] != NULL; i++) {
        tc_sql_bind(sql, columns[i], tc_values_get(values, columns[i])->text);
    }
    tc_sql_bind(sql, "hash", hash);
    tc_sql_bind(sql, "files", ctx->files);
    error = write_user(ctx, sql, values, &rows);
    if (error != NULL) {
        return error;
    }
    tc_reply_row(ctx, rows);
    return NULL;
}

tc_error_t *tc_users_update(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "users_update");
    tc_values_t *values = NULL;
    tc_rows_t *rows;
    const char *hash;
    tc_error_t *error = read_user(ctx, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error == NULL) {
        error = tc_fields_read(ctx, &values);
    }
    if (error == NULL) {
        error = check_user(ctx, values, tc_rows_get(rows, 0, "username"),
                           &hash);
    }
    if (error != NULL) {
        return error;
    }
    tc_guard_set(sql, values, columns);
    tc_sql_bind(sql, "files", ctx->files);
    if (hash != NULL) {
        tc_sql_piece(sql, "set", "password");
        tc_sql_part(sql, "password");
        tc_sql_bind(sql, "hash", hash);
        tc_sql_bind_int(sql, "token_id", ctx->caller->token_id);
    }
    error = write_user(ctx, sql, values, &rows);
    if (error == NULL &&
        (hash != NULL || tc_values_get(values, "is_active")->present)) {
        error = tc_token_revoke(ctx->r, ctx->site, ctx->caller, ctx->id,
                                hash != NULL ? ctx->caller->token_id
                                             : TC_TOKENS_ALL);
    }
    return tc_guard_end(ctx, error, rows);
}

tc_error_t *tc_users_delete(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "users_delete");
    tc_rows_t *rows;
    tc_error_t *error = read_user(ctx, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error == NULL) {
        error = write_user(ctx, sql, NULL, &rows);
    }
    return tc_guard_end(ctx, error, rows);
}
