/* /webhooks/: a plain resource, but for its secret and what was delivered. */
#include "api/webhooks.h"

#include <apr_strings.h>

#include "base/account/role.h"
#include "base/account/signing.h"
#include "core/error.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "base/text/path.h"
#include "http/reply.h"
#include "rest/fields.h"
#include "rest/list.h"
#include "rest/parts.h"
#include "rest/resource.h"
#include "rest/statement.h"
#include "rest/table.h"
#include "rest/values.h"

static const char *const events[] = { "post.published",
                                      "post.updated",
                                      "post.removed",
                                      "post.submitted",
                                      "post.rejected",
                                      "media.ready",
                                      "media.failed",
                                      "category.changed",
                                      "tag.changed",
                                      "user.link",
                                      "*",
                                      NULL };

static const tc_field_t webhook_fields[] = {
    TC_PART_ID,
    { .name = "name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED,
      .max = 100,
      .about = "What it is for." },
    { .name = "url",
      .type = TC_F_URL,
      .flags = TC_FIELD_REQUIRED,
      .max = 2000,
      .about = "What is posted to; http or https." },
    { .name = "events",
      .type = TC_F_CHOICES,
      .flags = TC_FIELD_REQUIRED,
      .choices = events,
      .about = "What it is told of; * is everything." },
    { .name = "is_active",
      .type = TC_F_BOOLEAN,
      .about = "true by default; switched off by itself after three days "
               "without success." },
    { .name = "secret",
      .type = TC_F_SECRET,
      .flags = TC_FIELD_WRITE_ONLY | TC_FIELD_NULL | TC_FIELD_BLANK,
      .about = "whsec_ and the base64 of 24 to 64 bytes; made up where it is "
               "missing." },
    TC_PART_READ("created_at", TC_F_DATETIME, 0),
    { .name = "last_status",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "Of the last answer; null: none came." },
    { .name = "last_delivery_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "When it was last tried." },
    { .name = "failing_since",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "The first failure that no success has followed." },
};

const tc_fields_t tc_webhooks_fields = TC_PART_TABLE("Webhook",
                                                     webhook_fields);

const tc_shape_t tc_webhooks_shape = { .name = "Webhook",
                                       .of = &tc_webhooks_fields,
                                       .about = "Who is told of events.",
                                       .versioned = 1 };

static const tc_field_t created_fields[] = {
    { .name = "secret",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Shown this once." },
};

static const tc_fields_t created_more = TC_PART_MORE(created_fields);

const tc_shape_t tc_webhooks_created = { .name = "WebhookCreated",
                                         .of = &tc_webhooks_fields,
                                         .more = &created_more,
                                         .about = "A new webhook." };

static const char *const states[] = { "waiting", "delivered", "failed", NULL };

static const tc_field_t delivery_fields[] = {
    TC_PART_ID,
    { .name = "message_id",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "webhook-id, the same for every try." },
    { .name = "type",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Which event." },
    { .name = "status",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_READ_ONLY,
      .choices = states },
    TC_PART_READ("tries", TC_F_INTEGER, 0),
    TC_PART_READ("last_status", TC_F_INTEGER, TC_FIELD_NULL),
    { .name = "error",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "Why the last try failed." },
    TC_PART_READ("created_at", TC_F_DATETIME, 0),
    TC_PART_READ("last_try_at", TC_F_DATETIME, TC_FIELD_NULL),
    TC_PART_READ("next_try_at", TC_F_DATETIME, TC_FIELD_NULL),
};

static const tc_fields_t delivery = TC_PART_TABLE("Delivery", delivery_fields);

const tc_shape_t tc_webhooks_delivery = { .name = "Delivery",
                                          .of = &delivery,
                                          .about = "What a webhook was told, "
                                                   "or is to be." };

static const tc_filter_t filters[] = { { .name = NULL } };

static const tc_ordering_t orderings[] = { { .name = "default", .keys = "" },
                                           { .name = "id", .keys = "" },
                                           { .name = "name", .keys = "s" },
                                           { .name = "created_at",
                                             .keys = "t" },
                                           { .name = NULL } };

const tc_list_t tc_webhooks_page = { .statement = "webhooks",
                                     .filters = filters,
                                     .orderings = orderings };

const tc_resource_rows_t tc_webhooks_rows = { .statement = "webhooks",
                                              .all = TC_ADMIN };

/* The row's JSON with the one member that is shown this once. */
static void reply_created(tc_ctx_t *ctx, const tc_rows_t *rows,
                          const char *secret)
{
    const char *body = tc_rows_get(rows, 0, "body");
    const char *whole = apr_psprintf(ctx->p, "%.*s,\"secret\":\"%s\"}",
                                     (int)strlen(body) - 1, body, secret);

    tc_reply_json(ctx, whole, strlen(whole), tc_rows_get(rows, 0, "version"));
    tc_reply_location(ctx, tc_rows_int(rows, 0, "id"));
}

tc_error_t *tc_webhooks_create(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "webhooks_create");
    tc_values_t *values;
    tc_value_t *secret;
    tc_rows_t *rows;
    tc_error_t *error = tc_fields_read(ctx, &values);

    if (error == NULL) {
        error = tc_values_error(ctx->p, values);
    }
    if (error != NULL) {
        return error;
    }
    secret = tc_values_get(values, "secret");
    if (secret->text == NULL || *secret->text == '\0') {
        secret->present = 1;
        secret->is_null = 0;
        secret->text = tc_signing_secret(ctx->p);
    }
    if (secret->text == NULL) {
        return tc_error_internal(ctx->p, 7005, APR_EGENERAL,
                                 "a webhook's secret cannot be made: the "
                                 "system gives no random bytes");
    }
    tc_sql_bind(sql, "data", tc_values_json(ctx->p, values));
    error = tc_statement_write(ctx, sql, &rows, NULL);
    if (error == NULL) {
        reply_created(ctx, rows, secret->text);
    }
    return error;
}

static tc_error_t *reply_body(tc_ctx_t *ctx, tc_error_t *error,
                              const tc_rows_t *rows)
{
    const char *body;

    if (error != NULL) {
        return error;
    }
    if (rows->count == 0) {
        return tc_error_not_found(ctx->p);
    }
    body = tc_rows_get(rows, 0, "body");
    tc_reply_json(ctx, body, strlen(body), NULL);
    return NULL;
}

static tc_sql_t *of_webhook(tc_ctx_t *ctx, const char *statement)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, statement);

    tc_sql_bind_int(sql, "id", ctx->id);
    return sql;
}

tc_error_t *tc_webhooks_deliveries(tc_ctx_t *ctx)
{
    tc_rows_t *rows = NULL;
    tc_error_t *error = tc_db_read(
        ctx->site, ctx->p, of_webhook(ctx, "webhooks_deliveries"), &rows);

    return reply_body(ctx, error, rows);
}

tc_error_t *tc_webhooks_retry(tc_ctx_t *ctx)
{
    tc_sql_t *sql = of_webhook(ctx, "webhooks_retry");
    tc_rows_t *rows = NULL;
    tc_error_t *error;

    tc_sql_bind_int(sql, "delivery", tc_path_number(&ctx->named, "delivery"));
    error = tc_statement_write(ctx, sql, &rows, NULL);
    return reply_body(ctx, error, rows);
}

tc_error_t *tc_webhooks_ping(tc_ctx_t *ctx)
{
    tc_rows_t *rows = NULL;
    tc_error_t *error = tc_statement_write(
        ctx, of_webhook(ctx, "webhooks_ping"), &rows, NULL);

    return reply_body(ctx, error, rows);
}
