#include "jobs/removal.h"

#include "core/log.h"
#include "jobs/state.h"
#include "media/store.h"

void tc_removal_add(tc_removal_t *removal, apr_status_t rv)
{
    if (rv == APR_SUCCESS) {
        removal->removed++;
        return;
    }
    removal->failed++;
    removal->rv = rv;
}

void tc_removal_log(const tc_removal_t *removal, const tc_job_site_t *site,
                    const char *what)
{
    if (removal->removed > 0) {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, site->site->server,
                     "%d %s were removed", removal->removed, what);
    }
    if (removal->failed > 0) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, removal->rv,
                     site->site->server,
                     TCNO(8012) "%d %s cannot be removed: check that httpd's "
                                "user may write in all folders below "
                                "TalecraftMediaRoot %s",
                          removal->failed, what, tc_store_root(site->site));
    }
}
