/*
 * What a worker answers goes into the database only after every part of it
 * has been looked at: the decoder behind it has read a file of a stranger.
 */
#include "jobs/media/answer.h"

#include <math.h>
#include <string.h>

#include <apr_strings.h>

#include "base/job/failure.h"
#include "base/job/protocol.h"
#include "base/json/json.h"
#include "base/json/writer.h"
#include "core/error.h"
#include "core/log.h"
#include "core/site.h"
#include "jobs/jobs.h"
#include "jobs/state.h"
#include "media/queue.h"
#include "media/store.h"

#define URI_START "data:image/webp;base64,"

/* --------------------------------------------------------------- checking */

static int side(const tc_json_t *object, const char *key, int *value)
{
    apr_int64_t number = tc_json_int(tc_json_get(object, key));

    *value = (int)number;
    return number >= 1 && number <= TC_PROTOCOL_ORIGINAL_MAX;
}

/* "<digest>-<name>.<extension>" of this very name and extension. */
static int is_file_of(const char *file, const char *name,
                      const char *extension)
{
    const char *dash = file != NULL ? strchr(file, '-') : NULL;
    apr_size_t len = name != NULL ? strlen(name) : 0;

    return dash != NULL && len > 0 && tc_store_is_public_name(file) &&
           strncmp(dash + 1, name, len) == 0 && dash[1 + len] == '.' &&
           strcmp(dash + 1 + len + 1, extension) == 0;
}

static int copy_variant(tc_writer_t *w, const tc_json_t *variant)
{
    const char *name = tc_json_string(tc_json_get(variant, "name"), NULL);
    const char *file = tc_json_string(tc_json_get(variant, "file"), NULL);
    apr_int64_t size = tc_json_int(tc_json_get(variant, "file_size"));
    int width, height;

    if (!is_file_of(file, name, "webp") || !side(variant, "width", &width) ||
        !side(variant, "height", &height) || size <= 0) {
        return 0;
    }
    tc_writer_open(w, '{');
    tc_writer_put_string(w, "name", name);
    tc_writer_put_string(w, "file", file);
    tc_writer_put_int(w, "width", width);
    tc_writer_put_int(w, "height", height);
    tc_writer_put_int(w, "file_size", size);
    tc_writer_close(w, '}');
    return 1;
}

static const char *copy_variants(apr_pool_t *p, const tc_json_t *list)
{
    tc_writer_t *w = tc_writer_make(p);
    apr_size_t count = tc_json_size(list);

    if (count > TC_PROTOCOL_VARIANTS) {
        return NULL;
    }
    tc_writer_open(w, '[');
    for (apr_size_t i = 0; i < count; i++) {
        if (!copy_variant(w, tc_json_at(list, i))) {
            return NULL;
        }
    }
    tc_writer_close(w, ']');
    return tc_writer_text(w, NULL);
}

/* NULL for a placeholder that could hold anything but a small WebP: an answer
 * does without. */
static const char *checked_placeholder(const tc_json_t *answer)
{
    apr_size_t len = 0, start = sizeof(URI_START) - 1;
    const char *uri = tc_json_string(tc_json_get(answer, "placeholder"), &len);

    if (uri == NULL || len > TC_PROTOCOL_PLACEHOLDER_MAX ||
        strncmp(uri, URI_START, start) != 0 ||
        strspn(uri + start, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
                            "qrstuvwxyz0123456789+/=") != len - start) {
        return NULL;
    }
    return uri;
}

/* 0 where the answer is not one that our worker gives. */
static int read_ready(apr_pool_t *p, const tc_json_t *answer,
                      const tc_media_job_t *job, tc_media_result_t *result)
{
    int is_video = strcmp(job->media_type, "VIDEO") == 0;
    const tc_json_t *duration = tc_json_get(answer, "duration");
    int sized = side(answer, "width", &result->width) &
                side(answer, "height", &result->height);

    if (!sized) {
        result->width = result->height = 0;
    }
    result->variants = copy_variants(p, tc_json_get(answer, "variants"));
    result->placeholder = checked_placeholder(answer);
    result->damaged = tc_json_bool(tc_json_get(answer, "damaged"));
    result->duration = -1;
    if (duration != NULL && tc_json_kind(duration) != TC_JSON_NULL) {
        double seconds = tc_json_real(duration);

        result->duration = isfinite(seconds) && seconds >= 0 && seconds < 1e9
                               ? seconds
                               : -1;
    }
    if (is_video) {
        result->video_file = tc_json_string(tc_json_get(answer, "video"),
                                            NULL);
    }
    return result->variants != NULL &&
           (is_video ? is_file_of(result->video_file, "video", job->extension)
                     : sized && strcmp(result->variants, "[]") != 0);
}

/* --------------------------------------------------------------- settling */

/* Copies that were served before show more than this one, perhaps. */
static void drop_older(const tc_site_t *site, apr_pool_t *p,
                       const tc_media_job_t *job,
                       const tc_media_result_t *result)
{
    apr_status_t rv = tc_store_keep_video(p, site, job->key,
                                          result->video_file);

    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, rv, site->server,
                     TCNO(8014) "an older copy of video file %" APR_INT64_T_FMT
                                " cannot be removed from TalecraftMediaRoot "
                                "%s: have it processed again",
                          job->file_id, tc_store_root(site));
    }
}

static tc_error_t *write_ready(tc_jobs_t *jobs, tc_slot_t *slot,
                               const tc_json_t *answer, int *ours)
{
    const tc_media_job_t *job = &slot->job;
    tc_site_t *site = slot->site->site;
    apr_pool_t *p = jobs->scratch;
    static const tc_failure_t wrong = { TC_REASON_WRONG_ANSWER, 0, NULL };
    tc_media_result_t result = { .duration = -1 };
    tc_error_t *error;

    if (!read_ready(p, answer, job, &result)) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, site->server,
                     TCNO(8005) "a media worker gave an answer that is none "
                                "of ours for file %" APR_INT64_T_FMT,
                          job->file_id);
        return tc_queue_failed(site, p, job, &wrong, ours);
    }
    error = tc_queue_ready(site, p, job, &result, ours);
    if (error == NULL && *ours && result.video_file != NULL) {
        drop_older(site, p, job, &result);
    }
    return error;
}

static tc_error_t *write_failed(tc_jobs_t *jobs, const tc_slot_t *slot,
                                const tc_json_t *answer, int *ours)
{
    tc_site_t *site = slot->site->site;
    tc_failure_limits_t limits = tc_queue_limits(site);
    tc_failure_t failure;

    tc_failure_read(jobs->scratch, answer, &limits, &failure);
    if (failure.helps && tc_store_usable(jobs->scratch, site) != APR_SUCCESS) {
        /* no fault of the file, nor a try of it */
        *ours = 1;
        return tc_queue_release(site, jobs->scratch, slot->job.token);
    }
    return tc_queue_failed(site, jobs->scratch, &slot->job, &failure, ours);
}

int tc_jobs_answer_settle(tc_jobs_t *jobs, tc_slot_t *slot)
{
    apr_pool_t *p = jobs->scratch;
    const char *fault = NULL, *status;
    tc_json_t *answer = tc_json_parse(p, slot->result, strlen(slot->result),
                                      &fault);
    tc_error_t *error;
    int ours = 0;

    status = tc_json_string(tc_json_get(answer, "status"), NULL);
    if (status != NULL && strcmp(status, "ready") == 0) {
        error = write_ready(jobs, slot, answer, &ours);
    }
    else {
        error = write_failed(jobs, slot, answer, &ours);
    }
    if (!tc_jobs_note(slot->site, error)) {
        return 0;
    }
    if (!ours) {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, slot->site->site->server,
                     "the lease of file %" APR_INT64_T_FMT " was lost; its "
                     "result is dropped",
                     slot->job.file_id);
    }
    return 1;
}
