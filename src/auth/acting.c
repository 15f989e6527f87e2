#include "auth/acting.h"

#include <http_core.h>
#include <http_log.h>
#include <httpd.h>

#include "auth/caller.h"
#include "core/site.h"
#include "data/data.h"
#include "db/sql.h"

const char *tc_acting_request_id(request_rec *r)
{
    const char *id = apr_table_get(r->subprocess_env, "UNIQUE_ID");

    if (id == NULL && r->log_id == NULL) {
        ap_run_generate_log_id(r->connection, r, &r->log_id);
    }
    if (id == NULL) {
        id = r->log_id != NULL ? r->log_id : r->connection->log_id;
    }
    return id;
}

tc_sql_acting_t *tc_acting_of(request_rec *r, const tc_site_t *site,
                              const tc_caller_t *caller)
{
    tc_sql_acting_t *acting = tc_data_acting(r->pool, site);

    acting->user_id = caller != NULL ? caller->id : 0;
    acting->once = caller != NULL ? caller->once : NULL;
    acting->address = r->useragent_ip;
    acting->request_id = tc_acting_request_id(r);
    return acting;
}
