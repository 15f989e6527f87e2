/* What a video says of itself. */
#ifndef TC_WORKER_PICTURE_FACTS_H
#define TC_WORKER_PICTURE_FACTS_H

#include <apr_pools.h>

#include "base/clip/clip.h"
#include "worker/job.h"

/*
 * Read in a process of its own, which holds nothing and may die. NULL: *clip
 * is set. Else the answer that the job has, or "" where nobody waits for it
 * any more.
 */
const char *tc_facts_read(apr_pool_t *p, const tc_job_t *job, int peer,
                          tc_clip_t *clip);

#endif
