/*
 * Videos: what the container says of them, the copy that is served, and a
 * poster by ffmpeg where that is installed; all confined as decoders are.
 * Without a poster, and with a codec that is not known here, a video is ready
 * as well.
 */
#ifndef TC_WORKER_VIDEO_H
#define TC_WORKER_VIDEO_H

#include "worker/job.h"

const char *tc_video_run(apr_pool_t *p, const tc_job_t *job, int peer);

#endif
