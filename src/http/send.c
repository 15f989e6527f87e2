#include "http/send.h"

#include <apr_strings.h>
#include <httpd.h>
#include <http_protocol.h>

#include "core/site.h"
#include "db/db.h"
#include "http/etag.h"

/* Milliseconds, as W3C's Server Timing has it. */
static void timing_header(request_rec *r)
{
    const char *cache;
    apr_interval_time_t total;

    if (!tc_site_of(r->server)->server_timing) {
        return;
    }
    cache = apr_table_get(r->headers_out, "X-Cache");
    total = apr_time_now() - r->request_time;
    apr_table_setn(r->err_headers_out, "Server-Timing",
                   apr_psprintf(r->pool, "%s%s%sdb;dur=%.3f, total;dur=%.3f",
                                cache != NULL ? "cache;desc=" : "",
                                cache != NULL ? cache : "",
                                cache != NULL ? ", " : "",
                                (double)tc_db_spent(r->pool) / 1000,
                                (double)total / 1000));
}

int tc_send_bytes(request_rec *r, const char *bytes, apr_size_t len)
{
    apr_bucket_alloc_t *alloc = r->connection->bucket_alloc;
    apr_bucket_brigade *bb;

    timing_header(r);
    if (r->status != HTTP_NO_CONTENT) {
        ap_set_content_length(r, (apr_off_t)len);
    }
    /* a range of a JSON text is of no use, and would be counted as no view */
    apr_table_unset(r->headers_in, "Range");
    /* what goes out is ready: no filter packs it again */
    apr_table_setn(r->subprocess_env, "no-gzip", "1");
    apr_table_setn(r->subprocess_env, "no-brotli", "1");
    bb = apr_brigade_create(r->pool, alloc);
    if (len > 0 && !r->header_only) {
        APR_BRIGADE_INSERT_TAIL(bb,
                                apr_bucket_immortal_create(bytes, len, alloc));
    }
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(alloc));
    ap_pass_brigade(r->output_filters, bb);
    /* a client that went away is no error of ours: the answer is made */
    return OK;
}

int tc_send_not_modified(request_rec *r)
{
    apr_bucket_brigade *bb = apr_brigade_create(r->pool,
                                                r->connection->bucket_alloc);

    timing_header(r);
    r->status = HTTP_NOT_MODIFIED;
    APR_BRIGADE_INSERT_TAIL(
        bb, apr_bucket_eos_create(r->connection->bucket_alloc));
    ap_pass_brigade(r->output_filters, bb);
    return OK;
}

int tc_send_is_not_modified(const request_rec *r, const char *etag)
{
    const char *list = apr_table_get(r->headers_in, "If-None-Match");

    return list != NULL && r->method_number == M_GET &&
           tc_etag_listed(list, etag);
}
