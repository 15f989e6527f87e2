/* /auth/tokens/: tokens for programs. */
#include "api/tokens.h"

#include <apr_strings.h>

#include "auth/token.h"
#include "core/error.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/reply.h"
#include "rest/fields.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"
#include "rest/values.h"

static const tc_field_t token_fields[] = {
    TC_PART_ID,
    { .name = "name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED,
      .max = 100,
      .about = "What the token is for." },
    { .name = "read_only",
      .type = TC_F_BOOLEAN,
      .about = "The token cannot write; false by default." },
    { .name = "expires_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_NULL,
      .about = "null: never." },
    { .name = "last_used_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "To the minute." },
    TC_PART_READ("created_at", TC_F_DATETIME, 0),
};

const tc_fields_t tc_tokens_fields = TC_PART_TABLE("Token", token_fields);

static const tc_field_t created_fields[] = {
    { .name = "token",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Shown this once." },
};

static const tc_fields_t created_more = TC_PART_MORE(created_fields);

const tc_shape_t tc_tokens_shape = { .name = "Token",
                                     .of = &tc_tokens_fields,
                                     .about = "An API token, without the "
                                              "token itself." };

const tc_shape_t tc_tokens_created = { .name = "TokenCreated",
                                       .of = &tc_tokens_fields,
                                       .more = &created_more,
                                       .about = "A new API token." };

tc_error_t *tc_tokens_list(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "tokens_list");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(sql, "user_id", ctx->caller->id);
    error = tc_db_read(ctx->site, ctx->p, sql, &rows);
    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

/* The row's JSON with the one member that is shown this once. */
static void token_reply(tc_ctx_t *ctx, const tc_token_t *token)
{
    const char *body = apr_psprintf(ctx->p, "%.*s,\"token\":\"%s\"}",
                                    (int)strlen(token->body) - 1, token->body,
                                    token->token);

    tc_reply_json(ctx, body, strlen(body), NULL);
    tc_reply_location(ctx, token->id);
}

tc_error_t *tc_tokens_create(tc_ctx_t *ctx)
{
    tc_token_wish_t wish = { .user = ctx->caller, .kind = "api" };
    tc_values_t *values;
    tc_token_t *token;
    tc_error_t *error = tc_fields_read(ctx, &values);

    if (error == NULL) {
        error = tc_values_error(ctx->p, values);
    }
    if (error != NULL) {
        return error;
    }
    wish.name = tc_values_get(values, "name")->text;
    wish.read_only = tc_values_get(values, "read_only")->number != 0;
    /* null has no text */
    wish.expires_at = tc_values_get(values, "expires_at")->text;
    error = tc_token_issue(ctx->r, ctx->site, &wish, &token);
    if (error != NULL) {
        return error;
    }
    if (token == NULL) {
        return tc_error_invalid_token(ctx->p);
    }
    token_reply(ctx, token);
    return NULL;
}

tc_error_t *tc_tokens_again(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "tokens_again");

    tc_sql_bind_int(sql, "id", ctx->made);
    tc_sql_bind_int(sql, "user_id", ctx->caller->id);
    return tc_statement_row(ctx, sql);
}

tc_error_t *tc_tokens_delete(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "tokens_delete");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", ctx->id);
    tc_sql_bind_int(sql, "user_id", ctx->caller->id);
    error = tc_statement_write(ctx, sql, &rows, NULL);
    if (error != NULL) {
        return error;
    }
    return rows->count == 0 ? tc_error_not_found(ctx->p) : NULL;
}
