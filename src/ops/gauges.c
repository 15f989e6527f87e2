#include "ops/gauges.h"

#include <http_main.h>

#include "cache/fronts.h"
#include "cache/signals.h"
#include "cache/views.h"
#include "core/site.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "limits/total.h"
#include "media/pool.h"
#include "ops/each.h"
#include "ops/series.h"

/* A database, and what it said. */
typedef struct {
    const server_rec *host;
    const char *labels;
    const tc_rows_t *rows; /* NULL: it is away */
    apr_uint64_t views;    /* not written yet */
} database_t;

typedef struct {
    const char *name;
    const char *column;
    const char *type;
    const char *help;
} gauge_t;

static const gauge_t asked[] = {
    { "talecraft_media_queue", "queue", "gauge",
      "Files that wait or are being processed" },
    { "talecraft_media_oldest_seconds", "oldest", "gauge",
      "How long the first of these files has been waiting" },
    { "talecraft_purge_pending", "purge", "gauge",
      "Changes that a cache in front has not been told" },
    { "talecraft_purge_failures", "purge_failures", "gauge",
      "Tries to tell it that failed, one after the other" },
    { "talecraft_webhooks_pending", "deliveries", "gauge",
      "Deliveries that wait for webhooks" },
    { "talecraft_webhooks_failing", "failing", "gauge",
      "Webhooks whose last delivery failed" },
    { "talecraft_news_pending", "news", "gauge",
      "Events that nobody has been told of yet" },
    { "talecraft_events_total", "events", "counter",
      "Number of the last event" }
};

static apr_array_header_t *databases(request_rec *r)
{
    apr_array_header_t *all = apr_array_make(r->pool, 4, sizeof(database_t));

    for (server_rec *s = ap_server_conf; s != NULL; s = s->next) {
        tc_rows_t *rows = NULL;
        database_t *one;

        if (!tc_each_is_first_database(s)) {
            continue;
        }
        if (tc_db_read(tc_site_of(s), r->pool,
                       tc_sql_make(r->pool, "ops_state"), &rows) != NULL) {
            rows = NULL;
        }
        one = apr_array_push(all);
        *one = (database_t){ .host = s,
                             .labels = tc_series_label(
                                 r->pool, "server", tc_site_label(r->pool, s)),
                             .rows = rows };
    }
    return all;
}

static void add_views(void *baton, apr_uint64_t site, apr_int64_t post,
                      apr_uint32_t views)
{
    const apr_array_header_t *all = baton;

    (void)post;
    for (int i = 0; i < all->nelts; i++) {
        database_t *one = &APR_ARRAY_IDX(all, i, database_t);

        if (tc_db_site_id(tc_site_of(one->host)) == site) {
            one->views += views;
            return;
        }
    }
}

static void show_asked(request_rec *r, const apr_array_header_t *all,
                       const gauge_t *gauge)
{
    tc_series_begin(r, gauge->name, gauge->type, gauge->help);
    for (int i = 0; i < all->nelts; i++) {
        const database_t *one = &APR_ARRAY_IDX(all, i, database_t);

        if (one->rows != NULL) {
            tc_series_whole(
                r, gauge->name, one->labels,
                (apr_uint64_t)tc_rows_int(one->rows, 0, gauge->column));
        }
    }
}

static apr_uint64_t up(const database_t *one)
{
    return one->rows != NULL;
}

static apr_uint64_t connections(const database_t *one)
{
    return (apr_uint64_t)tc_total_used(tc_site_of(one->host));
}

static apr_uint64_t views(const database_t *one)
{
    return one->views;
}

static void show_known(request_rec *r, const apr_array_header_t *all,
                       const char *name, const char *help,
                       apr_uint64_t (*value)(const database_t *one))
{
    tc_series_begin(r, name, "gauge", help);
    for (int i = 0; i < all->nelts; i++) {
        const database_t *one = &APR_ARRAY_IDX(all, i, database_t);

        tc_series_whole(r, name, one->labels, value(one));
    }
}

/* The time that may have passed since a change that nobody here knows of. */
static void show_lag(request_rec *r, const apr_array_header_t *all)
{
    static const char name[] = "talecraft_listener_lag_seconds";

    tc_series_begin(r, name, "gauge",
                    "Since when changes of others may be unknown");
    for (int i = 0; i < all->nelts; i++) {
        const database_t *one = &APR_ARRAY_IDX(all, i, database_t);
        apr_time_t heard = tc_signals_last_heard(
            tc_db_site_id(tc_site_of(one->host)));
        apr_interval_time_t lag = apr_time_now() - heard;

        if (heard != 0) {
            tc_series_seconds(r, name, one->labels,
                              lag > 0 ? (apr_uint64_t)lag : 0);
        }
    }
}

static void show_of_server(request_rec *r, const char *name, const char *type,
                           const char *help, apr_uint64_t value)
{
    tc_series_begin(r, name, type, help);
    tc_series_whole(r, name, "", value);
}

void tc_gauges_show(request_rec *r)
{
    apr_array_header_t *all = databases(r);
    apr_uint64_t bytes, evicted;

    tc_views_each(add_views, all);
    tc_fronts_read(&bytes, &evicted);
    show_of_server(r, "talecraft_cache_front_bytes", "gauge",
                   "What all processes keep in tables of their own", bytes);
    show_of_server(r, "talecraft_cache_evictions_total", "counter",
                   "Entries that left these tables to make room", evicted);
    show_of_server(r, "talecraft_media_workers_wanted", "gauge",
                   "Media workers there should be",
                   (apr_uint64_t)tc_pool_wanted());
    show_of_server(r, "talecraft_media_workers", "gauge",
                   "Media workers that can be counted upon",
                   (apr_uint64_t)tc_pool_well());
    show_of_server(r, "talecraft_db_connections_max", "gauge",
                   "Connections that all sites together may have",
                   (apr_uint64_t)tc_total_most(tc_site_main()));
    show_known(r, all, "talecraft_db_connections",
               "Connections that this server has", connections);
    show_known(r, all, "talecraft_db_up", "Whether the database answers", up);
    show_known(r, all, "talecraft_views_pending",
               "Views that are not in the database yet", views);
    show_lag(r, all);
    for (size_t at = 0; at < sizeof(asked) / sizeof(asked[0]); at++) {
        show_asked(r, all, &asked[at]);
    }
}
