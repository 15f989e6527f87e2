/*
 * What is counted for talecraft-metrics and server-status: words in shared
 * memory, of each virtual host. Counting takes no lock; each core has lines of
 * its own (with more than TC_METRICS_SHARDS of them, several share), so that
 * it costs a few nanoseconds however many processes do it at once. cache/
 * makes the memory, which is all zero and takes no room before it is used.
 * Counts last as long as the server does; reloads go on counting.
 */
#ifndef TC_BASE_METRICS_METRICS_H
#define TC_BASE_METRICS_METRICS_H

#include <apr.h>
#include <apr_time.h>

#define TC_METRICS_HOSTS 32 /* further ones share the last */
#define TC_METRICS_SHARDS 16
#define TC_METRICS_ROUTES 160
#define TC_METRICS_BUCKETS 13
#define TC_METRICS_STATUSES 26
#define TC_METRICS_LINE 64 /* bytes of a cache line */

typedef enum {
    /* of public GETs: */
    TC_METRIC_HIT,    /* answered from the cache */
    TC_METRIC_STALE,  /* the same, while the database was away */
    TC_METRIC_MISS,   /* it did not have the answer */
    TC_METRIC_BYPASS, /* an answer that is never kept */

    TC_METRIC_STORED,       /* answers that the cache took in */
    TC_METRIC_STORED_BYTES, /* their bodies */
    TC_METRIC_VIEWS,

    TC_METRIC_DB_CALLS,    /* reads and writes */
    TC_METRIC_DB_US,       /* time that they took, with all waiting */
    TC_METRIC_DB_WAITS,    /* those that waited longer than a millisecond for
                              a connection */
    TC_METRIC_DB_WAIT_US,  /* time until there was a connection, of all */
    TC_METRIC_DB_CONNECTS, /* sessions begun */
    TC_METRIC_DB_LOST,     /* connections that were lost or not to be had */
    TC_METRIC_DB_AWAY,     /* calls that failed: it is not reachable */
    TC_METRIC_DB_BUSY,     /* no connection was free in time */
    TC_METRIC_DB_FAILED,   /* all other reasons */

    TC_METRIC_CHANGES_HEARD, /* by the listener */
    TC_METRIC_LISTENER_OPENED,
    TC_METRIC_LISTENER_LOST,
    TC_METRIC_KINDS
} tc_metric_t;

/* Of one route: a row of the table of routes or what follows it. */
typedef struct {
    apr_uint64_t statuses[TC_METRICS_STATUSES];
    apr_uint64_t buckets[TC_METRICS_BUCKETS]; /* the last: longer than all */
    apr_uint64_t us;                          /* time of all together */
    apr_uint64_t bytes;                       /* of bodies sent */
} tc_metrics_route_t;

typedef struct {
    apr_uint64_t of[TC_METRIC_KINDS];
    tc_metrics_route_t routes[TC_METRICS_ROUTES];
} __attribute__((aligned(TC_METRICS_LINE))) tc_metrics_shard_t;

typedef struct tc_metrics {
    apr_uint64_t host; /* hash of its name; 0: free */
    tc_metrics_shard_t shards[TC_METRICS_SHARDS];
} tc_metrics_t;

/* The slot of a host, claimed where it has none, in an array of
 * TC_METRICS_HOSTS; the last one where all are taken. name:
 * tc_site_label. */
tc_metrics_t *tc_metrics_host(tc_metrics_t *hosts, const char *name);

/* Nothing happens where metrics is NULL. */
void tc_metrics_add(tc_metrics_t *metrics, tc_metric_t what,
                    apr_uint64_t number);

/* One request has been answered. took: negative counts as 0 (a clock that was
 * set). A route that is not in the array counts as the last. */
void tc_metrics_request(tc_metrics_t *metrics, int route, int status,
                        apr_interval_time_t took, apr_uint64_t bytes);

apr_uint64_t tc_metrics_sum(const tc_metrics_t *metrics, tc_metric_t what);

/* Sums over all shards. */
void tc_metrics_route(const tc_metrics_t *metrics, int route,
                      tc_metrics_route_t *sums);

/* The status of an index, 0: any other one. */
int tc_metrics_status(int at);

/* The upper end of a bucket in microseconds, 0: there is none. */
apr_interval_time_t tc_metrics_bucket(int at);

#endif
