#include "editing/previews.h"

#include <apr_strings.h>
#include <string.h>

#include "api/users.h"
#include "base/crypto/crypto.h"
#include "core/error.h"
#include "core/site.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "editing/copy_fields.h"
#include "http/context.h"
#include "base/text/path.h"
#include "http/reply.h"
#include "posts/posts.h"
#include "posts/row.h"
#include "rest/fields.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"
#include "rest/values.h"

#define TOKEN_BYTES 32
#define SECONDS_DEFAULT 86400
#define SECONDS_LEAST 60
#define SECONDS_MOST 2592000
#define PREVIEWS_MOST 100
#define TOO_MANY                                                           \
    "A post can have no more than 100 previews; delete those that nobody " \
    "needs."

static const tc_field_t preview_fields[] = {
    { .name = "expires_in",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_WRITE_ONLY,
      .min = SECONDS_LEAST,
      .max = SECONDS_MOST,
      .about = "Seconds, a day by default." },
    TC_PART_ID,
    TC_PART_READ("expires_at", TC_F_DATETIME, 0),
    TC_PART_READ("created_at", TC_F_DATETIME, 0),
    { .name = "author",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &tc_users_person },
};

const tc_fields_t tc_previews_fields = TC_PART_TABLE("Preview",
                                                     preview_fields);

static const tc_field_t created_fields[] = {
    { .name = "token",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Told this once." },
    { .name = "url",
      .type = TC_F_URL,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Told this once." },
};
static const tc_fields_t created_more = TC_PART_MORE(created_fields);

const tc_shape_t tc_previews_shape = { .name = "Preview",
                                       .of = &tc_previews_fields,
                                       .about = "A preview, without its "
                                                "token." };
const tc_shape_t tc_previews_created = { .name = "PreviewCreated",
                                         .of = &tc_previews_fields,
                                         .more = &created_more,
                                         .about = "A new preview." };

const tc_shape_t tc_previews_post = {
    .name = "PostPreview",
    .schema = "{\"type\":\"object\",\"description\":\"The members of a post. "
              "What is incomplete in its working copy is so here.\","
              "\"required\":[\"id\",\"title\",\"content\"],"
              "\"properties\":{\"id\":{\"type\":\"integer\",\"minimum\":1},"
              "\"title\":{\"type\":\"string\"},"
              "\"content\":{\"type\":\"array\",\"items\":{\"type\":"
              "\"object\"}}},\"additionalProperties\":true}",
    .example = "{\"id\":7,\"title\":\"The harbour at five\",\"content\":[]}"
};

tc_error_t *tc_previews_list(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "previews_list");
    tc_rows_t *rows;
    tc_error_t *error = tc_posts_row_open(ctx);

    if (error == NULL) {
        tc_sql_bind_int(sql, "post", ctx->id);
        error = tc_statement_read(ctx, sql, &rows);
    }
    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

/* TalecraftPreviewURL with the token in it, else this API's own path. */
static const char *url_of(const tc_ctx_t *ctx, const char *token)
{
    const char *template = ctx->site->preview_url;
    const char *slot;

    if (template == NULL) {
        return tc_context_url(
            ctx, apr_pstrcat(ctx->p, "/preview/", token, "/", NULL));
    }
    slot = strstr(template, "{token}");
    return apr_pstrcat(ctx->p,
                       apr_pstrmemdup(ctx->p, template, slot - template),
                       token, slot + strlen("{token}"), NULL);
}

tc_error_t *tc_previews_create(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "previews_create");
    const tc_value_t *seconds;
    const char *token;
    tc_values_t *values;
    tc_rows_t *rows;
    tc_error_t *error = tc_posts_row_open(ctx);

    if (error == NULL) {
        error = tc_fields_read(ctx, &values);
    }
    if (error == NULL) {
        error = tc_values_error(ctx->p, values);
    }
    if (error != NULL) {
        return error;
    }
    token = tc_crypto_random_base64url(ctx->p, TOKEN_BYTES);
    if (token == NULL) {
        return tc_error_internal(ctx->p, 7010, APR_EGENERAL,
                                 "a preview cannot be made: the system gives "
                                 "no random bytes");
    }
    seconds = tc_values_get(values, "expires_in");
    tc_sql_bind_int(sql, "post", ctx->id);
    tc_sql_bind_int(sql, "author", ctx->caller->id);
    tc_sql_bind(sql, "hash",
                tc_crypto_sha256_hex(ctx->p, token, strlen(token)));
    tc_sql_bind_int(sql, "seconds",
                    seconds->present ? seconds->number : SECONDS_DEFAULT);
    tc_sql_bind(sql, "token", token);
    tc_sql_bind(sql, "url", url_of(ctx, token));
    tc_sql_bind_int(sql, "most", PREVIEWS_MOST);
    error = tc_statement_write(ctx, sql, &rows, NULL);
    if (error == NULL && rows->count == 0) {
        return tc_error_not_found(ctx->p); /* the post went just now */
    }
    if (error == NULL && tc_rows_get(rows, 0, "id") == NULL) {
        return tc_error_detail(ctx->p, HTTP_BAD_REQUEST, TOO_MANY);
    }
    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}

tc_error_t *tc_previews_again(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "previews_again");
    tc_error_t *error = tc_posts_row_open(ctx);

    tc_sql_bind_int(sql, "post", ctx->id);
    tc_sql_bind_int(sql, "preview", ctx->made);
    return error != NULL ? error : tc_statement_row(ctx, sql);
}

tc_error_t *tc_previews_delete(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "previews_delete");
    tc_rows_t *rows;
    tc_error_t *error = tc_posts_row_open(ctx);

    if (error != NULL) {
        return error;
    }
    tc_sql_bind_int(sql, "post", ctx->id);
    tc_sql_bind_int(sql, "preview", tc_path_number(&ctx->named, "preview"));
    error = tc_statement_write(ctx, sql, &rows, NULL);
    return error == NULL && rows->count == 0 ? tc_error_not_found(ctx->p)
                                             : error;
}

/* ------------------------------------------------------------------- show */

static tc_error_t *show_post(tc_ctx_t *ctx, apr_int64_t post,
                             const char *fields)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "previews_read");
    const char *data = "{}";
    int content = 0;
    tc_rows_t *rows;
    tc_error_t *error;

    if (fields != NULL) {
        tc_values_t *values = tc_copy_fields_values(
            ctx, tc_copy_fields_parse(ctx->p, fields));

        content = tc_values_get(values, "content")->present;
        data = tc_values_json(ctx->p, values);
        tc_sql_bind(sql, "tags", tc_values_get(values, "tags")->text);
    }
    tc_sql_bind_int(sql, "id", post);
    tc_sql_bind(sql, "data", data);
    tc_sql_bind_bool(sql, "content", content);
    tc_sql_bind(sql, "files", ctx->files);
    tc_sql_bind_bool(sql, "hidden", 0);
    if (tc_posts_profile_asked(ctx)) {
        tc_sql_part(sql, "author_profile");
    }
    error = tc_statement_find(ctx, sql, &rows);
    if (error == NULL) {
        tc_reply_json(ctx, tc_rows_get(rows, 0, "body"),
                      tc_rows_len(rows, 0, "body"), NULL);
    }
    return error;
}

tc_error_t *tc_previews_show(tc_ctx_t *ctx)
{
    const char *token = tc_path_text(&ctx->named, "token");
    tc_sql_t *sql = tc_sql_make(ctx->p, "previews_find");
    tc_rows_t *rows;
    tc_error_t *error;

    apr_table_setn(ctx->r->err_headers_out, "X-Robots-Tag", "noindex");
    apr_table_setn(ctx->r->err_headers_out, "Referrer-Policy", "no-referrer");
    tc_sql_bind(sql, "hash",
                tc_crypto_sha256_hex(ctx->p, token, strlen(token)));
    error = tc_statement_read(ctx, sql, &rows);
    ctx->facts = (tc_facts_t){ 0 }; /* of no interest to the cache */
    if (error != NULL) {
        return error;
    }
    if (tc_rows_get(rows, 0, "post_id") == NULL) {
        return tc_error_not_found(ctx->p);
    }
    return show_post(ctx, tc_rows_int(rows, 0, "post_id"),
                     tc_rows_get(rows, 0, "fields"));
}
