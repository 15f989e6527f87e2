#include "worker/task.h"

#include "base/job/protocol.h"
#include "worker/job.h"
#include "worker/picture/encode.h"
#include "worker/picture/webp.h"

/* The small ones are what readers load, and cost little. */
#define MORE_EFFORT 2

static int effort_for(const tc_job_t *job, const tc_job_variant_t *variant)
{
    int effort = job->effort + (variant->width > 0 ? MORE_EFFORT : 0);

    return effort > TC_PROTOCOL_EFFORT_MAX ? TC_PROTOCOL_EFFORT_MAX : effort;
}

static int prepare(tc_task_t *task, const tc_job_t *job,
                   const tc_job_variant_t *variant)
{
    task->variant = variant;
    task->directory = job->directory;
    task->how.quality = variant->quality;
    task->how.effort = effort_for(job, variant);
    return apr_pool_create_unmanaged_ex(&task->p, NULL, NULL) == APR_SUCCESS
               ? 0
               : -1;
}

tc_tasks_t *tc_task_make(apr_pool_t *p, const tc_job_t *job)
{
    tc_tasks_t *all = apr_pcalloc(p, sizeof(*all));

    all->p = p;
    all->job = job;
    for (all->count = 0; all->count < job->count; all->count++) {
        if (prepare(&all->tasks[all->count], job,
                    &job->variants[all->count]) != 0) {
            return NULL;
        }
    }
    return all;
}

void tc_task_choose(tc_tasks_t *all, int width, int height)
{
    all->width = width;
    all->height = height;
    for (int i = 0; i < all->count; i++) {
        all->tasks[i].width = all->tasks[i].variant->width < width ? width : 0;
    }
}

int tc_task_aside(const tc_tasks_t *all)
{
    return all->job->parallel && all->count > 1;
}

static void *run_aside(void *data)
{
    tc_task_t *task = data;

    task->rv = task->run(task);
    return NULL;
}

void tc_task_begin(tc_task_t *task, tc_task_fn run, int aside)
{
    task->run = run;
    task->threaded = aside &&
                     pthread_create(&task->thread, NULL, run_aside, task) == 0;
    if (!task->threaded) {
        task->rv = run(task);
    }
}

apr_status_t tc_task_wait(tc_tasks_t *all)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < all->count; i++) {
        tc_task_t *task = &all->tasks[i];

        if (task->threaded) {
            pthread_join(task->thread, NULL);
            task->threaded = 0;
        }
        rv = rv == APR_SUCCESS ? task->rv : rv;
    }
    return rv;
}

apr_status_t tc_task_write(tc_task_t *task, tc_webp_file_t *file)
{
    apr_status_t rv = tc_encode_write(task->p, file, task->directory,
                                      task->variant->name, &task->made);

    tc_webp_free(file);
    return rv;
}
