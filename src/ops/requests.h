/* Each request that has been answered, for metrics and for httpd's logs. */
#ifndef TC_OPS_REQUESTS_H
#define TC_OPS_REQUESTS_H

#include <httpd.h>

/* What follows the rows of the table of routes in the counters. */
typedef enum {
    TC_REQUESTS_FILES, /* TalecraftMediaURL */
    TC_REQUESTS_PAGE,  /* the editors' page */
    TC_REQUESTS_OTHER, /* of the API, but of no route */
    TC_REQUESTS_KINDS
} tc_requests_kind_t;

/* Where they stand there. */
int tc_requests_index(tc_requests_kind_t kind);

/* Hook log_transaction, before those that write logs: counts the request, and
 * sets the notes that are known only now. */
int tc_requests_log(request_rec *r);

#endif
