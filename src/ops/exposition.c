/*
 * Counters are read where they stand, in shared memory; what only a database
 * knows is asked of it by one statement that is bounded (gauges.c).
 */
#include "ops/exposition.h"

#include <string.h>

#include <apr_strings.h>
#include <http_main.h>
#include <http_protocol.h>

#include "base/metrics/metrics.h"
#include "core/mount.h"
#include "core/site.h"
#include "http/route.h"
#include "ops/each.h"
#include "ops/gauges.h"
#include "ops/requests.h"
#include "ops/series.h"
#include "version.h"

#define REQUESTS "talecraft_requests_total"
#define DURATION "talecraft_request_duration_seconds"
#define BYTES "talecraft_response_bytes_total"

/* A counter of each host; rows of one name follow each other. */
typedef struct {
    tc_metric_t what;
    const char *name;
    const char *label; /* NULL: none */
    const char *help;
    int is_time; /* microseconds */
} counter_t;

static const counter_t counters[] = {
    { TC_METRIC_HIT, "talecraft_cache_requests_total", "result=\"hit\"",
      "Public GETs by what the cache did", 0 },
    { TC_METRIC_STALE, "talecraft_cache_requests_total", "result=\"stale\"",
      NULL, 0 },
    { TC_METRIC_MISS, "talecraft_cache_requests_total", "result=\"miss\"",
      NULL, 0 },
    { TC_METRIC_BYPASS, "talecraft_cache_requests_total", "result=\"bypass\"",
      NULL, 0 },
    { TC_METRIC_STORED, "talecraft_cache_stored_total", NULL,
      "Answers that the cache took in", 0 },
    { TC_METRIC_STORED_BYTES, "talecraft_cache_stored_bytes_total", NULL,
      "Bytes of these answers' bodies", 0 },
    { TC_METRIC_VIEWS, "talecraft_views_total", NULL, "Views of posts", 0 },
    { TC_METRIC_DB_CALLS, "talecraft_db_calls_total", NULL,
      "Reads and writes of the database", 0 },
    { TC_METRIC_DB_US, "talecraft_db_seconds_total", NULL,
      "Time that they took, with all waiting", 1 },
    { TC_METRIC_DB_WAITS, "talecraft_db_waits_total", NULL,
      "Calls that waited longer than a millisecond for a connection", 0 },
    { TC_METRIC_DB_WAIT_US, "talecraft_db_wait_seconds_total", NULL,
      "Time until there was a connection", 1 },
    { TC_METRIC_DB_CONNECTS, "talecraft_db_connects_total", NULL,
      "Sessions begun", 0 },
    { TC_METRIC_DB_LOST, "talecraft_db_lost_total", NULL,
      "Connections that were lost or not to be had", 0 },
    { TC_METRIC_DB_AWAY, "talecraft_db_errors_total", "kind=\"away\"",
      "Calls that failed: not reachable, no connection free in time, others",
      0 },
    { TC_METRIC_DB_BUSY, "talecraft_db_errors_total", "kind=\"busy\"", NULL,
      0 },
    { TC_METRIC_DB_FAILED, "talecraft_db_errors_total", "kind=\"other\"", NULL,
      0 },
    { TC_METRIC_CHANGES_HEARD, "talecraft_changes_heard_total", NULL,
      "Changes that the database has told the listener", 0 },
    { TC_METRIC_LISTENER_OPENED, "talecraft_listener_opened_total", NULL,
      "Times that listening has begun", 0 },
    { TC_METRIC_LISTENER_LOST, "talecraft_listener_lost_total", NULL,
      "Times that the listener has lost its connection", 0 }
};

static const char *label_of(request_rec *r, const server_rec *host)
{
    return tc_series_label(r->pool, "server", tc_site_label(r->pool, host));
}

static void show_counter(request_rec *r, const counter_t *counter)
{
    if (counter->help != NULL) {
        tc_series_begin(r, counter->name, "counter", counter->help);
    }
    for (const server_rec *s = ap_server_conf; s != NULL; s = s->next) {
        const char *labels;
        apr_uint64_t sum;

        if (!tc_each_is_first_host(s)) {
            continue;
        }
        labels = label_of(r, s);
        if (counter->label != NULL) {
            labels = apr_pstrcat(r->pool, labels, ",", counter->label, NULL);
        }
        sum = tc_metrics_sum(tc_site_of(s)->metrics, counter->what);
        if (counter->is_time) {
            tc_series_seconds(r, counter->name, labels, sum);
        }
        else {
            tc_series_whole(r, counter->name, labels, sum);
        }
    }
}

/* ----------------------------------------------------------------- requests */

/* Writes the lines of one route of one host. */
typedef void (*show_route_fn)(request_rec *r, const char *labels,
                              const tc_metrics_route_t *sums);

static void show_statuses(request_rec *r, const char *labels,
                          const tc_metrics_route_t *sums)
{
    for (int at = 0; at < TC_METRICS_STATUSES; at++) {
        int status = tc_metrics_status(at);

        if (sums->statuses[at] > 0) {
            tc_series_whole(
                r, REQUESTS,
                status > 0
                    ? apr_psprintf(r->pool, "%s,status=\"%d\"", labels, status)
                    : apr_pstrcat(r->pool, labels, ",status=\"other\"", NULL),
                sums->statuses[at]);
        }
    }
}

static void show_duration(request_rec *r, const char *labels,
                          const tc_metrics_route_t *sums)
{
    apr_uint64_t until = 0;

    for (int at = 0; at < TC_METRICS_BUCKETS; at++) {
        apr_interval_time_t end = tc_metrics_bucket(at);

        until += sums->buckets[at];
        tc_series_whole(
            r, DURATION "_bucket",
            end > 0 ? apr_psprintf(r->pool, "%s,le=\"%s%g\"", labels,
                                   end < APR_USEC_PER_SEC ? "0" : "",
                                   (double)end / APR_USEC_PER_SEC)
                    : apr_pstrcat(r->pool, labels, ",le=\"+Inf\"", NULL),
            until);
    }
    tc_series_seconds(r, DURATION "_sum", labels, sums->us);
    tc_series_whole(r, DURATION "_count", labels, until);
}

static void show_bytes(request_rec *r, const char *labels,
                       const tc_metrics_route_t *sums)
{
    tc_series_whole(r, BYTES, labels, sums->bytes);
}

static int is_used(const tc_metrics_route_t *sums)
{
    for (int at = 0; at < TC_METRICS_BUCKETS; at++) {
        if (sums->buckets[at] > 0) {
            return 1;
        }
    }
    return 0;
}

static void show_route(request_rec *r, const server_rec *host, int index,
                       const char *method, const char *path,
                       show_route_fn show)
{
    tc_metrics_route_t sums;

    tc_metrics_route(tc_site_of(host)->metrics, index, &sums);
    if (is_used(&sums)) {
        show(r,
             apr_pstrcat(r->pool, label_of(r, host), ",method=\"", method,
                         "\",route=\"", path, "\"", NULL),
             &sums);
    }
}

/* M_GET is HEAD's number too, and httpd may name it so. */
static const char *method_of(request_rec *r, const tc_route_t *route)
{
    return route->method == M_GET ? "GET"
                                  : ap_method_name_of(r->pool, route->method);
}

static void show_host(request_rec *r, const server_rec *host,
                      show_route_fn show)
{
    static const char *const others[] = { [TC_REQUESTS_FILES] = "files",
                                          [TC_REQUESTS_PAGE] = "page",
                                          [TC_REQUESTS_OTHER] = "other" };

    for (int at = 0; tc_routes[at].path != NULL; at++) {
        const tc_route_t *route = &tc_routes[at];

        show_route(r, host, at, method_of(r, route), route->path, show);
    }
    for (int kind = 0; kind < TC_REQUESTS_KINDS; kind++) {
        show_route(r, host, tc_requests_index((tc_requests_kind_t)kind), "any",
                   others[kind], show);
    }
}

static void show_all_hosts(request_rec *r, show_route_fn show)
{
    for (const server_rec *s = ap_server_conf; s != NULL; s = s->next) {
        if (tc_each_is_first_host(s)) {
            show_host(r, s, show);
        }
    }
}

static void show_requests(request_rec *r)
{
    tc_series_begin(r, REQUESTS, "counter",
                    "Requests answered, by route and status");
    show_all_hosts(r, show_statuses);
    tc_series_begin(r, DURATION, "histogram",
                    "Time from a request's first line to its answer's end");
    show_all_hosts(r, show_duration);
    tc_series_begin(r, BYTES, "counter", "Bytes of bodies sent");
    show_all_hosts(r, show_bytes);
}

int tc_exposition_handle(request_rec *r)
{
    if (r->handler == NULL || strcmp(r->handler, TC_MOUNT_METRICS) != 0) {
        return DECLINED;
    }
    r->allowed |= AP_METHOD_BIT << M_GET;
    if (r->method_number != M_GET) {
        return HTTP_METHOD_NOT_ALLOWED;
    }
    ap_set_content_type(r, TC_SERIES_TYPE);
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    if (r->header_only) {
        return OK;
    }
    tc_series_begin(r, "talecraft_info", "gauge", "The module's version");
    tc_series_whole(r, "talecraft_info", "version=\"" TC_VERSION "\"", 1);
    show_requests(r);
    for (size_t at = 0; at < sizeof(counters) / sizeof(counters[0]); at++) {
        show_counter(r, &counters[at]);
    }
    tc_gauges_show(r);
    return OK;
}
