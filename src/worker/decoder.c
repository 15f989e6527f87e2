#include "worker/decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/json.h"
#include "worker/encode.h"
#include "worker/picture.h"

typedef struct {
    apr_pool_t *p; /* its own: pools are not for two threads */
    const tc_job_t *job;
    const tc_job_variant_t *variant;
    tc_picture_t *picture; /* NULL: this variant is left out */
    const VipsImage *timing;
    tc_encoded_t made;
    apr_status_t rv;
    char complaint[256];
    pthread_t thread;
    int threaded;
} task_t;

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

/* Widths grow in the answer, as clients want them in a srcset. */
static const char *ready(apr_pool_t *p, const tc_picture_t *picture,
                         const task_t *tasks, int count,
                         const char *placeholder)
{
    tc_jw_t *w = tc_jw_make(p);

    tc_jw_open(w, '{');
    tc_jw_key(w, "status");
    tc_jw_string(w, "ready");
    tc_jw_key(w, "width");
    tc_jw_int(w, picture->width);
    tc_jw_key(w, "height");
    tc_jw_int(w, picture->height);
    tc_jw_key(w, "placeholder");
    tc_jw_string(w, placeholder);
    tc_jw_key(w, "variants");
    tc_jw_open(w, '[');
    for (int i = count - 1; i >= 0; i--) {
        const task_t *task = &tasks[i];

        if (task->picture == NULL) {
            continue;
        }
        tc_jw_open(w, '{');
        tc_jw_key(w, "name");
        tc_jw_string(w, task->variant->name);
        tc_jw_key(w, "file");
        tc_jw_string(w, task->made.file);
        tc_jw_key(w, "width");
        tc_jw_int(w, task->picture->width);
        tc_jw_key(w, "height");
        tc_jw_int(w, task->picture->height);
        tc_jw_key(w, "file_size");
        tc_jw_int(w, (apr_int64_t)task->made.size);
        tc_jw_close(w, '}');
    }
    tc_jw_close(w, ']');
    tc_jw_close(w, '}');
    return tc_jw_text(w, NULL);
}

/* ----------------------------------------------------------------- tasks */

static void *encode(void *data)
{
    task_t *task = data;
    tc_encode_t how = { .name = task->variant->name,
                        .quality = task->variant->quality,
                        .effort = task->job->effort,
                        .directory = task->job->directory };

    task->rv = tc_encode_file(task->p, task->picture, task->timing, &how,
                              &task->made);
    if (task->threaded) {
        vips_thread_shutdown();
    }
    return NULL;
}

/* The first and largest goes to a thread of its own where a core is idle;
 * where there is no thread to be had it is done here. */
static void begin(task_t *task, int aside)
{
    task->threaded = aside;
    if (aside && pthread_create(&task->thread, NULL, encode, task) == 0) {
        return;
    }
    task->threaded = 0;
    encode(task);
}

static apr_status_t sync_directory(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    apr_status_t rv = fd < 0 || fsync(fd) != 0 ? errno : APR_SUCCESS;

    if (fd >= 0) {
        close(fd);
    }
    return rv;
}

/*
 * Each variant is made from the one above it: a twelfth of the work of going
 * back to the whole picture each time. What is not smaller than the picture
 * is left out.
 */
static apr_status_t encode_all(tc_picture_t *base, const VipsImage *timing,
                               const tc_job_t *job, task_t *tasks)
{
    int count = job->count;
    tc_picture_t *from = base;
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < count; i++) {
        task_t *task = &tasks[i];

        if (task->variant->width >= base->width) {
            continue;
        }
        task->timing = timing;
        task->picture = task->variant->width == 0
                            ? base
                            : tc_picture_shrink(from, task->variant->width);
        if (task->picture == NULL) {
            rv = APR_EGENERAL;
            break;
        }
        from = task->picture;
        begin(task, i == 0 && count > 1 && job->parallel);
    }
    for (int i = 0; i < count; i++) {
        if (tasks[i].threaded) {
            pthread_join(tasks[i].thread, NULL);
        }
        if (tasks[i].rv != APR_SUCCESS) {
            rv = tasks[i].rv;
        }
    }
    return rv == APR_SUCCESS ? sync_directory(job->directory) : rv;
}

static const char *why_not(apr_pool_t *p, apr_status_t rv)
{
    if (rv == APR_EGENERAL) {
        return tc_job_refusal(
            p, 0, tc_picture_complaint("The picture cannot be encoded."));
    }
    if (rv == EFBIG) {
        return tc_job_refusal(p, 0, "The picture's variants are too big.");
    }
    return tc_job_refusal(
        p, 1,
        apr_psprintf(p, "The variants cannot be written (%s).", strerror(rv)));
}

static int prepare(const tc_job_t *job, task_t *tasks)
{
    for (int i = 0; i < job->count; i++) {
        tasks[i].job = job;
        tasks[i].variant = &job->variants[i];
        if (apr_pool_create_unmanaged_ex(&tasks[i].p, NULL, NULL) !=
            APR_SUCCESS) {
            return -1;
        }
    }
    return 0;
}

int tc_decoder_run(void *baton, int out)
{
    const tc_job_t *job = baton;
    tc_picture_limits_t limits = { job->pixels, job->frames };
    task_t tasks[TC_JOB_VARIANTS] = { { .job = NULL } };
    tc_picture_t *picture, *base;
    const VipsImage *timing;
    const char *error = NULL;
    apr_pool_t *p;
    apr_status_t rv;

    if (apr_pool_create_unmanaged_ex(&p, NULL, NULL) != APR_SUCCESS ||
        prepare(job, tasks) != 0) {
        return 1;
    }
    picture = tc_picture_load(job->original, &limits, &error);
    if (picture == NULL) {
        return say(out, tc_job_refusal(p, 0, error));
    }
    timing = picture->image;
    base = tc_picture_shrink(picture, 0);
    if (base == NULL) {
        return say(out, why_not(p, APR_EGENERAL));
    }
    rv = encode_all(base, timing, job, tasks);
    if (rv != APR_SUCCESS) {
        return say(out, why_not(p, rv));
    }
    for (int i = job->count - 1; i >= 0; i--) {
        if (tasks[i].picture) {
            return say(out, ready(p, base, tasks, job->count,
                                  tc_encode_placeholder(p, tasks[i].picture)));
        }
    }
    return say(out, ready(p, base, tasks, 0, NULL));
}
