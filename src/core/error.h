/*
 * The error of a request: what the client gets and what the log says. Made
 * once where it happens, passed up unchanged, logged and written once in
 * http/respond. NULL means success everywhere.
 */
#ifndef TC_CORE_ERROR_H
#define TC_CORE_ERROR_H

#include <apr_pools.h>
#include <httpd.h>

typedef struct tc_error {
    int status;        /* HTTP status; AP_FILTER_ERROR: a filter of httpd has
                         queued its answer, nothing more is sent */
    const char *body;  /* JSON text, ready to send */
    int retry_after;   /* seconds for Retry-After, 0: no such header */
    int challenge;     /* 1: add WWW-Authenticate: Bearer */
    const char *etag;  /* of the row as it is now, by 412, or NULL */
    int log_number;    /* nnnn of TCnnnn; 0: nothing to log */
    int log_level;     /* APLOG_*, where log_number is set */
    apr_status_t rv;   /* cause, APR_SUCCESS where there is none */
    const char *cause; /* for the log: what happened and what to do */
} tc_error_t;

/* {"detail":"text"}; text is escaped. */
tc_error_t *tc_error_detail(apr_pool_t *p, int status, const char *text);

/* What is said of an error that httpd makes, "Request Timeout." for 408. */
const char *tc_error_status_text(apr_pool_t *p, int status);

/* {"field":["text"]} with status 400. */
tc_error_t *tc_error_field(apr_pool_t *p, const char *field, const char *text);

/* Ready JSON body. */
tc_error_t *tc_error_json(apr_pool_t *p, int status, const char *body);

/* The same error with one more member in its body; json is ready. Nothing is
 * added to a fault of the server. */
tc_error_t *tc_error_with(apr_pool_t *p, tc_error_t *error, const char *key,
                          const char *json);

/* 500 / 503 with the contract's text, a log line of level ERR. `cause` says
 * what an operator should do; no secret, no client text. */
tc_error_t *tc_error_internal(apr_pool_t *p, int log_number, apr_status_t rv,
                              const char *cause);
tc_error_t *tc_error_unavailable(apr_pool_t *p, int log_number,
                                 apr_status_t rv, const char *cause);

/* A body that cannot be read (rv of its filters): LimitRequestBody,
 * mod_reqtimeout, a client that went away, a filter of some other module. The
 * connection ends with the answer. From r->pool. */
tc_error_t *tc_error_unreadable(request_rec *r, apr_status_t rv);

/* The contract's standing texts. */
tc_error_t *tc_error_not_found(apr_pool_t *p);                  /* 404 */
tc_error_t *tc_error_forbidden(apr_pool_t *p);                  /* 403 */
tc_error_t *tc_error_not_authenticated(apr_pool_t *p);          /* 401 */
tc_error_t *tc_error_invalid_token(apr_pool_t *p);              /* 401 */
tc_error_t *tc_error_changed(apr_pool_t *p);                    /* 412 */
tc_error_t *tc_error_too_large(apr_pool_t *p, apr_off_t limit); /* 413 */
tc_error_t *tc_error_throttled(apr_pool_t *p, int seconds);     /* 429 */
/* What that says, for answers of another form. */
const char *tc_error_throttled_text(apr_pool_t *p, int seconds);

#endif
