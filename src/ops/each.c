#include "ops/each.h"

#include <http_main.h>

#include "core/hosts.h"
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
    return tc_hosts_is_first_of_database(ap_server_conf, tc_site_of(host),
                                         tc_site_is_used, tc_db_site_id);
}
