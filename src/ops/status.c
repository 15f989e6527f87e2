#include "ops/status.h"

#include <httpd.h>
#include <http_main.h>
#include <http_protocol.h>
#include <mod_status.h>

#include <apr_optional_hooks.h>

#include "cache/counts.h"
#include "core/site.h"
#include "db/db.h"
#include "media/pool.h"
#include "media/queue.h"
#include "outbox/outbox.h"
#include "version.h"

/* Whether the host has a database of its own, not one of an earlier host. */
static int is_counted(const server_rec *host)
{
    apr_uint64_t id = tc_db_site_id(tc_site_of(host));

    if (!tc_site_is_used(tc_site_of(host))) {
        return 0;
    }
    for (const server_rec *s = ap_server_conf; s != host; s = s->next) {
        if (tc_site_is_used(tc_site_of(s)) && id != 0 &&
            tc_db_site_id(tc_site_of(s)) == id) {
            return 0;
        }
    }
    return 1;
}

/* Files that wait in the databases of all hosts, or -1: one is away. */
static apr_int64_t waiting(request_rec *r)
{
    apr_int64_t sum = 0, count = 0;

    for (const server_rec *s = ap_server_conf; s != NULL; s = s->next) {
        if (!is_counted(s)) {
            continue;
        }
        if (tc_queue_length(tc_site_of(s), r->pool, &count) != NULL) {
            return -1;
        }
        sum += count;
    }
    return sum;
}

static void show_cache(request_rec *r, int flags)
{
    static const char *const keys[TC_COUNT_KINDS] = {
        [TC_COUNT_HIT] = "Hits",
        [TC_COUNT_STALE] = "Stale",
        [TC_COUNT_MISS] = "Misses",
        [TC_COUNT_BYPASS] = "Bypassed"
    };
    apr_uint64_t counts[TC_COUNT_KINDS];

    tc_counts_read(counts);
    if (flags & AP_STATUS_SHORT) {
        for (int i = 0; i < TC_COUNT_KINDS; i++) {
            ap_rprintf(r, "TalecraftCache%s: %" APR_UINT64_T_FMT "\n", keys[i],
                       counts[i]);
        }
        return;
    }
    ap_rprintf(r,
               "<dt>Cache: %" APR_UINT64_T_FMT " hits, %" APR_UINT64_T_FMT
               " stale, %" APR_UINT64_T_FMT " misses, %" APR_UINT64_T_FMT
               " bypassed</dt>\n",
               counts[TC_COUNT_HIT], counts[TC_COUNT_STALE],
               counts[TC_COUNT_MISS], counts[TC_COUNT_BYPASS]);
}

/* Sums over all databases whose changes a cache is told; the last error of
 * any. 0: there is no such cache. -1 in *sum: a database is away. */
static int purge_state(request_rec *r, tc_purge_state_t *sum)
{
    int count = 0;

    *sum = (tc_purge_state_t){ .pending = 0 };
    for (const server_rec *s = ap_server_conf; s != NULL; s = s->next) {
        tc_purge_state_t one = { .pending = 0 };

        if (!tc_outbox_is_for(tc_site_of(s), ap_server_conf)) {
            continue;
        }
        count++;
        if (tc_outbox_state(tc_site_of(s), r->pool, &one) != NULL) {
            *sum = (tc_purge_state_t){ .pending = -1, .failures = -1 };
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
    tc_purge_state_t state;

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

static void show_media(request_rec *r, int flags)
{
    apr_int64_t queue = waiting(r);
    int wanted = tc_pool_wanted();
    int alive = tc_pool_alive();

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
    ap_rputs(page ? "</dl>\n" : "TalecraftVersion: " TC_VERSION "\n", r);
    return OK;
}

void tc_status_register(void)
{
    APR_OPTIONAL_HOOK(ap, status_hook, show, NULL, NULL, APR_HOOK_MIDDLE);
}
