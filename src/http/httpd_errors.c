/* What httpd and other modules answer below a mount point (a login they demand,
 * a body over LimitRequestBody, a rule of mod_security) in the contract's form;
 * and no look at the file system for what is no file. */
#include "http/httpd_errors.h"

#include <ap_expr.h>
#include <apr_strings.h>
#include <httpd.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#include "core/error.h"
#include "core/mount.h"
#include "core/refusal.h"
#include "core/site.h"
#include "http/body.h"
#include "http/context.h"
#include "http/origin.h"
#include "http/respond.h"
#include "http/route.h"

#define FILTER "TALECRAFT_ERROR"

static const char *status_body(const request_rec *r)
{
    return tc_error_detail(r->pool, r->status,
                           tc_error_status_text(r->pool, r->status))
        ->body;
}

/* Other modules have limits of their own, which nobody knows here; but they
 * look before the module reads. */
static const char *too_large_body(const request_rec *r)
{
    const char *length = apr_table_get(r->headers_in, "Content-Length");
    apr_off_t limit = ap_get_limit_req_body(r);
    int is_httpds = tc_context_of(r) != NULL ||
                    (length != NULL && apr_strtoi64(length, NULL, 10) > limit);

    return limit > 0 && is_httpds ? tc_error_too_large(r->pool, limit)->body
                                  : status_body(r);
}

static const char *throttled_body(const request_rec *r)
{
    const char *retry = apr_table_get(r->err_headers_out, "Retry-After");

    return retry != NULL ? tc_error_throttled(
                               r->pool, (int)apr_strtoi64(retry, NULL, 10))
                               ->body
                         : status_body(r);
}

/* The module's own 403, which is about roles, does not come this way. */
static const char *error_body(const request_rec *r)
{
    apr_pool_t *p = r->pool;

    switch (r->status) {
    case HTTP_UNAUTHORIZED:
        return tc_error_not_authenticated(p)->body;
    case HTTP_NOT_FOUND:
        return tc_error_not_found(p)->body;
    case HTTP_REQUEST_ENTITY_TOO_LARGE:
        return too_large_body(r);
    case HTTP_INTERNAL_SERVER_ERROR:
        return tc_refusal_make(p, TC_REFUSAL_INTERNAL)->body;
    case HTTP_METHOD_NOT_ALLOWED:
        return tc_refusal_make_what(p, TC_REFUSAL_METHOD, r->method)->body;
    case HTTP_TOO_MANY_REQUESTS:
        return throttled_body(r);
    case HTTP_SERVICE_UNAVAILABLE:
        return tc_refusal_make(p, TC_REFUSAL_UNAVAILABLE)->body;
    default:
        return status_body(r);
    }
}

/* The first brigade of httpd's page is replaced by ours, the rest dropped. */
static apr_status_t error_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    request_rec *r = f->r;
    const char *body;
    apr_bucket_alloc_t *alloc = r->connection->bucket_alloc;

    if (f->ctx == NULL && APR_BRIGADE_EMPTY(bb)) {
        return APR_SUCCESS;
    }
    apr_brigade_cleanup(bb);
    if (f->ctx != NULL) {
        return APR_SUCCESS;
    }
    f->ctx = f;
    body = error_body(r);
    ap_set_content_type(r, "application/json");
    ap_set_content_length(r, (apr_off_t)strlen(body));
    if (!r->header_only) {
        APR_BRIGADE_INSERT_TAIL(
            bb, apr_bucket_immortal_create(body, strlen(body), alloc));
    }
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(alloc));
    return ap_pass_brigade(f->next, bb);
}

void tc_httpd_errors_register(void)
{
    ap_register_output_filter(FILTER, error_filter, NULL, AP_FTYPE_RESOURCE);
}

/* What SetHandler of the sections merged so far names, NULL without one:
 * r->handler is not set before the fixups. SetHandler is always kept as an
 * expression; other directives may set the plain name. */
static const char *section_handler(request_rec *r)
{
    const core_dir_config *dir = r->per_dir_config != NULL
                                     ? ap_get_core_module_config(
                                           r->per_dir_config)
                                     : NULL;
    const char *wrong = NULL;
    const char *handler;

    if (dir == NULL || dir->expr_handler == NULL) {
        return dir != NULL ? dir->handler : NULL;
    }
    handler = ap_expr_str_exec(r, dir->expr_handler, &wrong);
    return wrong == NULL ? handler : NULL;
}

/* A section below the mount point that has another SetHandler is none of
 * ours; before sections are looked at there is none. */
static int is_another_handlers(request_rec *r)
{
    const char *handler = section_handler(r);

    return handler != NULL && !tc_route_is_handler(handler);
}

void tc_httpd_errors_insert(request_rec *r)
{
    const tc_site_t *site = tc_site_of(r->server);
    const tc_dir_t *dir = r->per_dir_config != NULL ? tc_site_dir_of(r) : NULL;
    tc_ctx_t ctx = { .r = r, .p = r->pool, .site = tc_site_of(r->server) };

    if (r->status < 400 || r->uri == NULL ||
        ((dir == NULL || dir->mount == NULL) &&
         tc_mount_above(site, r->uri) == NULL) ||
        is_another_handlers(r)) {
        return;
    }
    tc_origin_of(r, site, &ctx.odd_host);
    if (ctx.odd_host) {
        apr_table_setn(r->err_headers_out, "Cache-Control",
                       tc_respond_cache_control(&ctx, NULL));
    }
    tc_respond_common(&ctx);
    tc_body_expect(&ctx);
    ap_add_output_filter(FILTER, NULL, r, r->connection);
}

static int serves_no_file(const char *handler)
{
    return tc_route_is_handler(handler) ||
           (handler != NULL && (strcmp(handler, TC_MOUNT_EDITOR) == 0 ||
                                strcmp(handler, TC_MOUNT_METRICS) == 0));
}

int tc_httpd_errors_translate_name(request_rec *r)
{
    /* <Location> sections have been merged by now */
    if (r->uri == NULL || !serves_no_file(section_handler(r))) {
        return DECLINED;
    }
    r->filename = apr_pstrcat(r->pool, "talecraft:", r->uri, NULL);
    return OK;
}

int tc_httpd_errors_map_to_storage(request_rec *r)
{
    return r->filename != NULL && strncmp(r->filename, "talecraft:", 10) == 0
               ? OK
               : DECLINED;
}
