/* What a video says of itself. */
#ifndef TC_WORKER_PICTURE_FACTS_H
#define TC_WORKER_PICTURE_FACTS_H

#include <apr_pools.h>

#include "worker/job.h"

typedef struct {
    int width; /* upright; 0: not known */
    int height;
    double duration; /* seconds; below 0: not known */
} tc_media_facts_t;

/* 0 where it says nothing, or there is no program to ask. */
int tc_facts_read(apr_pool_t *p, const tc_job_t *job, int peer,
                  tc_media_facts_t *facts);

#endif
