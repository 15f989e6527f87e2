/* An animation to its variants. */
#ifndef TC_WORKER_PICTURE_ANIMATION_H
#define TC_WORKER_PICTURE_ANIMATION_H

#include "worker/picture/picture.h"
#include "worker/task.h"

/* What tc_animation_encode() returns where the file itself is at fault. */
#define TC_ANIMATION_DAMAGED APR_EINCOMPLETE

/*
 * A few frames at a time: what this takes of memory does not grow with their
 * number (of a WebP libvips itself keeps all that it has decoded).
 * APR_SUCCESS, TC_ANIMATION_DAMAGED, or as tc_task_wait().
 */
apr_status_t tc_animation_encode(tc_tasks_t *all, tc_picture_t *picture);

#endif
