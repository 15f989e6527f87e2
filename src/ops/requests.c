#include "ops/requests.h"

#include <string.h>

#include <apr_strings.h>

#include "base/metrics/metrics.h"
#include "core/mount.h"
#include "core/site.h"
#include "db/db.h"
#include "http/context.h"
#include "http/route.h"
#include "media/serve.h"

int tc_requests_index(tc_requests_kind_t kind)
{
    return TC_METRICS_ROUTES - TC_REQUESTS_KINDS + (int)kind;
}

static int index_of(const tc_route_t *route)
{
    apr_ssize_t at = route != NULL ? route - tc_routes : TC_METRICS_ROUTES;

    return at < tc_requests_index(0) ? (int)at
                                     : tc_requests_index(TC_REQUESTS_OTHER);
}

/* -1: it is none of ours. */
static int index_without_context(const request_rec *r, const tc_site_t *site)
{
    if (r->handler != NULL && strcmp(r->handler, TC_MOUNT_EDITOR) == 0) {
        return tc_requests_index(TC_REQUESTS_PAGE);
    }
    if (r->uri != NULL && tc_serve_is_below(r, site)) {
        return tc_requests_index(TC_REQUESTS_FILES);
    }
    return -1;
}

/* Microseconds; what costs no statement has the same text always. */
static void note_spent(request_rec *r, const tc_ctx_t *ctx)
{
    apr_interval_time_t spent = tc_db_spent(r->pool);

    if (ctx->p != r->pool) {
        spent += tc_db_spent(ctx->p);
    }
    apr_table_setn(
        r->notes, "talecraft-db-us",
        spent == 0 ? "0" : apr_psprintf(r->pool, "%" APR_TIME_T_FMT, spent));
}

int tc_requests_log(request_rec *r)
{
    tc_metrics_t *metrics = tc_site_of(r->server)->metrics;
    const request_rec *last = r;
    int index;

    if (metrics == NULL) {
        return DECLINED;
    }
    while (last->next != NULL) {
        last = last->next;
    }
    if (tc_context_of(r) != NULL) {
        index = index_of(tc_context_of(r)->route);
        note_spent(r, tc_context_of(r));
    }
    else {
        index = index_without_context(r, tc_site_of(r->server));
    }
    if (index >= 0) {
        tc_metrics_request(metrics, index, last->status,
                           apr_time_now() - r->request_time,
                           (apr_uint64_t)last->bytes_sent);
    }
    return DECLINED;
}
