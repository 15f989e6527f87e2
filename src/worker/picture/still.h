/* A still picture to its variants. */
#ifndef TC_WORKER_PICTURE_STILL_H
#define TC_WORKER_PICTURE_STILL_H

#include "worker/picture/picture.h"
#include "worker/task.h"

/* Ends picture, as early as may be. APR_SUCCESS, or as tc_task_wait(). */
apr_status_t tc_still_encode(tc_tasks_t *all, tc_picture_t *picture);

#endif
