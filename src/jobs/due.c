/* Schedules whose time has come are written down, within a second. */
#include "jobs/due.h"

#include "cache/due.h"
#include "cache/signals.h"
#include "core/error.h"
#include "core/log.h"
#include "data/data.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "jobs/jobs.h"
#include "jobs/state.h"

#define LOOK_EVERY apr_time_from_msec(900)

/*
 * The table is asked each second, by the listener or here, whatever shared
 * memory says of the next due time: another server, or somebody with psql, may
 * have made a schedule.
 */
void tc_jobs_due_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now)
{
    apr_uint64_t id = tc_db_site_id(site->site);
    tc_due_t seen = tc_due_seen(id);
    tc_rows_t *rows = NULL;
    tc_error_t *error;
    int count = 0;

    if (now - site->due_looked < LOOK_EVERY ||
        !tc_jobs_waits(site, TC_WORK_DUE, now)) {
        return;
    }
    site->due_looked = now;
    error = tc_db_read(site->site, jobs->scratch,
                       tc_sql_make(jobs->scratch, "jobs_due"), &rows);
    if (error == NULL && tc_rows_int(rows, 0, "now_due") > 0) {
        error = tc_data_settle(site->site, jobs->scratch, &count);
    }
    if (!tc_jobs_note(site, error)) {
        return;
    }
    if (count > 0) {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, site->site->server,
                     "%d scheduled posts were published", count);
    }
    if (id != 0) {
        tc_due_settled(id, seen, tc_rows_int(rows, 0, "next"));
    }
}
