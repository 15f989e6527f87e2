/* Connections to workers, one step at a time; nothing here ever waits. */
#include <string.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/clock.h"
#include "base/json.h"
#include "core/log.h"
#include "jobs/private.h"
#include "media/pool.h"
#include "media/store.h"

/* The worker enforces the job's own limit; this is for a worker that does
 * not answer at all. A video is three steps. */
#define MARGIN apr_time_from_sec(10)
#define STEPS_OF_VIDEO 3

/* A worker that dies takes its connection with it; where it died because
 * httpd reloads, the stop is only moments away and gives the job back. */
#define LOST_WAIT apr_time_from_msec(700)

void tc_seat_clear(tc_seat_t *seat)
{
    if (seat->fd >= 0) {
        close(seat->fd);
    }
    seat->fd = -1;
    seat->state = TC_SEAT_EMPTY;
    seat->site = NULL;
    seat->result = NULL;
    memset(&seat->frame, 0, sizeof(seat->frame));
    apr_pool_clear(seat->p);
}

void tc_seat_offer(tc_jobs_t *jobs, tc_seat_t *seat)
{
    (void)jobs;
    if (tc_media_pool_seat(&seat->fd) == APR_SUCCESS) {
        seat->state = TC_SEAT_OFFERED;
    }
}

static void lost(tc_seat_t *seat, apr_time_t now)
{
    if (seat->state == TC_SEAT_BUSY) {
        close(seat->fd);
        seat->fd = -1;
        seat->state = TC_SEAT_LOST;
        seat->deadline = now + LOST_WAIT;
    }
    else {
        tc_seat_clear(seat);
    }
}

static void message(tc_seat_t *seat)
{
    if (seat->state == TC_SEAT_OFFERED) {
        seat->state = TC_SEAT_READY;
    }
    else if (seat->state == TC_SEAT_BUSY) {
        seat->state = TC_SEAT_DONE;
        seat->deadline = 0;
        seat->result = seat->frame.body;
    }
    memset(&seat->frame, 0, sizeof(seat->frame));
}

void tc_seat_listen(tc_jobs_t *jobs, tc_seat_t *seat, apr_time_t now)
{
    apr_status_t rv;

    if (seat->state != TC_SEAT_OFFERED && seat->state != TC_SEAT_READY &&
        seat->state != TC_SEAT_BUSY) {
        return;
    }
    rv = tc_frame_read(&seat->frame, seat->fd, seat->p);
    if (rv == APR_SUCCESS) {
        message(seat);
    }
    else if (!APR_STATUS_IS_EAGAIN(rv)) {
        lost(seat, now);
    }
    else if (seat->state == TC_SEAT_BUSY && now > seat->deadline) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, jobs->server,
                     TCNO(8003) "a media worker does not answer any more");
        lost(seat, now);
    }
}

/* ---------------------------------------------------------------- the job */

static void write_variants(tc_jw_t *w, const tc_site_t *site)
{
    tc_jw_open(w, '[');
    for (int i = 0; i < site->variants->nelts; i++) {
        const tc_variant_t *variant = &APR_ARRAY_IDX(site->variants, i,
                                                     tc_variant_t);

        tc_jw_open(w, '{');
        tc_jw_key(w, "name");
        tc_jw_string(w, variant->name);
        tc_jw_key(w, "width");
        tc_jw_int(w, variant->width);
        tc_jw_key(w, "quality");
        tc_jw_int(w, variant->quality);
        tc_jw_close(w, '}');
    }
    tc_jw_close(w, ']');
}

static void member(tc_jw_t *w, const char *key, apr_int64_t number)
{
    tc_jw_key(w, key);
    tc_jw_int(w, number);
}

static const char *text_of(const tc_jobs_t *jobs, const tc_seat_t *seat)
{
    const tc_site_t *site = seat->site->site;
    apr_pool_t *p = seat->p;
    tc_jw_t *w = tc_jw_make(p);
    int idle = 0;

    for (int i = 0; i < jobs->seats_count; i++) {
        idle += jobs->seats[i].state == TC_SEAT_READY;
    }
    tc_jw_open(w, '{');
    tc_jw_key(w, "original");
    tc_jw_string(
        w, tc_store_original(p, site, seat->job.sha256, seat->job.extension));
    tc_jw_key(w, "directory");
    tc_jw_string(w, tc_store_public_dir(p, site, seat->job.key));
    tc_jw_key(w, "media_type");
    tc_jw_string(w, seat->job.media_type);
    tc_jw_key(w, "variants");
    write_variants(w, site);
    member(w, "effort", site->media_effort);
    member(w, "pixels", site->max_pixels);
    member(w, "frames", site->max_frames);
    member(w, "seconds", site->media_seconds);
    member(w, "memory", site->media_memory);
    tc_jw_key(w, "parallel");
    tc_jw_bool(w, idle > 0);
    tc_jw_close(w, '}');
    return tc_jw_text(w, NULL);
}

/* Claimed rows lie in another pool, which ends with this step. */
static void keep_job(tc_seat_t *seat, const tc_media_job_t *job)
{
    seat->job.file_id = job->file_id;
    seat->job.attempts = job->attempts;
    seat->job.token = apr_pstrdup(seat->p, job->token);
    seat->job.sha256 = apr_pstrdup(seat->p, job->sha256);
    seat->job.key = apr_pstrdup(seat->p, job->key);
    seat->job.media_type = apr_pstrdup(seat->p, job->media_type);
    seat->job.mime_type = apr_pstrdup(seat->p, job->mime_type);
    seat->job.extension = apr_pstrdup(seat->p, job->extension);
}

void tc_seat_give(tc_jobs_t *jobs, tc_seat_t *seat, tc_job_site_t *site,
                  const tc_media_job_t *job)
{
    apr_time_t now = tc_clock_steady();
    const char *text;

    seat->site = site;
    seat->state = TC_SEAT_BUSY;
    keep_job(seat, job);
    seat->deadline = now + MARGIN +
                     STEPS_OF_VIDEO *
                         apr_time_from_sec(site->site->media_seconds);
    text = text_of(jobs, seat);
    if (tc_frame_write(seat->fd, text, strlen(text)) != APR_SUCCESS) {
        lost(seat, now);
    }
}
