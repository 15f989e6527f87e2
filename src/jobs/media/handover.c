#include "jobs/media/handover.h"

#include <string.h>
#include <unistd.h>

#include <ap_mpm.h>
#include <httpd.h>
#include <scoreboard.h>

#include "base/clock.h"
#include "base/json/json.h"
#include "base/json/writer.h"
#include "core/hosts.h"
#include "core/log.h"
#include "core/site.h"
#include "jobs/media/answer.h"
#include "jobs/jobs.h"
#include "jobs/media/slots.h"
#include "media/pool.h"
#include "media/queue.h"
#include "media/store.h"

/* ------------------------------------------------------------------ giving */

/* Answers that have come since the last look are written now. */
static void settle_answers(tc_jobs_t *jobs)
{
    for (int i = 0; i < jobs->slots_count; i++) {
        tc_slot_t *slot = &jobs->slots[i];

        tc_slots_listen(jobs, slot, tc_clock_steady());
        if (slot->state == TC_SLOT_DONE && slot->site->failures == 0 &&
            tc_jobs_answer_settle(jobs, slot)) {
            tc_slots_clear(slot);
        }
        apr_pool_clear(jobs->scratch);
    }
}

/* httpd counts its generations before it tells children to end; at a stop it
 * does not. */
int tc_jobs_handover_is_due(void)
{
    int own = 0;

    return ap_exists_scoreboard_image() &&
           ap_mpm_query(AP_MPMQ_GENERATION, &own) == APR_SUCCESS &&
           ap_get_scoreboard_global()->running_generation != own;
}

static const char *describe(apr_pool_t *p, const tc_slot_t *slot)
{
    const tc_site_t *site = slot->site->site;
    const tc_media_job_t *job = &slot->job;
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_open(w, '{');
    tc_writer_put_string(w, "database", tc_hosts_database(p, site));
    tc_writer_put_string(w, "root", tc_store_root(site));
    tc_writer_put_int(w, "worker", slot->worker);
    tc_writer_put_int(w, "begun", slot->begun);
    tc_writer_put_int(w, "deadline", slot->deadline);
    tc_writer_put_int(w, "file", job->file_id);
    tc_writer_put_int(w, "line", job->line);
    tc_writer_put_int(w, "attempts", job->attempts);
    tc_writer_put_string(w, "token", job->token);
    tc_writer_put_string(w, "sha256", job->sha256);
    tc_writer_put_string(w, "key", job->key);
    tc_writer_put_string(w, "media_type", job->media_type);
    tc_writer_put_string(w, "mime_type", job->mime_type);
    tc_writer_put_string(w, "extension", job->extension);
    tc_writer_close(w, '}');
    return tc_writer_text(w, NULL);
}

static void give(tc_jobs_t *jobs, tc_slot_t *slot)
{
    apr_status_t rv = tc_pool_hand_over(slot->fd,
                                        describe(jobs->scratch, slot));

    if (rv == APR_SUCCESS) {
        /* the lease is the successor's now: it is not given back */
        tc_slots_clear(slot);
    }
    else {
        ap_log_error(APLOG_MARK, APLOG_DEBUG, rv, slot->site->site->server,
                     "file %" APR_INT64_T_FMT " cannot be handed over to the "
                     "next generation; it is processed again",
                     slot->job.file_id);
    }
    apr_pool_clear(jobs->scratch);
}

void tc_jobs_handover_give(tc_jobs_t *jobs)
{
    settle_answers(jobs);
    if (!tc_jobs_handover_is_due()) {
        return;
    }
    for (int i = 0; i < jobs->slots_count; i++) {
        tc_slot_t *slot = &jobs->slots[i];

        /* nor where half an answer has been read */
        if (slot->state == TC_SLOT_BUSY && slot->frame.have == 0) {
            give(jobs, slot);
        }
    }
}

/* ------------------------------------------------------------------ taking */

static const char *text_of(const tc_json_t *left, const char *name)
{
    const char *text = tc_json_string(tc_json_get(left, name), NULL);

    return text != NULL ? text : "";
}

static apr_int64_t number_of(const tc_json_t *left, const char *name)
{
    return tc_json_int(tc_json_get(left, name));
}

static tc_job_site_t *site_of(const tc_jobs_t *jobs, const tc_json_t *left)
{
    for (int i = 0; i < jobs->sites_count; i++) {
        const tc_site_t *site = jobs->sites[i].site;

        if (tc_store_is_set(site) &&
            strcmp(tc_store_root(site), text_of(left, "root")) == 0 &&
            strcmp(tc_hosts_database(jobs->scratch, site),
                   text_of(left, "database")) == 0) {
            return &jobs->sites[i];
        }
    }
    return NULL;
}

static tc_slot_t *empty_slot(const tc_jobs_t *jobs)
{
    for (int i = 0; i < jobs->slots_count; i++) {
        if (jobs->slots[i].state == TC_SLOT_EMPTY) {
            return &jobs->slots[i];
        }
    }
    return NULL;
}

static void fill(tc_slot_t *slot, const tc_json_t *left)
{
    const tc_media_job_t job = { .file_id = number_of(left, "file"),
                                 .line = number_of(left, "line"),
                                 .attempts = (int)number_of(left, "attempts"),
                                 .token = text_of(left, "token"),
                                 .sha256 = text_of(left, "sha256"),
                                 .key = text_of(left, "key"),
                                 .media_type = text_of(left, "media_type"),
                                 .mime_type = text_of(left, "mime_type"),
                                 .extension = text_of(left, "extension") };

    tc_slots_keep(slot, &job);
    slot->worker = (pid_t)number_of(left, "worker");
    slot->begun = number_of(left, "begun");
    slot->deadline = number_of(left, "deadline");
    slot->leaves = 1;
    slot->state = TC_SLOT_BUSY;
    tc_pool_busy(slot->number, slot->worker);
}

static void take(tc_jobs_t *jobs, int fd, const char *text)
{
    const char *error = NULL;
    const tc_json_t *left = tc_json_parse(jobs->scratch, text, strlen(text),
                                          &error);
    tc_job_site_t *site = site_of(jobs, left);
    tc_slot_t *slot = empty_slot(jobs);

    if (site == NULL || slot == NULL) {
        close(fd);
        return;
    }
    slot->fd = fd;
    slot->site = site;
    fill(slot, left);
    ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, site->site->server,
                 "file %" APR_INT64_T_FMT " is being processed still, as "
                 "before the reload",
                 slot->job.file_id);
}

void tc_jobs_handover_take(tc_jobs_t *jobs)
{
    const char *text;
    int fd;

    while ((fd = tc_pool_take_over(jobs->scratch, &text)) >= 0) {
        take(jobs, fd, text);
        apr_pool_clear(jobs->scratch);
    }
}
