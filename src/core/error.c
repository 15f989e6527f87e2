#include "core/error.h"

#include <apr_strings.h>
#include <httpd.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "core/log.h"
#include "core/refusal.h"

static tc_error_t *error_make(apr_pool_t *p, int status, const char *body)
{
    tc_error_t *error = apr_pcalloc(p, sizeof(*error));

    error->status = status;
    error->body = body;
    return error;
}

tc_error_t *tc_error_json(apr_pool_t *p, int status, const char *body)
{
    return error_make(p, status, body);
}

tc_error_t *tc_error_detail(apr_pool_t *p, int status, const char *text)
{
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_open(w, '{');
    tc_writer_put_string(w, "detail", text);
    tc_writer_close(w, '}');
    return error_make(p, status, tc_writer_text(w, NULL));
}

const char *tc_error_status_text(apr_pool_t *p, int status)
{
    /* "408 Request Timeout" without its number */
    return apr_pstrcat(p, ap_get_status_line(status) + 4, ".", NULL);
}

tc_error_t *tc_error_field(apr_pool_t *p, const char *field, const char *text)
{
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_open(w, '{');
    tc_writer_key(w, field);
    tc_writer_open(w, '[');
    tc_writer_string(w, text);
    tc_writer_close(w, ']');
    tc_writer_close(w, '}');
    return error_make(p, 400, tc_writer_text(w, NULL));
}

static tc_error_t *error_logged(tc_error_t *error, int log_number,
                                apr_status_t rv, const char *cause)
{
    error->log_number = log_number;
    error->log_level = APLOG_ERR;
    error->rv = rv;
    error->cause = cause;
    return error;
}

tc_error_t *tc_error_internal(apr_pool_t *p, int log_number, apr_status_t rv,
                              const char *cause)
{
    return error_logged(tc_refusal_make(p, TC_REFUSAL_INTERNAL), log_number,
                        rv, cause);
}

tc_error_t *tc_error_unavailable(apr_pool_t *p, int log_number,
                                 apr_status_t rv, const char *cause)
{
    tc_error_t *error = tc_refusal_make(p, TC_REFUSAL_UNAVAILABLE);

    error->retry_after = 1;
    return error_logged(error, log_number, rv, cause);
}

tc_error_t *tc_error_unreadable(request_rec *r, apr_status_t rv)
{
    int status = ap_map_http_request_error(rv, HTTP_BAD_REQUEST);
    const char *text = "The request body could not be read.";

    r->connection->keepalive = AP_CONN_CLOSE;
    if (status == AP_FILTER_ERROR) {
        return tc_error_json(r->pool, status, NULL);
    }
    if (status == HTTP_REQUEST_ENTITY_TOO_LARGE) {
        return tc_error_too_large(r->pool, ap_get_limit_req_body(r));
    }
    if (status == HTTP_REQUEST_TIME_OUT) {
        text = "The request took too long to arrive.";
    }
    else if (status < 400) {
        status = HTTP_BAD_REQUEST;
    }
    return tc_error_detail(r->pool, status, text);
}

tc_error_t *tc_error_not_found(apr_pool_t *p)
{
    return tc_refusal_make(p, TC_REFUSAL_NOT_FOUND);
}

tc_error_t *tc_error_forbidden(apr_pool_t *p)
{
    return tc_refusal_make(p, TC_REFUSAL_FORBIDDEN);
}

static tc_error_t *error_challenge(apr_pool_t *p, tc_refusal_t which)
{
    tc_error_t *error = tc_refusal_make(p, which);

    error->challenge = 1;
    return error;
}

tc_error_t *tc_error_not_authenticated(apr_pool_t *p)
{
    return error_challenge(p, TC_REFUSAL_NOT_AUTHENTICATED);
}

tc_error_t *tc_error_invalid_token(apr_pool_t *p)
{
    return error_challenge(p, TC_REFUSAL_TOKEN);
}

tc_error_t *tc_error_with(apr_pool_t *p, tc_error_t *error, const char *key,
                          const char *json)
{
    if (error->status < HTTP_INTERNAL_SERVER_ERROR) {
        error->body = apr_psprintf(p, "%.*s,\"%s\":%s}",
                                   (int)strlen(error->body) - 1, error->body,
                                   key, json);
    }
    return error;
}

tc_error_t *tc_error_changed(apr_pool_t *p)
{
    return tc_refusal_make(p, TC_REFUSAL_CHANGED);
}

tc_error_t *tc_error_too_large(apr_pool_t *p, apr_off_t limit)
{
    return tc_refusal_make_what(p, TC_REFUSAL_TOO_LARGE,
                                apr_psprintf(p, "%" APR_OFF_T_FMT, limit));
}

const char *tc_error_throttled_text(apr_pool_t *p, int seconds)
{
    return tc_refusal_text(
        p, TC_REFUSAL_THROTTLED,
        apr_psprintf(p, "%d second%s", seconds, seconds == 1 ? "" : "s"));
}

tc_error_t *tc_error_throttled(apr_pool_t *p, int seconds)
{
    tc_error_t *error = tc_error_detail(
        p, tc_refusal_status(TC_REFUSAL_THROTTLED),
        tc_error_throttled_text(p, seconds));

    error->retry_after = seconds;
    return error;
}
