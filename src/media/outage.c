#include "media/outage.h"

#include "base/clock.h"
#include "cache/signals.h"
#include "db/db.h"

int tc_outage_says(const tc_site_t *site)
{
    return tc_signals_store_says(tc_db_site_id(site), tc_clock_steady());
}

tc_error_t *tc_outage_error(const tc_site_t *site, tc_error_t *error)
{
    if (!tc_outage_says(site)) {
        error->log_number = 0;
    }
    return error;
}
