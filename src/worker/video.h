/*
 * Videos: dimensions and duration by ffprobe, a poster by ffmpeg, where they
 * are installed. Both run confined as decoders are. A video is ready whatever
 * they find.
 */
#ifndef TC_WORKER_VIDEO_H
#define TC_WORKER_VIDEO_H

#include "worker/job.h"

const char *tc_video_run(apr_pool_t *p, const tc_job_t *job, int peer);

#endif
