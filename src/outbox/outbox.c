#include "outbox/outbox.h"

#include "base/json/json.h"
#include "base/json/writer.h"
#include "core/error.h"
#include "core/hosts.h"
#include "core/site.h"
#include "data/data.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"

#define FOLD_AT_ONCE 5000
#define MOST_KEYS 10000

/* A writing statement of which nothing but success is wanted. */
static tc_error_t *change(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql)
{
    tc_rows_t *rows = NULL;

    return tc_data_write(site, p, sql, &rows, NULL);
}

/* A statement of whoever holds the token. */
static tc_sql_t *sender_sql(apr_pool_t *p, const char *name, const char *token)
{
    tc_sql_t *sql = tc_sql_make(p, name);

    tc_sql_bind(sql, "token", token);
    return sql;
}

tc_error_t *tc_outbox_look(tc_site_t *site, apr_pool_t *p, const char *token,
                           int *wanted, int *ready)
{
    tc_rows_t *rows = NULL;
    tc_error_t *error = tc_db_read(site, p,
                                   sender_sql(p, "outbox_look", token), &rows);

    if (error == NULL) {
        *wanted = tc_rows_bool(rows, 0, "wanted");
        *ready = tc_rows_bool(rows, 0, "ready");
    }
    return error;
}

tc_error_t *tc_outbox_want(tc_site_t *site, apr_pool_t *p)
{
    return change(site, p, tc_sql_make(p, "outbox_want"));
}

tc_error_t *tc_outbox_fold(tc_site_t *site, apr_pool_t *p, const char *token,
                           int *held, int *more, int *crowded)
{
    tc_sql_t *sql = sender_sql(p, "outbox_fold", token);
    tc_rows_t *rows = NULL;
    tc_error_t *error;
    apr_int64_t taken;

    tc_sql_bind_int(sql, "seconds", TC_PURGE_LEASE);
    tc_sql_bind_int(sql, "count", FOLD_AT_ONCE);
    error = tc_data_write(site, p, sql, &rows, NULL);
    if (error == NULL) {
        taken = tc_rows_int(rows, 0, "taken");
        *held = tc_rows_int(rows, 0, "held") > 0;
        *more = taken == FOLD_AT_ONCE;
        *crowded = tc_rows_int(rows, 0, "keys") + taken > MOST_KEYS;
    }
    return error;
}

tc_error_t *tc_outbox_everything(tc_site_t *site, apr_pool_t *p,
                                 const char *token)
{
    return change(site, p, sender_sql(p, "outbox_everything", token));
}

tc_error_t *tc_outbox_next(tc_site_t *site, apr_pool_t *p, const char *token,
                           int count, apr_array_header_t **tags, int *failures)
{
    tc_sql_t *sql = sender_sql(p, "outbox_next", token);
    tc_rows_t *rows = NULL;
    tc_error_t *error;

    tc_sql_bind_int(sql, "seconds", TC_PURGE_LEASE);
    tc_sql_bind_int(sql, "count", count);
    error = tc_data_write(site, p, sql, &rows, NULL);
    if (error != NULL) {
        return error;
    }
    *tags = apr_array_make(p, rows->count + 1, sizeof(const char *));
    for (int i = 0; i < rows->count; i++) {
        APR_ARRAY_PUSH(*tags, const char *) = tc_rows_get(rows, i, "tag");
    }
    *failures = (int)tc_rows_int(rows, 0, "failures");
    return NULL;
}

tc_error_t *tc_outbox_sent(tc_site_t *site, apr_pool_t *p, const char *token,
                           const apr_array_header_t *tags)
{
    tc_sql_t *sql = sender_sql(p, "outbox_sent", token);
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_strings(w, tags);
    tc_sql_bind(sql, "tags", tc_writer_text(w, NULL));
    return change(site, p, sql);
}

tc_error_t *tc_outbox_failed(tc_site_t *site, apr_pool_t *p, const char *token,
                             apr_interval_time_t wait, const char *fault)
{
    tc_sql_t *sql = sender_sql(p, "outbox_failed", token);

    tc_sql_bind_int(sql, "milliseconds", apr_time_as_msec(wait));
    tc_sql_bind(sql, "error", fault);
    return change(site, p, sql);
}

tc_error_t *tc_outbox_release(tc_site_t *site, apr_pool_t *p,
                              const char *token)
{
    return change(site, p, sender_sql(p, "outbox_release", token));
}

tc_error_t *tc_outbox_state(tc_site_t *site, apr_pool_t *p,
                            tc_outbox_state_t *state)
{
    tc_rows_t *rows = NULL;
    tc_error_t *error = tc_db_read(site, p, tc_sql_make(p, "outbox_state"),
                                   &rows);

    if (error == NULL) {
        state->pending = tc_rows_int(rows, 0, "pending");
        state->failures = tc_rows_int(rows, 0, "failures");
        state->error = tc_rows_get(rows, 0, "error");
        state->deliveries = tc_rows_int(rows, 0, "deliveries");
        state->failing = tc_rows_int(rows, 0, "failing");
    }
    return error;
}

static int purges(const tc_site_t *site)
{
    return site->purge != NULL && tc_site_is_used(site);
}

int tc_outbox_is_for(const tc_site_t *site, const server_rec *first)
{
    return tc_hosts_is_first_of_database(first, site, purges, tc_db_site_id);
}
