#include "jobs/jobs.h"

#include <string.h>

#include <apr_atomic.h>
#include <apr_optional.h>

#include "base/clock.h"
#include "cache/signals.h"
#include "core/error.h"
#include "core/hosts.h"
#include "core/log.h"
#include "core/site.h"
#include "db/db.h"
#include "jobs/media/dispatch.h"
#include "jobs/due.h"
#include "jobs/media/handover.h"
#include "jobs/listener.h"
#include "jobs/state.h"
#include "jobs/purge.h"
#include "jobs/sweep.h"
#include "jobs/views.h"
#include "jobs/webhooks.h"
#include "media/pool.h"
#include "outbox/sender.h"

#define LONGEST_BACK_OFF 30 /* seconds */

/* mod_watchdog sleeps for a tenth of a second between two steps, and a worker
 * that is done would wait for that: a step goes on while some are busy. */
#define LONGEST_STEP apr_time_from_sec(1)
#define LAST_SLICES 50 /* of writing views at stop; then the state file */
#define JOBS_KEY "talecraft_jobs"

/* ------------------------------------------------------------ the database */

int tc_jobs_may(const tc_job_site_t *site, apr_time_t now)
{
    return now >= site->not_before;
}

int tc_jobs_waits(const tc_job_site_t *site, apr_uint32_t work, apr_time_t now)
{
    /* after a failure somebody must find out that the database is back */
    return site->failures > 0 || (tc_signals_work(site->id, now) & work) != 0;
}

int tc_jobs_note(tc_job_site_t *site, const tc_error_t *error)
{
    int wait;

    if (error == NULL) {
        if (site->failures > 0) {
            ap_log_error(APLOG_MARK, APLOG_INFO, 0, site->site->server,
                         "background work of this site goes on");
        }
        site->failures = 0;
        return 1;
    }
    if (error->log_number != 0 && site->failures == 0) {
        ap_log_error(APLOG_MARK, error->log_level, error->rv,
                     site->site->server,
                     "TC%04d: %s (background work of "
                     "this site waits)",
                     error->log_number, error->cause);
    }
    wait = site->failures >= 5 ? LONGEST_BACK_OFF : 1 << site->failures;
    site->failures++;
    site->not_before = tc_clock_steady() + apr_time_from_sec(wait);
    return 0;
}

int tc_jobs_is_twin(const tc_jobs_t *jobs, const tc_job_site_t *site)
{
    for (const tc_job_site_t *other = jobs->sites; other != site; other++) {
        if (tc_hosts_are_twins(site->site, site->id, other->site, other->id)) {
            return 1;
        }
    }
    return 0;
}

/* ------------------------------------------------------------------- life */

static int is_site(server_rec *s)
{
    return tc_site_is_used(tc_site_of(s));
}

static void collect_sites(tc_jobs_t *jobs)
{
    int count = 0;

    for (server_rec *s = jobs->server; s != NULL; s = s->next) {
        count += is_site(s);
    }
    jobs->sites = apr_pcalloc(jobs->p,
                              sizeof(*jobs->sites) * ((size_t)count + 1));
    for (server_rec *s = jobs->server; s != NULL; s = s->next) {
        if (is_site(s)) {
            jobs->sites[jobs->sites_count++].site = tc_site_of(s);
        }
    }
}

static void start(tc_jobs_t *jobs)
{
    apr_time_t now = tc_clock_steady();

    jobs->p = NULL;
    jobs->sites_count = 0;
    if (apr_pool_create_unmanaged_ex(&jobs->p, NULL, NULL) != APR_SUCCESS ||
        apr_pool_create(&jobs->scratch, jobs->p) != APR_SUCCESS) {
        jobs->p = NULL;
        return;
    }
    collect_sites(jobs);
    for (int i = 0; i < jobs->sites_count; i++) {
        jobs->sites[i].views_written = now;
    }
    jobs->slots_count = tc_pool_wanted();
    jobs->slots = apr_pcalloc(jobs->p, sizeof(*jobs->slots) *
                                           ((size_t)jobs->slots_count + 1));
    for (int i = 0; i < jobs->slots_count; i++) {
        jobs->slots[i].fd = -1;
        jobs->slots[i].number = i;
        apr_pool_create(&jobs->slots[i].p, jobs->p);
        tc_pool_busy(i, 0); /* one that was killed may have left it */
    }
    tc_jobs_handover_take(jobs);
}

typedef void (*step_fn)(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now);

static void run_once(tc_jobs_t *jobs)
{
    static const step_fn steps[] = { tc_jobs_due_step, tc_jobs_views_step,
                                     tc_jobs_sweep_step };

    tc_jobs_dispatch_step(jobs, tc_clock_steady());
    apr_pool_clear(jobs->scratch);
    for (int i = 0; i < jobs->sites_count; i++) {
        tc_job_site_t *site = &jobs->sites[i];

        for (size_t j = 0; j < sizeof(steps) / sizeof(steps[0]); j++) {
            apr_time_t now = tc_clock_steady();

            if (tc_jobs_may(site, now) && !tc_jobs_is_twin(jobs, site)) {
                steps[j](jobs, site, now);
                apr_pool_clear(jobs->scratch);
            }
        }
        site->id = tc_db_site_id(site->site);
        if (tc_jobs_may(site, tc_clock_steady())) {
            tc_jobs_purge_step(jobs, site, tc_clock_steady());
            apr_pool_clear(jobs->scratch);
        }
        if (tc_jobs_may(site, tc_clock_steady())) {
            tc_jobs_webhooks_step(jobs, site, tc_clock_steady());
            apr_pool_clear(jobs->scratch);
        }
    }
}

static void run(tc_jobs_t *jobs)
{
    apr_time_t until = tc_clock_steady() + LONGEST_STEP;

    do {
        run_once(jobs);
    } while (tc_jobs_dispatch_is_busy(jobs) && tc_clock_steady() < until &&
             !apr_atomic_read32(&jobs->ending) && !tc_jobs_handover_is_due());
}

static void stop(tc_jobs_t *jobs)
{
    tc_jobs_handover_give(jobs);
    tc_jobs_dispatch_stop(jobs);
    for (int i = 0; i < jobs->sites_count; i++) {
        tc_job_site_t *site = &jobs->sites[i];

        tc_jobs_purge_stop(jobs, site);
        tc_jobs_webhooks_stop(jobs, site);
        if (site->failures == 0 && site->id != 0 &&
            !tc_jobs_is_twin(jobs, site)) {
            for (int slices = 0; slices < LAST_SLICES; slices++) {
                site->views_written = 0;
                tc_jobs_views_step(jobs, site, tc_clock_steady());
                if (site->views_written != 0) {
                    break;
                }
            }
        }
    }
    apr_pool_destroy(jobs->p);
    jobs->p = NULL;
}

static void step(tc_jobs_t *jobs, int state)
{
    switch (state) {
    case AP_WATCHDOG_STATE_RUNNING:
        if (jobs->ready && !jobs->started) {
            jobs->started = 1;
            start(jobs);
        }
        if (jobs->p != NULL) {
            run(jobs);
        }
        break;
    case AP_WATCHDOG_STATE_STOPPING:
        jobs->stopped = 1;
        if (jobs->p != NULL) {
            stop(jobs);
        }
        break;
    default:
        break;
    }
}

/* Any other answer than success would silence the watchdog for good. */
static apr_status_t callback(int state, void *data, apr_pool_t *p)
{
    tc_jobs_t *jobs = data;

    (void)p;
    pthread_mutex_lock(&jobs->busy);
    if (!jobs->stopped) {
        step(jobs, state);
    }
    pthread_mutex_unlock(&jobs->busy);
    return APR_SUCCESS;
}

/*
 * A child that ends does not wait for the watchdog's thread, nor tell it: the
 * thread would go on with connections whose pools are being destroyed. So
 * this waits for its step to end and stops the work itself, while the
 * database can still be used.
 */
static apr_status_t stop_before_pools(void *data)
{
    tc_jobs_t *jobs = data;

    apr_atomic_set32(&jobs->ending, 1);
    return callback(AP_WATCHDOG_STATE_STOPPING, data, NULL);
}

apr_status_t tc_jobs_watchdog(apr_pool_t *pconf, const char *name,
                              ap_watchdog_callback_fn_t *call, void *data)
{
    APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance) *get =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
    APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback) *add =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
    ap_watchdog_t *watchdog = NULL;
    apr_status_t rv;

    if (get == NULL || add == NULL) {
        return APR_ENOTIMPL;
    }
    rv = get(&watchdog, name, 0, 1, pconf);
    return rv == APR_SUCCESS ? add(watchdog, AP_WD_TM_SLICE, data, call) : rv;
}

apr_status_t tc_jobs_post_config(apr_pool_t *pconf, server_rec *s)
{
    tc_jobs_t *jobs = apr_pcalloc(pconf, sizeof(*jobs));
    apr_status_t rv;

    jobs->server = s;
    pthread_mutex_init(&jobs->busy, NULL);
    apr_pool_userdata_setn(jobs, JOBS_KEY, NULL, s->process->pconf);
    rv = tc_jobs_watchdog(pconf, "_talecraft_", callback, jobs);
    if (rv == APR_ENOTIMPL) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s,
                     TCNO(8001) "mod_talecraft needs mod_watchdog: add "
                                "\"LoadModule watchdog_module "
                                "modules/mod_watchdog.so\"");
        return APR_EGENERAL;
    }
    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, rv, s,
                     TCNO(8002) "the watchdog of background work cannot be "
                                "registered");
        return APR_EGENERAL;
    }
    return tc_jobs_listener_register(pconf, s);
}

static tc_jobs_t *jobs_of(const server_rec *s)
{
    void *found = NULL;

    apr_pool_userdata_get(&found, JOBS_KEY, s->process->pconf);
    return found;
}

/* The work itself begins in the watchdog's thread, in the one child that
 * holds its lock. That thread may run before the child is ready: mod_watchdog
 * starts it in its own child_init, which comes before others'. */
void tc_jobs_child_init(apr_pool_t *pchild, server_rec *s)
{
    tc_jobs_t *jobs = jobs_of(s);

    if (jobs != NULL) {
        apr_pool_pre_cleanup_register(pchild, jobs, stop_before_pools);
        pthread_mutex_lock(&jobs->busy);
        jobs->ready = 1;
        pthread_mutex_unlock(&jobs->busy);
    }
    tc_jobs_listener_child_init(pchild, s);
    for (; s != NULL; s = s->next) {
        if (tc_site_is_used(tc_site_of(s))) {
            tc_sender_child_init();
            break;
        }
    }
}
