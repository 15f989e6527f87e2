#include "outbox/webhooks.h"

#include <apr_strings.h>

#include "base/account/signing.h"
#include "core/error.h"
#include "core/hosts.h"
#include "core/site.h"
#include "data/data.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "outbox/message.h"
#include "outbox/retry.h"
#include "outbox/sender.h"

#define TELL_AT_ONCE 1000
#define EACH 4 /* requests at once to one webhook */

tc_error_t *tc_outbox_webhooks_look(tc_site_t *site, apr_pool_t *p, int *news,
                                    int *due)
{
    tc_rows_t *rows = NULL;
    tc_error_t *error = tc_db_read(
        site, p, tc_sql_make(p, "outbox_webhooks_look"), &rows);

    if (error == NULL) {
        *news = tc_rows_bool(rows, 0, "news");
        *due = tc_rows_bool(rows, 0, "due");
    }
    return error;
}

tc_error_t *tc_outbox_webhooks_tell(tc_site_t *site, apr_pool_t *p, int *more)
{
    tc_sql_t *sql = tc_sql_make(p, "outbox_tell");
    tc_rows_t *rows = NULL;
    tc_error_t *error;

    tc_sql_bind_int(sql, "count", TELL_AT_ONCE);
    error = tc_data_write(site, p, sql, &rows, NULL);
    *more = error == NULL && tc_rows_int(rows, 0, "taken") == TELL_AT_ONCE;
    return error;
}

tc_error_t *tc_outbox_webhooks_claim(tc_site_t *site, apr_pool_t *p,
                                     const char *token, int count,
                                     apr_array_header_t **deliveries)
{
    tc_sql_t *sql = tc_sql_make(p, "outbox_webhooks_claim");
    tc_rows_t *rows = NULL;
    tc_error_t *error;

    tc_sql_bind(sql, "token", token);
    tc_sql_bind_int(sql, "count", count);
    tc_sql_bind_int(sql, "each", EACH);
    tc_sql_bind_int(sql, "seconds", TC_WEBHOOKS_LEASE);
    error = tc_data_write(site, p, sql, &rows, NULL);
    if (error != NULL) {
        return error;
    }
    *deliveries = apr_array_make(p, rows->count + 1, sizeof(tc_delivery_t));
    for (int i = 0; i < rows->count; i++) {
        APR_ARRAY_PUSH(*deliveries, tc_delivery_t) = (tc_delivery_t){
            .id = tc_rows_int(rows, i, "id"),
            .webhook_id = tc_rows_int(rows, i, "webhook_id"),
            .tries = (int)tc_rows_int(rows, i, "tries"),
            .message_id = tc_rows_get(rows, i, "message_id"),
            .body = tc_rows_get(rows, i, "body"),
            .url = tc_rows_get(rows, i, "url"),
            .secret = tc_rows_get(rows, i, "secret"),
        };
    }
    return NULL;
}

tc_message_t *tc_outbox_webhooks_message(apr_pool_t *p,
                                         const tc_delivery_t *delivery,
                                         apr_time_t when)
{
    tc_message_t *message = apr_pcalloc(p, sizeof(*message));
    apr_array_header_t *lines = apr_array_make(p, 4, sizeof(const char *));
    const char *timestamp = apr_psprintf(p, "%" APR_INT64_T_FMT,
                                         (apr_int64_t)apr_time_sec(when));

    APR_ARRAY_PUSH(lines, const char *) = "Content-Type: application/json";
    APR_ARRAY_PUSH(lines, const char *) = apr_pstrcat(
        p, "webhook-id: ", delivery->message_id, NULL);
    APR_ARRAY_PUSH(lines, const char *) = apr_pstrcat(
        p, "webhook-timestamp: ", timestamp, NULL);
    APR_ARRAY_PUSH(lines, const char *) = apr_pstrcat(
        p, "webhook-signature: ",
        tc_signing_sign(p, delivery->secret, delivery->message_id, timestamp,
                        delivery->body),
        NULL);
    message->url = delivery->url;
    message->headers = lines;
    message->body = delivery->body;
    return message;
}

tc_error_t *tc_outbox_webhooks_done(tc_site_t *site, apr_pool_t *p,
                                    const char *token,
                                    const tc_delivery_t *delivery,
                                    const tc_sent_t *sent, int *is_off)
{
    apr_interval_time_t wait = tc_retry_webhook(delivery->tries,
                                                sent->retry_after);
    tc_sql_t *sql = tc_sql_make(p, "outbox_webhooks_done");
    tc_rows_t *rows = NULL;
    tc_error_t *error;
    const char *became;

    tc_sql_bind_int(sql, "id", delivery->id);
    tc_sql_bind(sql, "token", token);
    tc_sql_bind_bool(sql, "ok", sent->ok);
    if (sent->status != 0) {
        tc_sql_bind_int(sql, "status", sent->status);
    }
    tc_sql_bind(sql, "error", sent->fault);
    tc_sql_bind_int(sql, "milliseconds", apr_time_as_msec(wait));
    error = tc_data_write(site, p, sql, &rows, NULL);
    became = error == NULL ? tc_rows_get(rows, 0, "became") : NULL;
    *is_off = became != NULL && strcmp(became, "off") == 0;
    return error;
}

tc_error_t *tc_outbox_webhooks_release(tc_site_t *site, apr_pool_t *p,
                                       const char *token)
{
    tc_sql_t *sql = tc_sql_make(p, "outbox_webhooks_release");
    tc_rows_t *rows = NULL;

    tc_sql_bind(sql, "token", token);
    return tc_data_write(site, p, sql, &rows, NULL);
}

int tc_outbox_webhooks_is_for(const tc_site_t *site, const server_rec *first)
{
    return tc_hosts_is_first_of_database(first, site, tc_site_is_used,
                                         tc_db_site_id);
}
