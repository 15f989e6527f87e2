#include "http/once.h"

#include <apr_strings.h>
#include <string.h>

#include "base/crypto/crypto.h"
#include "base/json/writer.h"
#include "core/refusal.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/body.h"
#include "http/reply.h"
#include "base/text/path.h"
#include "http/route.h"

#define LONGEST 255

static const char *key_of(const tc_ctx_t *ctx)
{
    return ctx->route->once != NULL
               ? apr_table_get(ctx->r->headers_in, "Idempotency-Key")
               : NULL;
}

static int is_key(const char *key)
{
    apr_size_t len = strlen(key);

    for (const char *c = key; *c != '\0'; c++) {
        if (*c < 0x20 || *c > 0x7e) {
            return 0;
        }
    }
    return len > 0 && len <= LONGEST;
}

/* The row that a key has made, as reading it would be answered now. */
static tc_error_t *answer(tc_ctx_t *ctx, apr_int64_t row)
{
    const tc_route_t *route = ctx->route;
    const tc_route_t *reader = tc_route_made(route);
    tc_handler_fn read = route->again;
    tc_error_t *error;

    ctx->reply.status = HTTP_OK;
    ctx->made = row;
    if (reader != NULL) {
        const tc_path_parameter_t *parameter = tc_path_parameter(
            reader->path + strlen(route->path));

        tc_path_put(&ctx->named, parameter, row);
        ctx->id = tc_path_number(&ctx->named, "id");
        ctx->route = reader;
        read = reader->handler;
    }
    error = read(ctx);
    ctx->route = route;
    if (error == NULL) {
        tc_reply_location(ctx, row); /* all that a 204 tells of it */
    }
    return error;
}

static const char *print_of(const tc_ctx_t *ctx, const char *sent)
{
    const char *text = apr_pstrcat(ctx->p, ctx->path, "\n", sent, NULL);

    return tc_crypto_sha256_hex(ctx->p, text, strlen(text));
}

tc_error_t *tc_once_begin(tc_ctx_t *ctx, const char *sent, int *answered)
{
    const char *key = key_of(ctx);
    tc_sql_once_t *once;
    tc_sql_t *sql;
    tc_rows_t *rows;
    tc_error_t *error;

    *answered = 0;
    if (key == NULL) {
        return NULL;
    }
    if (!is_key(key)) {
        return tc_refusal_make(ctx->p, TC_REFUSAL_KEY_FORM);
    }
    once = apr_palloc(ctx->r->pool, sizeof(*once));
    *once = (tc_sql_once_t){ .table = ctx->route->once,
                             .key = key,
                             .print = apr_pstrdup(ctx->r->pool,
                                                  print_of(ctx, sent)) };
    sql = tc_sql_make(ctx->p, "once_find");
    tc_sql_bind_int(sql, "user", ctx->caller->id);
    tc_sql_bind(sql, "key", key);
    error = tc_db_read(ctx->site, ctx->p, sql, &rows);
    if (error != NULL || rows->count == 0) {
        ctx->caller->once = once;
        return error;
    }
    if (strcmp(tc_rows_get(rows, 0, "print"), once->print) != 0) {
        return tc_refusal_make(ctx->p, TC_REFUSAL_KEY_OTHER);
    }
    *answered = 1;
    return answer(ctx, tc_rows_int(rows, 0, "row_id"));
}

tc_error_t *tc_once_json(tc_ctx_t *ctx, int *answered)
{
    tc_json_t *body;
    tc_error_t *error;

    *answered = 0;
    if (key_of(ctx) == NULL) {
        return NULL;
    }
    error = tc_body_object(ctx, &body);
    if (error != NULL) {
        return error;
    }
    ctx->given = body;
    return tc_once_begin(ctx, tc_writer_of_json(ctx->p, body, NULL), answered);
}
