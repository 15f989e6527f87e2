/*
 * Webhooks are told of events. What is to be told and who tells it stands in
 * the database, see outbox/webhooks.h.
 *
 * Some requests are under way at once, so that a receiver that hangs keeps
 * others waiting no longer than it may take itself; all of it is done in steps
 * of the watchdog's thread that do not wait.
 */
#include "jobs/webhooks.h"

#include "base/clock.h"
#include "base/crypto/crypto.h"
#include "cache/signals.h"
#include "core/error.h"
#include "core/log.h"
#include "jobs/jobs.h"
#include "jobs/state.h"
#include "outbox/sender.h"
#include "outbox/webhooks.h"

#define LOOK_EVERY apr_time_from_sec(1)
#define SLOTS 16 /* requests at once */
#define TOKEN_BYTES 16

typedef struct {
    tc_sender_t *sender; /* NULL: none was needed yet */
    apr_pool_t *p;       /* of the delivery */
    int is_busy;
    tc_delivery_t delivery;
} slot_t;

typedef struct tc_hooks {
    apr_pool_t *p;
    const char *token;
    apr_time_t not_before; /* the next look */
    slot_t slots[SLOTS];
} tc_hooks_t;

static tc_hooks_t *begin(tc_jobs_t *jobs)
{
    tc_hooks_t *hooks;
    apr_pool_t *p;

    if (apr_pool_create(&p, jobs->p) != APR_SUCCESS) {
        return NULL;
    }
    hooks = apr_pcalloc(p, sizeof(*hooks));
    hooks->p = p;
    hooks->token = tc_crypto_random_hex(p, TOKEN_BYTES);
    for (int i = 0; i < SLOTS && hooks->token != NULL; i++) {
        if (apr_pool_create(&hooks->slots[i].p, p) != APR_SUCCESS) {
            hooks->token = NULL;
        }
    }
    if (hooks->token == NULL) {
        apr_pool_destroy(p);
        return NULL;
    }
    return hooks;
}

/* Where the statement fails it is sent again when its lease is over. */
static void note(tc_jobs_t *jobs, tc_job_site_t *site, slot_t *slot,
                 const tc_sent_t *sent)
{
    int is_off = 0;

    slot->is_busy = 0;
    site->hooks->not_before = 0;
    if (tc_jobs_note(site, tc_outbox_webhooks_done(
                               site->site, jobs->scratch, site->hooks->token,
                               &slot->delivery, sent, &is_off)) &&
        is_off) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, site->site->server,
                     TCNO(8021) "webhook %" APR_INT64_T_FMT " was switched "
                                "off: nothing could be delivered for three "
                                "days (%s)",
                          slot->delivery.webhook_id,
                          sent->fault != NULL ? sent->fault : "-");
    }
    apr_pool_clear(slot->p);
}

static void go_on(tc_jobs_t *jobs, tc_job_site_t *site)
{
    for (int i = 0; i < SLOTS && site->failures == 0; i++) {
        slot_t *slot = &site->hooks->slots[i];
        tc_sent_t sent;

        if (slot->is_busy &&
            tc_sender_go_on(slot->sender, jobs->scratch, &sent)) {
            note(jobs, site, slot, &sent);
        }
    }
}

/* Of the delivery the numbers alone outlive this step. */
static void send_one(tc_jobs_t *jobs, tc_job_site_t *site, slot_t *slot,
                     const tc_delivery_t *delivery)
{
    slot->delivery = (tc_delivery_t){ .id = delivery->id,
                                      .webhook_id = delivery->webhook_id,
                                      .tries = delivery->tries };
    slot->is_busy = 1;
    if (slot->sender == NULL) {
        slot->sender = tc_sender_make(site->hooks->p, NULL,
                                      site->site->webhook_allow);
    }
    if (slot->sender == NULL ||
        !tc_sender_begin(
            slot->sender,
            tc_outbox_webhooks_message(slot->p, delivery, apr_time_now()))) {
        note(jobs, site, slot, &(tc_sent_t){ .fault = "no memory" });
    }
}

static int slots_free(const tc_hooks_t *hooks)
{
    int count = 0;

    for (int i = 0; i < SLOTS; i++) {
        count += !hooks->slots[i].is_busy;
    }
    return count;
}

static void claim(tc_jobs_t *jobs, tc_job_site_t *site)
{
    tc_hooks_t *hooks = site->hooks;
    apr_array_header_t *deliveries = NULL;
    int next = 0;

    if (!tc_jobs_note(site, tc_outbox_webhooks_claim(
                                site->site, jobs->scratch, hooks->token,
                                slots_free(hooks), &deliveries))) {
        return;
    }
    for (int i = 0; i < SLOTS && next < deliveries->nelts; i++) {
        if (!hooks->slots[i].is_busy) {
            send_one(jobs, site, &hooks->slots[i],
                     &APR_ARRAY_IDX(deliveries, next++, tc_delivery_t));
        }
    }
}

static void look(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now)
{
    tc_hooks_t *hooks = site->hooks;
    int news = 0, due = 0, more = 0;

    hooks->not_before = now + LOOK_EVERY;
    if (!tc_jobs_note(site, tc_outbox_webhooks_look(site->site, jobs->scratch,
                                                    &news, &due))) {
        return;
    }
    if (news && !tc_jobs_note(site, tc_outbox_webhooks_tell(
                                        site->site, jobs->scratch, &more))) {
        return;
    }
    if ((due || news) && slots_free(hooks) > 0) {
        claim(jobs, site);
    }
    if (more) {
        hooks->not_before = 0;
    }
}

void tc_jobs_webhooks_step(tc_jobs_t *jobs, tc_job_site_t *site,
                           apr_time_t now)
{
    if (site->id == 0 ||
        !tc_outbox_webhooks_is_for(site->site, jobs->server)) {
        return;
    }
    if (site->hooks == NULL) {
        site->hooks = begin(jobs);
    }
    if (site->hooks == NULL) {
        return;
    }
    go_on(jobs, site);
    if (now >= site->hooks->not_before && site->failures == 0 &&
        tc_jobs_waits(site, TC_WORK_HOOKS, now)) {
        look(jobs, site, now);
    }
}

void tc_jobs_webhooks_stop(tc_jobs_t *jobs, tc_job_site_t *site)
{
    if (site->hooks != NULL && site->failures == 0 &&
        slots_free(site->hooks) < SLOTS) {
        (void)tc_jobs_note(
            site, tc_outbox_webhooks_release(site->site, jobs->scratch,
                                             site->hooks->token));
    }
}
