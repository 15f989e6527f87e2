#include "core/error.h"

#include <apr_strings.h>
#include <httpd.h>
#include <http_log.h>

#include "base/json.h"

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
    tc_jw_t *w = tc_jw_make(p);

    tc_jw_open(w, '{');
    tc_jw_key(w, "detail");
    tc_jw_string(w, text);
    tc_jw_close(w, '}');
    return error_make(p, status, tc_jw_text(w, NULL));
}

tc_error_t *tc_error_field(apr_pool_t *p, const char *field, const char *text)
{
    tc_jw_t *w = tc_jw_make(p);

    tc_jw_open(w, '{');
    tc_jw_key(w, field);
    tc_jw_open(w, '[');
    tc_jw_string(w, text);
    tc_jw_close(w, ']');
    tc_jw_close(w, '}');
    return error_make(p, 400, tc_jw_text(w, NULL));
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
    return error_logged(tc_error_detail(p, HTTP_INTERNAL_SERVER_ERROR,
                                        "Internal server error."),
                        log_number, rv, cause);
}

tc_error_t *tc_error_unavailable(apr_pool_t *p, int log_number,
                                 apr_status_t rv, const char *cause)
{
    tc_error_t *error = tc_error_detail(p, HTTP_SERVICE_UNAVAILABLE,
                                        "Service temporarily unavailable.");

    error->retry_after = 1;
    return error_logged(error, log_number, rv, cause);
}

tc_error_t *tc_error_not_found(apr_pool_t *p)
{
    return tc_error_detail(p, HTTP_NOT_FOUND, "Not found.");
}

tc_error_t *tc_error_forbidden(apr_pool_t *p)
{
    return tc_error_detail(
        p, HTTP_FORBIDDEN,
        "You do not have permission to perform this action.");
}

static tc_error_t *error_challenge(apr_pool_t *p, const char *text)
{
    tc_error_t *error = tc_error_detail(p, HTTP_UNAUTHORIZED, text);

    error->challenge = 1;
    return error;
}

tc_error_t *tc_error_not_authenticated(apr_pool_t *p)
{
    return error_challenge(p, "Authentication credentials were not provided.");
}

tc_error_t *tc_error_invalid_token(apr_pool_t *p)
{
    return error_challenge(p, "Invalid token.");
}

tc_error_t *tc_error_changed(apr_pool_t *p)
{
    return tc_error_detail(p, HTTP_PRECONDITION_FAILED,
                           "The resource has changed since it was read.");
}

tc_error_t *tc_error_too_large(apr_pool_t *p, apr_off_t limit)
{
    return tc_error_detail(
        p, HTTP_REQUEST_ENTITY_TOO_LARGE,
        apr_psprintf(p, "Request body exceeds %" APR_OFF_T_FMT " bytes.",
                     limit));
}

tc_error_t *tc_error_throttled(apr_pool_t *p, int seconds)
{
    tc_error_t *error = tc_error_detail(
        p, 429,
        apr_psprintf(p,
                     "Request was throttled. Expected available in %d "
                     "second%s.",
                     seconds, seconds == 1 ? "" : "s"));

    error->retry_after = seconds;
    return error;
}
