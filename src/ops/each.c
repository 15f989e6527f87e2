#include "ops/each.h"

#include <http_main.h>

#include "core/site.h"
#include "db/db.h"

int tc_each_is_first_host(const server_rec *host)
{
    const tc_metrics_t *metrics = tc_site_of(host)->metrics;

    for (const server_rec *s = ap_server_conf; s != host; s = s->next) {
        if (tc_site_of(s)->metrics == metrics) {
            return 0;
        }
    }
    return metrics != NULL;
}

int tc_each_is_first_database(const server_rec *host)
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
