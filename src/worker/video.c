#include "worker/video.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/json.h"
#include "worker/decoder.h"
#include "worker/process.h"

#define FORMATS "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
#define POSTER ".poster.png"

typedef struct {
    int width;
    int height;
    double duration; /* below 0: not known */
} facts_t;

/* -------------------------------------------------------------- programs */

typedef struct {
    const char *path;
    const char *const *arguments; /* with the name first */
} program_t;

static int exec_program(void *baton, int out)
{
    static const char *const environment[] = { "PATH=/usr/bin:/bin",
                                               "LC_ALL=C.UTF-8", NULL };
    const program_t *program = baton;

    if (dup2(out, STDOUT_FILENO) < 0 || close(out) != 0) {
        return 1;
    }
    execve(program->path, (char *const *)(apr_uintptr_t)program->arguments,
           (char *const *)(apr_uintptr_t)environment);
    return 127;
}

static const char *find_program(apr_pool_t *p, const char *name)
{
    static const char *const dirs[] = { "/usr/local/bin", "/usr/bin", "/bin" };

    for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
        const char *path = apr_pstrcat(p, dirs[i], "/", name, NULL);

        if (access(path, X_OK) == 0) {
            return path;
        }
    }
    return NULL;
}

static int run_program(apr_pool_t *p, const tc_job_t *job, int peer,
                       const char *const *arguments, tc_run_t *run)
{
    program_t program = { find_program(p, arguments[0]), arguments };
    tc_confine_t confine = { .read_file = job->original,
                             .write_dir = job->directory,
                             .may_exec = 1,
                             .memory = job->memory,
                             .seconds = job->seconds,
                             .wall = job->seconds };

    if (program.path == NULL) {
        return 0;
    }
    tc_process_run(p, &confine, peer, exec_program, &program, run);
    return run->how == TC_RUN_EXITED && run->code == 0;
}

/* ----------------------------------------------------------------- facts */

static int side(const tc_json_t *stream, const char *key)
{
    apr_int64_t value = tc_json_int(tc_json_get(stream, key));

    return value > 0 && value <= 100000 ? (int)value : 0;
}

static int lies_on_its_side(const tc_json_t *stream)
{
    const tc_json_t *all = tc_json_get(stream, "side_data_list");

    for (apr_size_t i = 0; i < tc_json_size(all); i++) {
        double turn = tc_json_real(
            tc_json_get(tc_json_at(all, i), "rotation"));

        if (turn == 90 || turn == -90 || turn == 270 || turn == -270) {
            return 1;
        }
    }
    return 0;
}

static void read_facts(apr_pool_t *p, const tc_run_t *run, facts_t *facts)
{
    const char *error = NULL, *text;
    tc_json_t *json = tc_json_parse(p, run->output, run->len, &error);
    tc_json_t *stream = tc_json_at(tc_json_get(json, "streams"), 0);
    double duration;

    facts->width = side(stream, "width");
    facts->height = side(stream, "height");
    if (lies_on_its_side(stream)) {
        int width = facts->width;

        facts->width = facts->height;
        facts->height = width;
    }
    text = tc_json_string(tc_json_get(tc_json_get(json, "format"), "duration"),
                          NULL);
    duration = text ? strtod(text, NULL) : -1;
    facts->duration = duration >= 0 && duration < 1e9 ? duration : -1;
}

static int probe(apr_pool_t *p, const tc_job_t *job, int peer, facts_t *facts)
{
    const char *arguments[] = {
        "ffprobe",
        "-v",
        "error",
        "-protocol_whitelist",
        "file",
        "-format_whitelist",
        FORMATS,
        "-print_format",
        "json",
        "-select_streams",
        "v:0",
        "-show_entries",
        "stream=width,height:stream_side_data=rotation:format=duration",
        "-i",
        job->original,
        NULL
    };
    tc_run_t run;

    if (run_program(p, job, peer, arguments, &run)) {
        read_facts(p, &run, facts);
        return 1;
    }
    return 0;
}

/* ---------------------------------------------------------------- poster */

/* A second in, where most films have left the dark, or the middle of a
 * short one. */
static int take_frame(apr_pool_t *p, const tc_job_t *job, int peer,
                      const facts_t *facts, const char *path)
{
    double at = facts->duration > 2   ? 1.0
                : facts->duration > 0 ? facts->duration / 2
                                      : 0.0;
    const char *arguments[] = { "ffmpeg",
                                "-nostdin",
                                "-v",
                                "error",
                                "-protocol_whitelist",
                                "file",
                                "-format_whitelist",
                                FORMATS,
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
    tc_run_t run;

    return run_program(p, job, peer, arguments, &run);
}

/* The decoder's answer about the poster, or NULL. */
static tc_json_t *make_poster(apr_pool_t *p, const tc_job_t *job, int peer,
                              const facts_t *facts)
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

static void write_side(tc_jw_t *w, const char *key, int value)
{
    tc_jw_key(w, key);
    if (value > 0) {
        tc_jw_int(w, value);
    }
    else {
        tc_jw_null(w);
    }
}

static const char *ready(apr_pool_t *p, const facts_t *facts,
                         const tc_json_t *poster)
{
    const tc_json_t *variants = tc_json_get(poster, "variants");
    tc_jw_t *w = tc_jw_make(p);

    tc_jw_open(w, '{');
    tc_jw_key(w, "status");
    tc_jw_string(w, "ready");
    write_side(w, "width", facts->width);
    write_side(w, "height", facts->height);
    tc_jw_key(w, "duration");
    tc_jw_raw(w, facts->duration < 0
                     ? "null"
                     : apr_psprintf(p, "%.3f", facts->duration));
    tc_jw_key(w, "placeholder");
    tc_jw_string(w, tc_json_string(tc_json_get(poster, "placeholder"), NULL));
    tc_jw_key(w, "variants");
    if (variants) {
        tc_jw_json(w, variants);
    }
    else {
        tc_jw_raw(w, "[]");
    }
    tc_jw_close(w, '}');
    return tc_jw_text(w, NULL);
}

const char *tc_video_run(apr_pool_t *p, const tc_job_t *job, int peer)
{
    facts_t facts = { .duration = -1 };
    tc_json_t *poster = NULL;

    if (probe(p, job, peer, &facts)) {
        poster = make_poster(p, job, peer, &facts);
    }
    return ready(p, &facts, poster);
}
