/* Connections to workers, one step at a time; nothing here ever waits. */
#include "jobs/media/slots.h"

#include <string.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/clock.h"
#include "base/job/frame.h"
#include "base/json/json.h"
#include "base/json/writer.h"
#include "core/log.h"
#include "core/site.h"
#include "jobs/state.h"
#include "media/lines.h"
#include "media/pool.h"
#include "media/queue.h"
#include "media/store.h"

/* The worker enforces the job's own limit; this is for a worker that does
 * not answer at all. A video is three steps. */
#define MARGIN apr_time_from_sec(10)
#define STEPS_OF_VIDEO 3

/* A worker that dies takes its connection with it; where it died because
 * httpd reloads, the stop is only moments away and gives the job back. */
#define LOST_WAIT apr_time_from_msec(700)

void tc_slots_clear(tc_slot_t *slot)
{
    if (slot->fd >= 0) {
        close(slot->fd);
    }
    slot->fd = -1;
    slot->worker = 0;
    slot->leaves = 0;
    slot->state = TC_SLOT_EMPTY;
    slot->site = NULL;
    slot->result = NULL;
    memset(&slot->frame, 0, sizeof(slot->frame));
    apr_pool_clear(slot->p);
}

void tc_slots_offer(tc_jobs_t *jobs, tc_slot_t *slot)
{
    (void)jobs;
    if (tc_pool_slot(&slot->fd) == APR_SUCCESS) {
        slot->state = TC_SLOT_OFFERED;
    }
}

static void lost(tc_slot_t *slot, apr_time_t now)
{
    tc_pool_busy(slot->number, 0);
    if (slot->state == TC_SLOT_BUSY) {
        close(slot->fd);
        slot->fd = -1;
        slot->state = TC_SLOT_LOST;
        slot->deadline = now + LOST_WAIT;
    }
    else {
        tc_slots_clear(slot);
    }
}

static pid_t read_hello(const tc_slot_t *slot)
{
    const char *error = NULL;
    const tc_json_t *hello = tc_json_parse(slot->p, slot->frame.body,
                                           slot->frame.len, &error);

    return (pid_t)tc_json_int(tc_json_get(hello, "ready"));
}

static void message(tc_slot_t *slot)
{
    if (slot->state == TC_SLOT_OFFERED) {
        slot->state = TC_SLOT_READY;
        slot->worker = read_hello(slot);
    }
    else if (slot->state == TC_SLOT_BUSY) {
        tc_pool_busy(slot->number, 0);
        slot->state = TC_SLOT_DONE;
        slot->deadline = 0;
        slot->result = slot->frame.body;
    }
    memset(&slot->frame, 0, sizeof(slot->frame));
}

void tc_slots_listen(tc_jobs_t *jobs, tc_slot_t *slot, apr_time_t now)
{
    apr_status_t rv;

    if (slot->state != TC_SLOT_OFFERED && slot->state != TC_SLOT_READY &&
        slot->state != TC_SLOT_BUSY) {
        return;
    }
    rv = tc_frame_read(&slot->frame, slot->fd, slot->p);
    if (rv == APR_SUCCESS) {
        message(slot);
    }
    else if (!APR_STATUS_IS_EAGAIN(rv)) {
        lost(slot, now);
    }
    else if (slot->state == TC_SLOT_BUSY && now > slot->deadline) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, jobs->server,
                     TCNO(8003) "a media worker does not answer any more");
        lost(slot, now);
    }
}

/* ---------------------------------------------------------------- the job */

static void write_variants(tc_writer_t *w, const tc_site_t *site)
{
    tc_writer_open(w, '[');
    for (int i = 0; i < site->variants->nelts; i++) {
        const tc_variant_t *variant = &APR_ARRAY_IDX(site->variants, i,
                                                     tc_variant_t);

        tc_writer_open(w, '{');
        tc_writer_put_string(w, "name", variant->name);
        tc_writer_put_int(w, "width", variant->width);
        tc_writer_put_int(w, "quality", variant->quality);
        tc_writer_close(w, '}');
    }
    tc_writer_close(w, ']');
}

static const char *text_of(const tc_jobs_t *jobs, const tc_slot_t *slot)
{
    const tc_site_t *site = slot->site->site;
    tc_store_places_t places = tc_store_places(
        slot->p, site, slot->job.sha256, slot->job.extension, slot->job.key);
    tc_writer_t *w = tc_writer_make(slot->p);
    int idle = 0;

    for (int i = 0; i < jobs->slots_count; i++) {
        idle += jobs->slots[i].state == TC_SLOT_READY;
    }
    tc_writer_open(w, '{');
    tc_writer_put_string(w, "original", places.original);
    tc_writer_put_string(w, "directory", places.directory);
    tc_writer_put_string(w, "media_type", slot->job.media_type);
    tc_writer_key(w, "variants");
    write_variants(w, site);
    tc_writer_put_int(w, "effort", site->media_effort);
    tc_writer_put_int(w, "pixels", site->max_pixels);
    tc_writer_put_int(w, "frames", site->max_frames);
    tc_writer_put_int(w, "seconds", site->media_seconds);
    tc_writer_put_int(w, "memory", site->media_memory);
    tc_writer_put_bool(w, "parallel", idle > 0);
    tc_writer_close(w, '}');
    return tc_writer_text(w, NULL);
}

void tc_slots_keep(tc_slot_t *slot, const tc_media_job_t *job)
{
    slot->job.file_id = job->file_id;
    slot->job.line = job->line;
    slot->job.attempts = job->attempts;
    slot->job.token = apr_pstrdup(slot->p, job->token);
    slot->job.sha256 = apr_pstrdup(slot->p, job->sha256);
    slot->job.key = apr_pstrdup(slot->p, job->key);
    slot->job.media_type = apr_pstrdup(slot->p, job->media_type);
    slot->job.mime_type = apr_pstrdup(slot->p, job->mime_type);
    slot->job.extension = apr_pstrdup(slot->p, job->extension);
}

void tc_slots_give(tc_jobs_t *jobs, tc_slot_t *slot, tc_job_site_t *site,
                   const tc_media_job_t *job)
{
    apr_time_t now = tc_clock_steady();
    const char *text;

    slot->site = site;
    slot->state = TC_SLOT_BUSY;
    tc_slots_keep(slot, job);
    slot->begun = now;
    slot->deadline = now + MARGIN +
                     STEPS_OF_VIDEO *
                         apr_time_from_sec(site->site->media_seconds);
    tc_pool_busy(slot->number, slot->worker);
    text = text_of(jobs, slot);
    if (tc_frame_write(slot->fd, text, strlen(text)) != APR_SUCCESS) {
        lost(slot, now);
    }
}

/* ------------------------------------------------------------------ lines */

static int is_of(const tc_slot_t *slot, const tc_job_site_t *site,
                 apr_int64_t line)
{
    return slot->site == site && slot->job.line == line;
}

/* How many workers the line has; *lasts 1: one of its jobs takes long. */
static int held_by(const tc_jobs_t *jobs, const tc_job_site_t *site,
                   apr_int64_t line, apr_time_t now, int *lasts)
{
    int held = 0;

    *lasts = 0;
    for (int i = 0; i < jobs->slots_count; i++) {
        const tc_slot_t *slot = &jobs->slots[i];

        if (is_of(slot, site, line)) {
            held++;
            *lasts |= !tc_lines_is_short(slot->job.media_type, slot->begun,
                                         now);
        }
    }
    return held;
}

apr_int64_t tc_slots_full_line(const tc_jobs_t *jobs,
                               const tc_job_site_t *site, int alive,
                               apr_time_t now)
{
    for (int i = 0; alive > 1 && i < jobs->slots_count; i++) {
        const tc_slot_t *slot = &jobs->slots[i];
        apr_int64_t line = slot->job.line;
        int lasts;

        if (slot->site == site &&
            held_by(jobs, site, line, now, &lasts) >= alive - 1 &&
            (lasts || !tc_lines_trusts(&site->lines, line, now))) {
            return line;
        }
    }
    return TC_QUEUE_NO_LINE;
}
