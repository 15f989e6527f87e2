#include "worker/decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/files/file.h"
#include "base/job/failure.h"
#include "base/json/json.h"
#include "base/json/writer.h"
#include "worker/picture/animation.h"
#include "worker/job.h"
#include "worker/picture/picture.h"
#include "worker/picture/still.h"
#include "worker/task.h"

/* ---------------------------------------------------------------- answer */

static int say(int out, const char *text)
{
    apr_size_t len = strlen(text);

    while (len > 0) {
        ssize_t n = write(out, text, len);

        if (n <= 0) {
            return 1;
        }
        text += n;
        len -= (apr_size_t)n;
    }
    return 0;
}

static void write_variant(tc_writer_t *w, const tc_task_t *task)
{
    tc_writer_open(w, '{');
    tc_writer_put_string(w, "name", task->variant->name);
    tc_writer_put_string(w, "file", task->made.file);
    tc_writer_put_int(w, "width", task->width);
    tc_writer_put_int(w, "height", task->height);
    tc_writer_put_int(w, "file_size", (apr_int64_t)task->made.size);
    tc_writer_close(w, '}');
}

/* Widths grow in the answer, as clients want them in a srcset. */
static const char *ready(const tc_tasks_t *all)
{
    tc_writer_t *w = tc_writer_make(all->p);

    tc_writer_open(w, '{');
    tc_writer_put_string(w, "status", "ready");
    tc_writer_put_int(w, "width", all->width);
    tc_writer_put_int(w, "height", all->height);
    tc_writer_put_string(w, "placeholder", all->placeholder);
    tc_writer_put_raw(w, "damaged", all->damaged ? "true" : "false");
    tc_writer_key(w, "variants");
    tc_writer_open(w, '[');
    for (int i = all->count - 1; i >= 0; i--) {
        if (all->tasks[i].width > 0) {
            write_variant(w, &all->tasks[i]);
        }
    }
    tc_writer_close(w, ']');
    tc_writer_close(w, '}');
    return tc_writer_text(w, NULL);
}

static const char *why_not(const tc_tasks_t *all, apr_status_t rv)
{
    tc_failure_t failure = { .reason = TC_REASON_TOO_BIG };

    if (rv == TC_ANIMATION_DAMAGED || rv == APR_EGENERAL) {
        tc_picture_complaint(rv == APR_EGENERAL ? TC_REASON_UNENCODABLE
                                                : TC_REASON_DAMAGED,
                             &failure);
    }
    else if (rv != EFBIG) {
        failure.reason = TC_REASON_SERVER;
        failure.detail = apr_psprintf(all->p,
                                      "a variant cannot be written "
                                      "into %s: %s",
                                      all->job->directory, strerror(rv));
    }
    return tc_job_refusal(all->p, all->job, failure.reason, failure.detail);
}

int tc_decoder_run(void *baton, int out)
{
    const tc_job_t *job = baton;
    tc_failure_limits_t limits = tc_job_limits(job);
    tc_picture_t *picture;
    tc_tasks_t *all;
    tc_failure_t failure;
    apr_pool_t *p;
    apr_status_t rv;

    if (apr_pool_create_unmanaged_ex(&p, NULL, NULL) != APR_SUCCESS ||
        (all = tc_task_make(p, job)) == NULL) {
        return 1;
    }
    picture = tc_picture_load(job->original, &limits, &failure);
    if (picture == NULL) {
        return say(out,
                   tc_job_refusal(p, job, failure.reason, failure.detail));
    }
    all->damaged = picture->damaged;
    rv = picture->frames > 1 ? tc_animation_encode(all, picture)
                             : tc_still_encode(all, picture);
    if (rv == APR_SUCCESS) {
        rv = tc_file_sync_dir(job->directory);
    }
    return say(out, rv == APR_SUCCESS ? ready(all) : why_not(all, rv));
}
