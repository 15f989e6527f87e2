/*
 * What nobody needs any more: expired tokens, old events, uploads that were
 * never finished, stored files without a row that refers to them.
 *
 * An upload first puts its file into the store and then writes its rows. The
 * store's lock, which uploads share from the first to the second, is held
 * alone here, so no upload is in between: a file whose row has no reference
 * now is not about to get one. Rows go before files: a crash in between
 * leaves files without a row, which the last step finds.
 */
#include "jobs/sweep.h"

#include <apr_tables.h>
#include <apr_time.h>

#include "cache/signals.h"
#include "core/error.h"
#include "core/log.h"
#include "data/data.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "jobs/jobs.h"
#include "jobs/orphans.h"
#include "jobs/state.h"
#include "jobs/removal.h"
#include "media/store.h"
#include "media/store_list.h"
#include "media/store_owner.h"

#define SWEEP_EVERY apr_time_from_sec(600)
#define LOOK_EVERY apr_time_from_sec(15)
#define SETTLED apr_time_from_sec(60) /* from the start, without a store */
#define EVENTS_AT_ONCE 20000
#define DAY apr_time_from_sec(24 * 60 * 60)

/* -------------------------------------------------------------- whose files */

static int owns_store(tc_jobs_t *jobs, const tc_job_site_t *site)
{
    tc_store_owner_t owner;
    apr_status_t rv = tc_store_owner_claim(jobs->scratch, site->site, site->id,
                                           &owner);

    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, rv, site->site->server,
                     TCNO(8013) "%s cannot be written, so nothing is removed "
                                "from TalecraftMediaRoot: make the folder "
                                "that of the user whom httpd runs as",
                          tc_store_owner_filename(jobs->scratch, site->site));
    }
    else if (owner == TC_STORE_OWNER_OTHER) {
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, 0, site->site->server,
            TCNO(8006) "TalecraftMediaRoot %s holds the files of "
                       "another database: nothing is removed from it. If this "
                       "database took that one's place, remove the file "
                       "\"%s\" in it",
                 tc_store_root(site->site), TC_STORE_OWNER_FILE);
    }
    return owner == TC_STORE_OWNER_US;
}

/* ------------------------------------------------------- unfinished uploads */

static void sweep_unfinished(tc_jobs_t *jobs, const tc_job_site_t *site,
                             apr_time_t now)
{
    const apr_array_header_t *found = tc_store_list_unfinished(
        jobs->scratch, site->site, now - DAY);

    for (int i = 0; i < found->nelts; i++) {
        (void)tc_store_list_remove(jobs->scratch, site->site,
                                   &APR_ARRAY_IDX(found, i, tc_store_found_t));
    }
}

/* ------------------------------------------------------- unreferenced files */

static tc_error_t *sweep_rows(tc_jobs_t *jobs, const tc_job_site_t *site,
                              const char *statement)
{
    apr_pool_t *p = jobs->scratch;
    tc_removal_t removal = { 0 };
    tc_rows_t *rows = NULL;
    tc_error_t *error = tc_data_write(site->site, p, tc_sql_make(p, statement),
                                      &rows, NULL);

    if (error != NULL) {
        return error;
    }
    for (int i = 0; i < rows->count; i++) {
        apr_status_t rv = tc_store_remove_public(p, site->site,
                                                 tc_rows_get(rows, i, "key"));
        apr_status_t rest = tc_store_remove_original(
            p, site->site, tc_rows_get(rows, i, "sha256"),
            tc_rows_get(rows, i, "extension"));

        tc_removal_add(&removal, rv == APR_SUCCESS ? rest : rv);
    }
    tc_removal_log(&removal, site, "media files that nothing refers to");
    return NULL;
}

static void sweep_files(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now)
{
    int lock = -1;

    /* the lock is given back by hand, after the pool has been cleared */
    if (tc_store_lock(jobs->scratch, site->site, 1, &lock) != APR_SUCCESS) {
        return; /* somebody uploads; there is a next time */
    }
    (void)tc_jobs_note(site, sweep_rows(jobs, site, "media_file_unused"));
    apr_pool_clear(jobs->scratch);
    (void)tc_jobs_note(site, tc_jobs_orphans_sweep(jobs, site, now));
    tc_store_unlock(lock);
}

/* The store's lock is asked for only where there is something. */
static tc_error_t *is_left(tc_jobs_t *jobs, const tc_job_site_t *site,
                           int *some)
{
    apr_pool_t *p = jobs->scratch;
    tc_rows_t *rows = NULL;
    tc_error_t *error = tc_db_read(site->site, p,
                                   tc_sql_make(p, "media_files_left"), &rows);

    *some = error == NULL && tc_rows_bool(rows, 0, "some");
    return error;
}

/* Files of deleted media. While somebody uploads they wait for the next
 * step. */
static void sweep_left(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now)
{
    int some = 0, lock = -1;

    if (!tc_jobs_note(site, is_left(jobs, site, &some)) || !some ||
        !owns_store(jobs, site)) {
        site->left_looked = now;
        return;
    }
    if (tc_store_lock(jobs->scratch, site->site, 1, &lock) == APR_SUCCESS) {
        site->left_looked = now;
        (void)tc_jobs_note(site, sweep_rows(jobs, site, "media_file_left"));
        tc_store_unlock(lock);
    }
}

/* ---------------------------------------------------------- what has ended */

static void sweep_ended(tc_jobs_t *jobs, tc_job_site_t *site,
                        const char *statement)
{
    tc_sql_t *sql = tc_sql_make(jobs->scratch, statement);
    tc_rows_t *rows = NULL;

    (void)tc_jobs_note(
        site, tc_data_write(site->site, jobs->scratch, sql, &rows, NULL));
}

/* What has been in the trash for too long. */
static void sweep_trash(tc_jobs_t *jobs, tc_job_site_t *site)
{
    tc_sql_t *sql = tc_sql_make(jobs->scratch, "trash_purge");
    tc_rows_t *rows = NULL;

    tc_sql_bind_int(sql, "days", site->site->trash_days);
    (void)tc_jobs_note(
        site, tc_data_write(site->site, jobs->scratch, sql, &rows, NULL));
}

/* A part of them in each turn: a year's events are not removed at once. */
static void sweep_events(tc_jobs_t *jobs, tc_job_site_t *site)
{
    tc_sql_t *sql = tc_sql_make(jobs->scratch, "jobs_events_old");
    tc_rows_t *rows = NULL;

    tc_sql_bind_int(sql, "days", site->site->audit_days);
    tc_sql_bind_int(sql, "count", EVENTS_AT_ONCE);
    (void)(tc_jobs_note(site, tc_data_write(site->site, jobs->scratch, sql,
                                            &rows, NULL)) &&
           tc_jobs_note(site, tc_data_write(site->site, jobs->scratch,
                                            tc_sql_make(jobs->scratch,
                                                        "jobs_deliveries_old"),
                                            &rows, NULL)));
}

/* ------------------------------------------------------------------- turns */

/*
 * When the last sweep was, for a process that has made none: the time of the
 * owner's mark. So a server that is reloaded more often than it sweeps does
 * sweep, and one that sweeps seldom is not made to by each reload.
 */
static apr_time_t last_sweep(tc_jobs_t *jobs, const tc_job_site_t *site,
                             apr_time_t now)
{
    apr_time_t clock = apr_time_now();
    apr_time_t swept;

    if (!tc_store_is_set(site->site)) {
        return now - SWEEP_EVERY + SETTLED;
    }
    if (tc_store_owner_dated(jobs->scratch, site->site, &swept) !=
            APR_SUCCESS ||
        swept > clock) {
        return now - SWEEP_EVERY;
    }
    return now - (clock - swept);
}

void tc_jobs_sweep_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now)
{
    apr_time_t clock; /* as files are dated */

    if (site->id == 0) {
        return;
    }
    if (tc_store_is_set(site->site) &&
        (site->left_looked == 0 || now - site->left_looked >= LOOK_EVERY) &&
        tc_jobs_waits(site, TC_WORK_FILES_LEFT, now)) {
        sweep_left(jobs, site, now);
        apr_pool_clear(jobs->scratch);
    }
    if (site->swept == 0) {
        site->swept = last_sweep(jobs, site, now);
    }
    if (now - site->swept < SWEEP_EVERY) {
        return;
    }
    site->swept = now;
    clock = apr_time_now();
    sweep_ended(jobs, site, "jobs_tokens_expired");
    sweep_ended(jobs, site, "previews_expired");
    sweep_ended(jobs, site, "once_expired");
    sweep_trash(jobs, site);
    sweep_events(jobs, site);
    if (tc_store_is_set(site->site) && owns_store(jobs, site)) {
        tc_store_owner_date(jobs->scratch, site->site, clock);
        sweep_unfinished(jobs, site, clock);
        sweep_files(jobs, site, clock);
    }
}
