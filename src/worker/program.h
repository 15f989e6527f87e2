/* ffmpeg, confined as decoders are. */
#ifndef TC_WORKER_PROGRAM_H
#define TC_WORKER_PROGRAM_H

#include <apr_pools.h>

#include "worker/job.h"
#include "worker/process.h"

/* Its arguments before the input: the formats and codecs that uploads really
 * have. Some hundreds of other decoders stay shut, and sound is not decoded at
 * all. */
#define TC_PROGRAM_FILE "-protocol_whitelist", "file"
#define TC_PROGRAM_FORMATS \
    "-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
#define TC_PROGRAM_DECODERS \
    "h264,hevc,vp8,libvpx,vp9,libvpx-vp9,av1,libdav1d,libaom-av1,mpeg4,mjpeg"
#define TC_PROGRAM_CODECS "-codec_whitelist", TC_PROGRAM_DECODERS

#define TC_PROGRAM_FFMPEG                                                     \
    "ffmpeg", "-nostdin", "-v", "error", TC_PROGRAM_FILE, TC_PROGRAM_FORMATS, \
        TC_PROGRAM_CODECS

/* Run a program, until then at the latest. arguments: its name first, NULL at
 * the end. 1 where it ran and ended with 0. */
int tc_program_run(apr_pool_t *p, const tc_job_t *job, int peer,
                   const char *const *arguments, apr_time_t until,
                   tc_process_t *run);

#endif
