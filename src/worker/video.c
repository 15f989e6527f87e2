#include "worker/video.h"

#include <string.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "worker/picture/facts.h"
#include "worker/job.h"
#include "worker/process.h"
#include "worker/program.h"

#define POSTER ".poster.png"

/* ---------------------------------------------------------------- poster */

/* A second in, where most films have left the dark, or the middle of a
 * short one. */
static int take_frame(apr_pool_t *p, const tc_job_t *job, int peer,
                      const tc_media_facts_t *facts, const char *path)
{
    double at = facts->duration > 2   ? 1.0
                : facts->duration > 0 ? facts->duration / 2
                                      : 0.0;
    const char *arguments[] = { "ffmpeg",
                                "-nostdin",
                                "-v",
                                "error",
                                TC_PROGRAM_FILE,
                                TC_PROGRAM_FORMATS,
                                TC_PROGRAM_CODECS,
                                "-threads",
                                "1",
                                "-ss",
                                apr_psprintf(p, "%.3f", at),
                                "-i",
                                job->original,
                                "-map",
                                "0:v:0",
                                "-frames:v",
                                "1",
                                "-vf",
                                "scale='min(1600,iw)':-1",
                                "-f",
                                "image2",
                                "-update",
                                "1",
                                "-c:v",
                                "png",
                                "-y",
                                path,
                                NULL };
    tc_process_t run;

    return tc_program_run(p, job, peer, arguments, STDOUT_FILENO, &run);
}

/* The decoder's answer about the poster, or NULL. */
static tc_json_t *make_poster(apr_pool_t *p, const tc_job_t *job, int peer,
                              const tc_media_facts_t *facts)
{
    const char *path = apr_pstrcat(p, job->directory, "/" POSTER, NULL);
    tc_job_t still = *job;
    tc_json_t *answer = NULL;

    if (take_frame(p, job, peer, facts, path)) {
        const char *error = NULL, *text;

        still.original = path;
        still.is_video = 0;
        still.count = 1;
        still.variants[0].name = "poster";
        still.variants[0].width = 0;
        text = tc_job_run(p, &still, peer);
        answer = text ? tc_json_parse(p, text, strlen(text), &error) : NULL;
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

static const char *ready(apr_pool_t *p, const tc_media_facts_t *facts,
                         const tc_json_t *poster)
{
    const tc_json_t *variants = tc_json_get(poster, "variants");
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_open(w, '{');
    tc_writer_put_string(w, "status", "ready");
    write_side(w, "width", facts->width);
    write_side(w, "height", facts->height);
    tc_writer_put_raw(w, "duration",
                      facts->duration < 0
                          ? "null"
                          : apr_psprintf(p, "%.3f", facts->duration));
    tc_writer_put_string(
        w, "placeholder",
        tc_json_string(tc_json_get(poster, "placeholder"), NULL));
    tc_writer_key(w, "variants");
    if (variants) {
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
    tc_media_facts_t facts;
    tc_json_t *poster = NULL;

    if (tc_facts_read(p, job, peer, &facts)) {
        poster = make_poster(p, job, peer, &facts);
    }
    return ready(p, &facts, poster);
}
