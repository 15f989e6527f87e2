#include "ops/status.h"

#include <httpd.h>
#include <http_main.h>
#include <http_protocol.h>
#include <mod_status.h>

#include <apr_optional_hooks.h>

#include "base/metrics/metrics.h"
#include "core/site.h"
#include "media/pool.h"
#include "media/queue.h"
#include "ops/each.h"
#include "outbox/outbox.h"
#include "version.h"

/* Files that wait in the databases of all hosts, or -1: one is away. */
static apr_int64_t waiting(request_rec *r)
{
    apr_int64_t sum = 0, count = 0;

    for (const server_rec *s = ap_server_conf; s != NULL; s = s->next) {
        if (!tc_each_is_first_database(s)) {
            continue;
        }
        if (tc_queue_length(tc_site_of(s), r->pool, &count) != NULL) {
            return -1;
        }
        sum += count;
    }
    return sum;
}

/* Of all hosts together. */
static apr_uint64_t sum_of(tc_metric_t what)
{
    apr_uint64_t sum = 0;

    for (const server_rec *s = ap_server_conf; s != NULL; s = s->next) {
        if (tc_each_is_first_host(s)) {
            sum += tc_metrics_sum(tc_site_of(s)->metrics, what);
        }
    }
    return sum;
}

static void show_cache(request_rec *r, int flags)
{
    apr_uint64_t hits = sum_of(TC_METRIC_HIT);
    apr_uint64_t stale = sum_of(TC_METRIC_STALE);
    apr_uint64_t misses = sum_of(TC_METRIC_MISS);
    apr_uint64_t bypassed = sum_of(TC_METRIC_BYPASS);

    ap_rprintf(r,
               flags & AP_STATUS_SHORT
                   ? "TalecraftCacheHits: %" APR_UINT64_T_FMT
                     "\nTalecraftCacheStale: %" APR_UINT64_T_FMT
                     "\nTalecraftCacheMisses: %" APR_UINT64_T_FMT
                     "\nTalecraftCacheBypassed: %" APR_UINT64_T_FMT "\n"
                   : "<dt>Cache: %" APR_UINT64_T_FMT
                     " hits, %" APR_UINT64_T_FMT " stale, %" APR_UINT64_T_FMT
                     " misses, %" APR_UINT64_T_FMT " bypassed</dt>\n",
               hits, stale, misses, bypassed);
}

/* Sums over all databases whose changes a cache is told; the last error of
 * any. 0: there is no such cache. -1 in *sum: a database is away. */
static int purge_state(request_rec *r, tc_outbox_state_t *sum)
{
    int count = 0;

    *sum = (tc_outbox_state_t){ .pending = 0 };
    for (const server_rec *s = ap_server_conf; s != NULL; s = s->next) {
        tc_outbox_state_t one = { .pending = 0 };

        if (!tc_outbox_is_for(tc_site_of(s), ap_server_conf)) {
            continue;
        }
        count++;
        if (tc_outbox_state(tc_site_of(s), r->pool, &one) != NULL) {
            *sum = (tc_outbox_state_t){ .pending = -1, .failures = -1 };
            return 1;
        }
        sum->pending += one.pending;
        sum->failures += one.failures;
        sum->error = one.error != NULL ? one.error : sum->error;
    }
    return count > 0;
}

static void show_purge(request_rec *r, int flags)
{
    tc_outbox_state_t state;

    if (!purge_state(r, &state)) {
        return;
    }
    if (flags & AP_STATUS_SHORT) {
        ap_rprintf(r,
                   "TalecraftPurgePending: %" APR_INT64_T_FMT "\n"
                   "TalecraftPurgeFailures: %" APR_INT64_T_FMT "\n",
                   state.pending, state.failures);
    }
    else if (state.pending < 0) {
        ap_rputs("<dt>Purging: a database is away</dt>\n", r);
    }
    else {
        ap_rprintf(
            r, "<dt>Purging: %" APR_INT64_T_FMT " changes wait%s%s</dt>\n",
            state.pending, state.error != NULL ? "; failed: " : "",
            state.error != NULL ? ap_escape_html(r->pool, state.error) : "");
    }
}

static void show_webhooks(request_rec *r, int flags)
{
    tc_outbox_state_t sum = { .deliveries = 0 };

    for (const server_rec *s = ap_server_conf; s != NULL; s = s->next) {
        tc_outbox_state_t one = { .deliveries = 0 };

        if (!tc_each_is_first_database(s)) {
            continue;
        }
        if (tc_outbox_state(tc_site_of(s), r->pool, &one) != NULL) {
            sum.deliveries = sum.failing = -1;
            break;
        }
        sum.deliveries += one.deliveries;
        sum.failing += one.failing;
    }
    if (flags & AP_STATUS_SHORT) {
        ap_rprintf(r,
                   "TalecraftWebhooksPending: %" APR_INT64_T_FMT "\n"
                   "TalecraftWebhooksFailing: %" APR_INT64_T_FMT "\n",
                   sum.deliveries, sum.failing);
    }
    else if (sum.deliveries < 0) {
        ap_rputs("<dt>Webhooks: a database is away</dt>\n", r);
    }
    else {
        ap_rprintf(r,
                   "<dt>Webhooks: %" APR_INT64_T_FMT
                   " deliveries wait, %" APR_INT64_T_FMT
                   " webhooks fail</dt>\n",
                   sum.deliveries, sum.failing);
    }
}

static void show_media(request_rec *r, int flags)
{
    apr_int64_t queue = waiting(r);
    int wanted = tc_pool_wanted();
    int alive = tc_pool_well();

    if (flags & AP_STATUS_SHORT) {
        ap_rprintf(r,
                   "TalecraftMediaWorkersWanted: %d\n"
                   "TalecraftMediaWorkers: %d\n"
                   "TalecraftMediaQueue: %" APR_INT64_T_FMT "\n",
                   wanted, alive, queue);
        return;
    }
    ap_rprintf(r, "<dt>Media workers: %d of %d</dt>\n", alive, wanted);
    if (queue < 0) {
        ap_rputs("<dt>Media queue: a database is away</dt>\n", r);
    }
    else {
        ap_rprintf(r,
                   "<dt>Media queue: %" APR_INT64_T_FMT
                   " files wait or are being processed</dt>\n",
                   queue);
    }
}

static int show(request_rec *r, int flags)
{
    int page = !(flags & AP_STATUS_SHORT);

    if (page) {
        ap_rputs("<hr />\n<h2>Tale Craft " TC_VERSION "</h2>\n<dl>", r);
    }
    show_media(r, flags);
    show_cache(r, flags);
    show_purge(r, flags);
    show_webhooks(r, flags);
    ap_rputs(page ? "</dl>\n" : "TalecraftVersion: " TC_VERSION "\n", r);
    return OK;
}

void tc_status_register(void)
{
    APR_OPTIONAL_HOOK(ap, status_hook, show, NULL, NULL, APR_HOOK_MIDDLE);
}
