/* The variants of a picture on their way: encoded, here or aside, written. */
#ifndef TC_WORKER_TASK_H
#define TC_WORKER_TASK_H

#include <pthread.h>

#include <apr_pools.h>

#include "base/job/protocol.h"
#include "worker/job.h"
#include "worker/picture/encode.h"
#include "worker/picture/picture.h"
#include "worker/picture/webp.h"

typedef struct tc_task_t tc_task_t;
typedef apr_status_t (*tc_task_fn)(tc_task_t *task);

struct tc_task_t {
    apr_pool_t *p; /* its own: pools are not for two threads */
    const tc_job_variant_t *variant;
    const char *directory;
    tc_webp_how_t how;
    int width; /* 0: this variant is left out */
    int height;
    tc_webp_t *taken;     /* a still picture's pixels */
    tc_webp_roll_t *roll; /* an animation that is being encoded, */
    tc_picture_t *part;   /* the frames that come next, */
    const int *delays;    /* and how long these stand */
    tc_encoded_t made;
    tc_task_fn run;
    apr_status_t rv;
    pthread_t thread;
    int threaded;
};

/* All of a job. */
typedef struct {
    apr_pool_t *p;
    const tc_job_t *job;
    tc_task_t tasks[TC_PROTOCOL_VARIANTS]; /* widest first */
    int count;
    int width; /* of the picture itself */
    int height;
    const char *placeholder;
    int damaged; /* it is what could be read of the file */
} tc_tasks_t;

/* NULL where there is no memory for it. */
tc_tasks_t *tc_task_make(apr_pool_t *p, const tc_job_t *job);

/* Which variants a picture of this size has: what would not be smaller than
 * it is left out. Their task's width is the picture's until it is shrunk. */
void tc_task_choose(tc_tasks_t *all, int width, int height);

/* Whether the first and largest is to go to a thread of its own. */
int tc_task_aside(const tc_tasks_t *all);

/* Begin; aside: in a thread of its own. Where there is no thread to be had it
 * is done here. */
void tc_task_begin(tc_task_t *task, tc_task_fn run, int aside);

/* Wait for what was begun aside. APR_EGENERAL where libvips or the encoder
 * failed (its complaint stands), else what the file system said; of the first
 * that failed. */
apr_status_t tc_task_wait(tc_tasks_t *all);

/* Write what was encoded, and end it. */
apr_status_t tc_task_write(tc_task_t *task, tc_webp_file_t *file);

#endif
