#include "base/metrics/metrics.h"

#include <sched.h>

/* What the API and httpd answer with; the last one stands for all others. */
static const short statuses[TC_METRICS_STATUSES] = {
    200, 304, 404, 201, 204, 206, 301, 302, 400, 401, 403, 405, 406,
    408, 409, 412, 413, 415, 416, 422, 428, 429, 500, 502, 503, 0
};

/* Microseconds. */
static const apr_interval_time_t ends[TC_METRICS_BUCKETS] = {
    250,   500,    1000,   2500,    5000,    10000, 25000,
    50000, 100000, 250000, 1000000, 5000000, 0
};

static apr_uint64_t load(const apr_uint64_t *word)
{
    return __atomic_load_n(word, __ATOMIC_RELAXED);
}

static void add(apr_uint64_t *word, apr_uint64_t number)
{
    __atomic_fetch_add(word, number, __ATOMIC_RELAXED);
}

/* FNV-1a; it need not be hard to guess. */
static apr_uint64_t hash_of(const char *name)
{
    apr_uint64_t hash = 0xcbf29ce484222325ULL;

    for (; *name != '\0'; name++) {
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3ULL;
    }
    return hash != 0 ? hash : 1;
}

tc_metrics_t *tc_metrics_host(tc_metrics_t *hosts, const char *name)
{
    apr_uint64_t hash = hash_of(name);

    for (int at = 0; at < TC_METRICS_HOSTS; at++) {
        apr_uint64_t owner = load(&hosts[at].host);

        if (owner == hash ||
            (owner == 0 && (__atomic_compare_exchange_n(
                                &hosts[at].host, &owner, hash, 0,
                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) ||
                            owner == hash))) {
            return &hosts[at];
        }
    }
    return &hosts[TC_METRICS_HOSTS - 1];
}

/* sched_getcpu is -1 where the kernel does not say. */
static tc_metrics_shard_t *shard_of(tc_metrics_t *metrics)
{
    return &metrics->shards[(unsigned)sched_getcpu() % TC_METRICS_SHARDS];
}

void tc_metrics_add(tc_metrics_t *metrics, tc_metric_t what,
                    apr_uint64_t number)
{
    if (metrics != NULL) {
        add(&shard_of(metrics)->of[what], number);
    }
}

static int status_at(int status)
{
    int at = 0;

    while (at < TC_METRICS_STATUSES - 1 && statuses[at] != status) {
        at++;
    }
    return at;
}

static int bucket_at(apr_interval_time_t took)
{
    int at = 0;

    while (at < TC_METRICS_BUCKETS - 1 && took > ends[at]) {
        at++;
    }
    return at;
}

void tc_metrics_request(tc_metrics_t *metrics, int route, int status,
                        apr_interval_time_t took, apr_uint64_t bytes)
{
    tc_metrics_route_t *counts;

    if (metrics == NULL) {
        return;
    }
    if (route < 0 || route >= TC_METRICS_ROUTES) {
        route = TC_METRICS_ROUTES - 1;
    }
    took = took > 0 ? took : 0;
    counts = &shard_of(metrics)->routes[route];
    add(&counts->statuses[status_at(status)], 1);
    add(&counts->buckets[bucket_at(took)], 1);
    add(&counts->us, (apr_uint64_t)took);
    add(&counts->bytes, bytes);
}

apr_uint64_t tc_metrics_sum(const tc_metrics_t *metrics, tc_metric_t what)
{
    apr_uint64_t sum = 0;

    for (int at = 0; at < TC_METRICS_SHARDS; at++) {
        sum += load(&metrics->shards[at].of[what]);
    }
    return sum;
}

void tc_metrics_route(const tc_metrics_t *metrics, int route,
                      tc_metrics_route_t *sums)
{
    *sums = (tc_metrics_route_t){ .us = 0 };
    for (int at = 0; at < TC_METRICS_SHARDS; at++) {
        const tc_metrics_route_t *one = &metrics->shards[at].routes[route];

        for (int i = 0; i < TC_METRICS_STATUSES; i++) {
            sums->statuses[i] += load(&one->statuses[i]);
        }
        for (int i = 0; i < TC_METRICS_BUCKETS; i++) {
            sums->buckets[i] += load(&one->buckets[i]);
        }
        sums->us += load(&one->us);
        sums->bytes += load(&one->bytes);
    }
}

int tc_metrics_status(int at)
{
    return statuses[at];
}

apr_interval_time_t tc_metrics_bucket(int at)
{
    return ends[at];
}
