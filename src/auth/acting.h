/* Who makes a write, told to the database beside it; and what a request is
 * called. */
#ifndef TC_AUTH_ACTING_H
#define TC_AUTH_ACTING_H

#include <httpd.h>

#include "auth/caller.h"
#include "core/site.h"
#include "db/sql.h"

/* The caller of a request, with its address and id; caller NULL: nobody who is
 * known. From r->pool. .action is left to whoever knows it. */
tc_sql_acting_t *tc_acting_of(request_rec *r, const tc_site_t *site,
                              const tc_caller_t *caller);

/* What logs and X-Request-Id call a request: mod_unique_id's value where that
 * is loaded, else the error log's %L, made now where no line has been logged
 * yet. NULL: httpd has none. */
const char *tc_acting_request_id(request_rec *r);

#endif
