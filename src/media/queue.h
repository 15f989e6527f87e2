/*
 * The rows of media_files: where uploads enter, and the queue of what is to
 * be processed. A claim is a lease: its holder may write the result, and
 * nobody else. A connection is borrowed for each statement, as tc_db_read and
 * tc_db_write do.
 */
#ifndef TC_MEDIA_QUEUE_H
#define TC_MEDIA_QUEUE_H

#include "base/job/failure.h"
#include "core/error.h"
#include "core/site.h"
#include "db/db.h"
#include "db/sql.h"
#include "media/upload.h"

typedef struct {
    apr_int64_t media_id;
    const tc_rows_t *row; /* as it was made; NULL: the user had it already */
    int queued;           /* 1: the file waits to be processed */
} tc_media_added_t;

/*
 * Write the rows of a published upload: the stored file (once for the same
 * bytes) and the user's row. A row that the user has already stays as it is;
 * a file that FAILED is queued again. What exceeds TalecraftUserQuota is
 * refused, and the stored file removed later. Raises tags, nudges the queue.
 * sql: media_file_add, with the URLs of its answer bound. alt_text and caption
 * NULL count as "". acting: whose row it is. 401 where the user is gone.
 */
tc_error_t *tc_queue_add(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                         const tc_sql_acting_t *acting,
                         const tc_upload_t *upload, tc_media_added_t *added);

/*
 * Queue the file of a media row again. *found 0: there is no such row;
 * *busy 1: it is being processed (or waits for it), nothing was changed.
 */
tc_error_t *tc_queue_reprocess(tc_site_t *site, apr_pool_t *p,
                               apr_int64_t media_id, int *found, int *busy);

/* Files that wait or are being processed, for GET /health/ and mod_status. */
tc_error_t *tc_queue_length(tc_site_t *site, apr_pool_t *p,
                            apr_int64_t *waiting);

/* A file that this process has the lease of. */
typedef struct {
    apr_int64_t file_id;
    apr_int64_t line; /* of its uploader; 0: reprocess --all */
    const char *token;
    const char *sha256;
    const char *key;
    const char *media_type;
    const char *mime_type;
    const char *extension;
    int attempts; /* earlier ones that failed */
} tc_media_job_t;

/* The next job, from p; NULL: there is none now. Uploaders take turns: who
 * has the fewest jobs at work, then whose last turn was the longest ago; the
 * line `without` is passed over. Rows whose lease ran out are claimed again. */
#define TC_QUEUE_NO_LINE (-1)
tc_error_t *tc_queue_claim(tc_site_t *site, apr_pool_t *p, apr_int64_t without,
                           tc_media_job_t **job);

/* What came of a job. variants: JSON text as in media_files.variants. */
typedef struct {
    int width;
    int height;
    double duration; /* seconds, below 0: not known */
    const char *variants;
    const char *video_file;  /* NULL for pictures */
    const char *placeholder; /* NULL: none */
    int damaged;             /* it is what could be read of the file */
} tc_media_result_t;

/* This and tc_queue_failed are fenced by the token; *ours 0 where the lease
 * was lost meanwhile (then nothing changed). Tags are raised. */
tc_error_t *tc_queue_ready(tc_site_t *site, apr_pool_t *p,
                           const tc_media_job_t *job,
                           const tc_media_result_t *result, int *ours);
/* The limits that a failure names. */
tc_failure_limits_t tc_queue_limits(const tc_site_t *site);
/* Where another try may help it follows 2, 8, 32 ... s later, and after
 * TalecraftMediaRetries of them the file is FAILED. Users are told the
 * sentence alone; the log has a line with the detail. */
tc_error_t *tc_queue_failed(tc_site_t *site, apr_pool_t *p,
                            const tc_media_job_t *job,
                            const tc_failure_t *failure, int *ours);
/* Leases are short, so that a job whose process was killed is taken up again
 * soon; their holders renew them. tokens: "a,b,c". */
#define TC_MEDIA_LEASE 12 /* seconds */
tc_error_t *tc_queue_renew(tc_site_t *site, apr_pool_t *p, const char *tokens);
/* Give jobs back as if they had not been claimed (stop, reload). */
tc_error_t *tc_queue_release(tc_site_t *site, apr_pool_t *p,
                             const char *tokens);

#endif
