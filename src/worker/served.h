/*
 * The copy of a video that everybody may see: without what it tells of place,
 * device and author, and with its index in front (base/clip/clean.h). Its
 * pictures and sounds are those of the original, byte for byte.
 */
#ifndef TC_WORKER_SERVED_H
#define TC_WORKER_SERVED_H

#include <apr_pools.h>

#include "base/clip/clip.h"
#include "worker/job.h"

/*
 * Make it, confined as decoders are: "<digest>-video.<ext>" in the job's
 * directory. clip: what the original says of itself, which the copy must say
 * too. NULL: *name is set. Else the answer that the job has, or "" where
 * nobody waits for it any more.
 */
const char *tc_served_make(apr_pool_t *p, const tc_job_t *job, int peer,
                           const tc_clip_t *clip, const char **name);

#endif
