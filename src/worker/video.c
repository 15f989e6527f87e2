#include "worker/video.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/clip/clip.h"
#include "base/json/json.h"
#include "base/json/writer.h"
#include "worker/picture/facts.h"
#include "worker/job.h"
#include "worker/process.h"
#include "worker/program.h"
#include "worker/served.h"

#define POSTER ".poster.png"

/* ---------------------------------------------------------------- poster */

/* At most so wide. */
#define POSTER_WIDTH 1600

/* A second in, where most films have left the dark. */
#define WAIT 1.0

/* Frames of which more than this share (in percent) is black are passed
 * over, for so many seconds of the film. */
#define BLACK "95"
#define SEARCH "10"

/* Longer than any film. */
#define ALL "1000000"

#define NOT_BLACK                       \
    "blackframe=amount=0:threshold=32," \
    "metadata=select:"                  \
    "key=lavfi.blackframe.pblack:"      \
    "value=" BLACK ":function=less,"

/* One way to look for a frame. */
typedef struct {
    const char *from;   /* seconds */
    const char *most;   /* of them */
    const char *frames; /* of ffmpeg's "skip_frame" */
    const char *filter;
} search_t;

/* Where the sides are not known, ffmpeg's own count. */
static const char *scale(apr_pool_t *p, const tc_clip_t *clip)
{
    int width = clip->width < POSTER_WIDTH ? clip->width : POSTER_WIDTH;
    double height = (double)clip->height * width /
                    (clip->width ? clip->width : 1);

    if (clip->width == 0) {
        return apr_psprintf(p, "scale='min(%d,iw)':-1,setsar=1", POSTER_WIDTH);
    }
    return apr_psprintf(p, "scale=%d:%d,setsar=1", width,
                        height < 1 ? 1 : (int)(height + 0.5));
}

/* 1 where there is one at path now. */
static int take_frame(apr_pool_t *p, const tc_job_t *job, int peer,
                      const search_t *how, const tc_clip_t *clip,
                      const char *path)
{
    const char *filter = apr_pstrcat(p, how->filter, scale(p, clip), NULL);
    const char *arguments[] = { TC_PROGRAM_FFMPEG,
                                "-threads",
                                "1",
                                "-skip_frame",
                                how->frames,
                                "-ss",
                                how->from,
                                "-t",
                                how->most,
                                "-i",
                                job->original,
                                "-map",
                                "0:v:0",
                                "-frames:v",
                                "1",
                                "-vf",
                                filter,
                                "-f",
                                "image2",
                                "-update",
                                "1",
                                "-c:v",
                                "png",
                                "-y",
                                path,
                                NULL };
    apr_time_t now = apr_time_now();
    struct stat info;
    tc_process_t run;

    unlink(path);
    /* half of the time left: other ways, and the picture, want some too */
    (void)tc_program_run(p, job, peer, arguments, now + (job->until - now) / 2,
                         &run);
    return run.how == TC_RUN_EXITED && stat(path, &info) == 0 &&
           info.st_size > 0;
}

/* The first frame that is not black from a second on (of a short one, from
 * its middle); else the first such key frame of all; else any. */
static int find_frame(apr_pool_t *p, const tc_job_t *job, int peer,
                      const tc_clip_t *clip, const char *path)
{
    double at = clip->picture < 0 || clip->picture > 2 * WAIT
                    ? WAIT
                    : clip->picture / 2;
    const search_t ways[] = {
        { apr_psprintf(p, "%.3f", at), SEARCH, "default", NOT_BLACK },
        { "0", ALL, "nokey", NOT_BLACK },
        { "0", ALL, "default", "" },
    };

    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (take_frame(p, job, peer, &ways[i], clip, path)) {
            return 1;
        }
    }
    return 0;
}

/* The decoder's answer about the poster, or NULL. */
static tc_json_t *make_poster(apr_pool_t *p, const tc_job_t *job, int peer,
                              const tc_clip_t *clip)
{
    const char *path = apr_pstrcat(p, job->directory, "/" POSTER, NULL);
    tc_job_t still = *job;
    tc_json_t *answer = NULL;

    if (find_frame(p, job, peer, clip, path)) {
        const char *error = NULL, *text;

        still.original = path;
        still.is_video = 0;
        still.count = 1;
        still.variants[0].name = "poster";
        still.variants[0].width = 0;
        text = tc_job_picture(p, &still, peer);
        answer = text != NULL ? tc_json_parse(p, text, strlen(text), &error)
                              : NULL;
    }
    unlink(path);
    return answer;
}

/* ---------------------------------------------------------------- answer */

static void write_side(tc_writer_t *w, const char *key, int value)
{
    tc_writer_key(w, key);
    if (value > 0) {
        tc_writer_int(w, value);
    }
    else {
        tc_writer_null(w);
    }
}

static const char *ready(apr_pool_t *p, const tc_clip_t *clip,
                         const char *served, const tc_json_t *poster)
{
    const tc_json_t *variants = tc_json_get(poster, "variants");
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_open(w, '{');
    tc_writer_put_string(w, "status", "ready");
    tc_writer_put_string(w, "video", served);
    write_side(w, "width", clip->width);
    write_side(w, "height", clip->height);
    tc_writer_put_raw(
        w, "duration",
        clip->duration < 0 ? "null" : apr_psprintf(p, "%.3f", clip->duration));
    tc_writer_put_raw(w, "damaged",
                      clip->state == TC_CLIP_CUT ? "true" : "false");
    tc_writer_put_string(
        w, "placeholder",
        tc_json_string(tc_json_get(poster, "placeholder"), NULL));
    tc_writer_key(w, "variants");
    if (variants != NULL) {
        tc_writer_json(w, variants);
    }
    else {
        tc_writer_raw(w, "[]");
    }
    tc_writer_close(w, '}');
    return tc_writer_text(w, NULL);
}

const char *tc_video_run(apr_pool_t *p, const tc_job_t *job, int peer)
{
    tc_clip_t clip;
    const char *served = NULL;
    const char *refused = tc_facts_read(p, job, peer, &clip);

    if (refused == NULL) {
        refused = tc_served_make(p, job, peer, &clip, &served);
    }
    if (refused != NULL) {
        return refused[0] ? refused : NULL;
    }
    return ready(p, &clip, served, make_poster(p, job, peer, &clip));
}
