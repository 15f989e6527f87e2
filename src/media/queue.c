#include "media/queue.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "base/crypto/crypto.h"
#include "base/job/failure.h"
#include "cache/signals.h"
#include "core/error.h"
#include "core/log.h"
#include "core/refusal.h"
#include "core/site.h"
#include "data/data.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "media/upload.h"

#define ADD_TRIES 5
#define KEY_BYTES 16
#define TOKEN_BYTES 16

static tc_error_t *no_random(apr_pool_t *p)
{
    return tc_error_internal(p, 4020, APR_EGENERAL,
                             "the operating system gives no random bytes");
}

/* ----------------------------------------------------------------- enter */

static void bind_upload(tc_sql_t *sql, const tc_site_t *site,
                        apr_int64_t user_id, const char *key,
                        const tc_upload_t *upload)
{
    tc_sql_bind_int(sql, "quota", site->user_quota);
    tc_sql_bind_int(sql, "user_id", user_id);
    tc_sql_bind(sql, "sha256", upload->sha256);
    tc_sql_bind(sql, "key", key);
    tc_sql_bind(sql, "media_type", upload->media_type);
    tc_sql_bind(sql, "mime_type", upload->mime_type);
    tc_sql_bind(sql, "extension", upload->extension);
    tc_sql_bind_int(sql, "size", upload->size);
    tc_sql_bind(sql, "original_name", upload->original_name);
    tc_sql_bind(sql, "alt_text", upload->alt_text);
    tc_sql_bind(sql, "caption", upload->caption);
}

/* What the statement says; 0 where it must run again. */
static int read_added(const tc_rows_t *rows, tc_media_added_t *added)
{
    const char *status = tc_rows_get(rows, 0, "status");

    added->row = tc_rows_get(rows, 0, "id") != NULL ? rows : NULL;
    added->media_id = tc_rows_int(rows, 0,
                                  added->row != NULL ? "id" : "old_id");
    added->queued = status != NULL && strcmp(status, "UPLOADED") == 0;
    return added->media_id > 0;
}

static tc_error_t *over_quota(apr_pool_t *p, const tc_site_t *site)
{
    return tc_error_field(
        p, "original_file",
        tc_refusal_text(p, TC_REFUSAL_QUOTA,
                        apr_psprintf(p, "%" APR_OFF_T_FMT, site->user_quota)));
}

static tc_error_t *add_rows(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                            tc_media_added_t *added, int *failed)
{
    for (int i = 0; i < ADD_TRIES; i++) {
        tc_rows_t *rows = NULL;
        tc_error_t *error = tc_data_write(site, p, sql, &rows, NULL);

        if (error != NULL) {
            return error;
        }
        if (rows->count == 0) {
            return tc_error_invalid_token(p);
        }
        if (!tc_rows_bool(rows, 0, "fits")) {
            return over_quota(p, site);
        }
        if (read_added(rows, added)) {
            const char *status = tc_rows_get(rows, 0, "status");

            *failed = status != NULL && strcmp(status, "FAILED") == 0;
            return NULL;
        }
    }
    return tc_error_unavailable(p, 4021, APR_SUCCESS,
                                "the rows of an upload were made and "
                                "removed again and again by others");
}

tc_error_t *tc_queue_add(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                         const tc_sql_acting_t *acting,
                         const tc_upload_t *upload, tc_media_added_t *added)
{
    int failed = 0, found, busy;
    const char *key = tc_crypto_random_hex(p, KEY_BYTES);
    tc_error_t *error;

    if (key == NULL) {
        return no_random(p);
    }
    bind_upload(sql, site, acting->user_id, key, upload);
    tc_sql_acting(sql, acting);
    error = add_rows(site, p, sql, added, &failed);
    if (error == NULL && failed) {
        error = tc_queue_reprocess(site, p, added->media_id, &found, &busy);
        added->queued = 1;
    }
    else if (error == NULL && added->queued) {
        tc_signals_nudge(tc_db_site_id(site));
    }
    return error;
}

tc_error_t *tc_queue_reprocess(tc_site_t *site, apr_pool_t *p,
                               apr_int64_t media_id, int *found, int *busy)
{
    tc_sql_t *sql = tc_sql_make(p, "media_queue_again");
    tc_rows_t *rows = NULL;
    tc_error_t *error;

    tc_sql_bind_int(sql, "media_id", media_id);
    error = tc_data_write(site, p, sql, &rows, NULL);
    if (error != NULL) {
        return error;
    }
    *found = rows->count > 0;
    *busy = *found && tc_rows_int(rows, 0, "queued") == 0;
    if (*found && !*busy) {
        tc_signals_nudge(tc_db_site_id(site));
    }
    return NULL;
}

tc_error_t *tc_queue_length(tc_site_t *site, apr_pool_t *p,
                            apr_int64_t *waiting)
{
    tc_rows_t *rows = NULL;
    tc_error_t *error = tc_db_read(
        site, p, tc_sql_make(p, "media_queue_length"), &rows);

    if (error == NULL) {
        *waiting = tc_rows_int(rows, 0, "waiting");
    }
    return error;
}

/* ---------------------------------------------------------------- leases */

/* Texts of rows live as long as p; jobs are copied by who keeps them. */
static void read_job(const tc_rows_t *rows, const char *token,
                     tc_media_job_t *job)
{
    job->file_id = tc_rows_int(rows, 0, "id");
    job->line = tc_rows_int(rows, 0, "queued_by_id");
    job->token = token;
    job->sha256 = tc_rows_get(rows, 0, "sha256");
    job->key = tc_rows_get(rows, 0, "key");
    job->media_type = tc_rows_get(rows, 0, "media_type");
    job->mime_type = tc_rows_get(rows, 0, "mime_type");
    job->extension = tc_rows_get(rows, 0, "extension");
    job->attempts = (int)tc_rows_int(rows, 0, "attempts");
}

tc_error_t *tc_queue_claim(tc_site_t *site, apr_pool_t *p, apr_int64_t without,
                           tc_media_job_t **job)
{
    tc_sql_t *sql = tc_sql_make(p, "media_queue_claim");
    const char *token = tc_crypto_random_hex(p, TOKEN_BYTES);
    tc_rows_t *rows = NULL;
    tc_error_t *error;

    *job = NULL;
    if (token == NULL) {
        return no_random(p);
    }
    tc_sql_bind(sql, "token", token);
    tc_sql_bind_int(sql, "seconds", TC_MEDIA_LEASE);
    tc_sql_bind_int(sql, "without", without);
    error = tc_data_write(site, p, sql, &rows, NULL);
    if (error != NULL) {
        return error;
    }
    if (rows->count > 0) {
        *job = apr_pcalloc(p, sizeof(**job));
        read_job(rows, token, *job);
    }
    return NULL;
}

static tc_error_t *with_tokens(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                               const char *tokens)
{
    tc_rows_t *rows = NULL;

    tc_sql_bind(sql, "tokens", tokens);
    return tc_data_write(site, p, sql, &rows, NULL);
}

tc_error_t *tc_queue_renew(tc_site_t *site, apr_pool_t *p, const char *tokens)
{
    tc_sql_t *sql = tc_sql_make(p, "media_queue_renew");

    tc_sql_bind_int(sql, "seconds", TC_MEDIA_LEASE);
    return with_tokens(site, p, sql, tokens);
}

tc_error_t *tc_queue_release(tc_site_t *site, apr_pool_t *p,
                             const char *tokens)
{
    return with_tokens(site, p, tc_sql_make(p, "media_queue_release"), tokens);
}

/* --------------------------------------------------------------- results */

static tc_error_t *finish(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                          const tc_media_job_t *job, tc_rows_t **rows,
                          int *ours)
{
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", job->file_id);
    tc_sql_bind(sql, "token", job->token);
    error = tc_data_write(site, p, sql, rows, NULL);
    *ours = error == NULL && (*rows)->count > 0;
    return error;
}

static const char *positive(apr_pool_t *p, int number)
{
    return number > 0 ? apr_itoa(p, number) : NULL;
}

tc_error_t *tc_queue_ready(tc_site_t *site, apr_pool_t *p,
                           const tc_media_job_t *job,
                           const tc_media_result_t *result, int *ours)
{
    static const tc_failure_limits_t none = { 0, 0, 0 };
    tc_sql_t *sql = tc_sql_make(p, "media_queue_ready");
    tc_rows_t *rows = NULL;

    tc_sql_bind(sql, "width", positive(p, result->width));
    tc_sql_bind(sql, "height", positive(p, result->height));
    tc_sql_bind(sql, "duration",
                result->duration < 0
                    ? NULL
                    : apr_psprintf(p, "%.3f", result->duration));
    tc_sql_bind(sql, "variants", result->variants);
    tc_sql_bind(sql, "video_file", result->video_file);
    tc_sql_bind(sql, "placeholder", result->placeholder);
    tc_sql_bind(sql, "error",
                result->damaged
                    ? tc_failure_sentence(p, TC_REASON_PARTLY, &none)
                    : NULL);
    return finish(site, p, sql, job, &rows, ours);
}

/* -------------------------------------------------------------- failures */

tc_failure_limits_t tc_queue_limits(const tc_site_t *site)
{
    tc_failure_limits_t limits = { site->max_pixels, site->max_frames,
                                   site->media_seconds };

    return limits;
}

/* A damaged file is its uploader's business; the rest is the operator's. */
static void report(const tc_site_t *site, const tc_failure_t *failure,
                   const char *what, int again)
{
    tc_failure_kind_t fault = tc_failure_fault(failure->reason);

    if (again) {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, site->server,
                     "%s; it is tried again", what);
    }
    else if (fault == TC_FAILURE_ATTACK) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, site->server,
                     TCNO(4041) "%s; it may be an attack on the decoder",
                          what);
    }
    else if (fault == TC_FAILURE_SERVER) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, site->server,
                     TCNO(4040) "%s; that is no fault of the file", what);
    }
    else {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, site->server, "%s", what);
    }
}

tc_error_t *tc_queue_failed(tc_site_t *site, apr_pool_t *p,
                            const tc_media_job_t *job,
                            const tc_failure_t *failure, int *ours)
{
    tc_sql_t *sql = tc_sql_make(p, "media_queue_failed");
    tc_failure_limits_t limits = tc_queue_limits(site);
    const char *sentence = tc_failure_sentence(p, failure->reason, &limits);
    tc_rows_t *rows = NULL;
    tc_error_t *error;

    tc_sql_bind(sql, "error", sentence);
    tc_sql_bind_bool(sql, "helps", failure->helps);
    tc_sql_bind_int(sql, "retries", site->media_retries);
    error = finish(site, p, sql, job, &rows, ours);
    if (*ours) {
        report(site, failure,
               apr_psprintf(
                   p,
                   "media %" APR_INT64_T_FMT " failed: %s (file "
                   "%" APR_INT64_T_FMT ": %s)",
                   tc_rows_int(rows, 0, "media_id"), sentence, job->file_id,
                   failure->detail != NULL ? failure->detail : "no detail"),
               tc_rows_bool(rows, 0, "retry"));
    }
    return error;
}
