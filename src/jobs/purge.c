/*
 * Caches in front of the servers are told what is out of date
 * (TalecraftPurge). What is to be told and who tells it stands in the
 * database, see outbox/outbox.h.
 *
 * A change is told SETTLE after this server has seen it. Until then another
 * server of the site may answer with what was true before (it trusts its
 * entries for a second after it was last told of changes), and a cache that
 * was purged too early would fetch that and keep it. What changes meanwhile
 * is told together, each key once.
 *
 * All of it is done in steps of the watchdog's thread that do not wait.
 */
#include "jobs/purge.h"

#include <apr_general.h>

#include "base/clock.h"
#include "base/crypto/crypto.h"
#include "cache/signals.h"
#include "core/error.h"
#include "core/log.h"
#include "jobs/jobs.h"
#include "jobs/state.h"
#include "outbox/keys.h"
#include "outbox/outbox.h"
#include "outbox/retry.h"
#include "outbox/sender.h"

#define LOOK_EVERY apr_time_from_msec(500)
#define SETTLE apr_time_from_msec(1500)
#define SAY_EVERY apr_time_from_sec(600)
#define TOKEN_BYTES 16

typedef enum {
    IDLE,    /* not the sender */
    FOLDING, /* about to put changes together */
    SETTLED, /* there is something to send at not_before */
    SENDING  /* a request is under way */
} state_t;

typedef struct tc_purge {
    apr_pool_t *p;
    tc_sender_t *sender;
    const char *token;
    state_t state;
    apr_time_t not_before;
    apr_time_t said; /* the last warning */
    int failures;    /* in a row, before the request under way */
    apr_pool_t *p_tags;
    apr_array_header_t *tags; /* under way; from p_tags */
} tc_purge_t;

static tc_purge_t *begin(tc_jobs_t *jobs, tc_job_site_t *site)
{
    tc_purge_t *purge;
    apr_pool_t *p;

    if (apr_pool_create(&p, jobs->p) != APR_SUCCESS) {
        return NULL;
    }
    purge = apr_pcalloc(p, sizeof(*purge));
    purge->p = p;
    purge->token = tc_crypto_random_hex(p, TOKEN_BYTES);
    purge->sender = tc_sender_make(p, site->site->purge->ca_file, NULL);
    if (purge->token == NULL || purge->sender == NULL ||
        apr_pool_create(&purge->p_tags, p) != APR_SUCCESS) {
        apr_pool_destroy(p);
        return NULL;
    }
    return purge;
}

/* Where the statement failed all begins anew, which repeats at most what a
 * cache has been told already. */
static int noted(tc_job_site_t *site, tc_error_t *error)
{
    if (!tc_jobs_note(site, error)) {
        site->purge->state = IDLE;
        return 0;
    }
    return 1;
}

static void look(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now)
{
    tc_purge_t *purge = site->purge;
    int wanted = 0, ready = 0;

    purge->not_before = now + LOOK_EVERY;
    if (!noted(site, tc_outbox_look(site->site, jobs->scratch, purge->token,
                                    &wanted, &ready)) ||
        (!wanted && !noted(site, tc_outbox_want(site->site, jobs->scratch)))) {
        return;
    }
    if (wanted && ready) {
        purge->state = FOLDING;
        purge->not_before = 0;
    }
}

static void fold(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now)
{
    tc_purge_t *purge = site->purge;
    int held = 0, more = 0, crowded = 0;

    if (!noted(site, tc_outbox_fold(site->site, jobs->scratch, purge->token,
                                    &held, &more, &crowded))) {
        return;
    }
    if (held && crowded) {
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, site->site->server,
                     "so many keys wait to be purged that all of the site "
                     "is purged instead");
        if (!noted(site, tc_outbox_everything(site->site, jobs->scratch,
                                              purge->token))) {
            return;
        }
    }
    purge->state = !held ? IDLE : more ? FOLDING : SETTLED;
    purge->not_before = !held ? now + LOOK_EVERY : more ? 0 : now + SETTLE;
}

static void failed(tc_jobs_t *jobs, tc_job_site_t *site, const tc_sent_t *sent)
{
    tc_purge_t *purge = site->purge;
    apr_interval_time_t wait;
    apr_uint32_t chance = 0;
    apr_time_t now = tc_clock_steady();

    apr_generate_random_bytes((unsigned char *)&chance, sizeof(chance));
    wait = tc_retry_purge(purge->failures + 1, sent->retry_after, chance);
    if (purge->failures == 0 || now - purge->said > SAY_EVERY) {
        purge->said = now;
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, 0, site->site->server,
            TCNO(8020) "the cache at %s could not be purged (%s) and may "
                       "show what is out of date; it is tried again in %d s "
                       "and so on. Check TalecraftPurge and that cache",
                 site->site->purge->place, sent->fault,
                 (int)apr_time_sec(wait + APR_USEC_PER_SEC / 2));
    }
    purge->state = IDLE;
    purge->not_before = now + LOOK_EVERY;
    (void)noted(site, tc_outbox_failed(site->site, jobs->scratch, purge->token,
                                       wait, sent->fault));
}

static void confirmed(tc_jobs_t *jobs, tc_job_site_t *site)
{
    tc_purge_t *purge = site->purge;

    if (!noted(site, tc_outbox_sent(site->site, jobs->scratch, purge->token,
                                    purge->tags))) {
        return;
    }
    if (purge->failures > 0) {
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, site->site->server,
                     "the cache at %s is purged again",
                     site->site->purge->place);
    }
    purge->state = SETTLED;
    purge->not_before = 0;
}

static void send_next(tc_jobs_t *jobs, tc_job_site_t *site)
{
    tc_purge_t *purge = site->purge;
    int most = tc_keys_most(site->site->purge->form);

    apr_pool_clear(purge->p_tags);
    if (!noted(site, tc_outbox_next(site->site, purge->p_tags, purge->token,
                                    most, &purge->tags, &purge->failures))) {
        return;
    }
    if (purge->tags->nelts == 0) {
        purge->state = IDLE;
        (void)noted(
            site, tc_outbox_release(site->site, jobs->scratch, purge->token));
        return;
    }
    purge->state = SENDING;
    if (!tc_sender_begin(purge->sender,
                         tc_keys_message(jobs->scratch, site->site->purge,
                                         tc_keys_names(jobs->scratch, site->id,
                                                       purge->tags)))) {
        failed(jobs, site, &(tc_sent_t){ .fault = "no memory" });
    }
}

static void go_on(tc_jobs_t *jobs, tc_job_site_t *site)
{
    tc_sent_t sent;

    if (!tc_sender_go_on(site->purge->sender, jobs->scratch, &sent)) {
        return;
    }
    if (sent.ok) {
        confirmed(jobs, site);
    }
    else {
        failed(jobs, site, &sent);
    }
}

void tc_jobs_purge_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now)
{
    if (site->id == 0 || !tc_outbox_is_for(site->site, jobs->server)) {
        return;
    }
    if (site->purge == NULL) {
        site->purge = begin(jobs, site);
    }
    if (site->purge == NULL || now < site->purge->not_before) {
        return;
    }
    if (site->purge->state == IDLE &&
        tc_jobs_waits(site, TC_WORK_PURGE, now)) {
        look(jobs, site, now);
    }
    if (site->purge->state == FOLDING) {
        fold(jobs, site, now);
    }
    else if (site->purge->state == SETTLED) {
        send_next(jobs, site);
    }
    if (site->purge->state == SENDING) {
        go_on(jobs, site);
    }
}

void tc_jobs_purge_stop(tc_jobs_t *jobs, tc_job_site_t *site)
{
    if (site->purge != NULL && site->purge->state != IDLE &&
        site->failures == 0) {
        (void)tc_jobs_note(site, tc_outbox_release(site->site, jobs->scratch,
                                                   site->purge->token));
    }
}
