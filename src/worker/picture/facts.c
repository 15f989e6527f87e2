#include "worker/picture/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/json/json.h"
#include "worker/job.h"
#include "worker/process.h"
#include "worker/program.h"

/* ffprobe opens a decoder for what is heard, although it never uses it. */
#define SOUND "aac,opus,libopus,vorbis,libvorbis,mp3float,mp3"

#define MOST_SIDE 100000
#define MOST_SECONDS 1e9

static void set_sides(tc_media_facts_t *facts, apr_int64_t width,
                      apr_int64_t height)
{
    facts->width = width > 0 && width <= MOST_SIDE ? (int)width : 0;
    facts->height = height > 0 && height <= MOST_SIDE ? (int)height : 0;
}

static void set_duration(tc_media_facts_t *facts, double seconds)
{
    facts->duration = seconds >= 0 && seconds < MOST_SECONDS ? seconds : -1;
}

static void turn(tc_media_facts_t *facts, double degrees)
{
    if (degrees == 90 || degrees == -90 || degrees == 270 || degrees == -270) {
        int width = facts->width;

        facts->width = facts->height;
        facts->height = width;
    }
}

/* --------------------------------------------------------------- ffprobe */

static double rotation(const tc_json_t *stream)
{
    const tc_json_t *all = tc_json_get(stream, "side_data_list");
    double degrees = 0;

    for (apr_size_t i = 0; degrees == 0 && i < tc_json_size(all); i++) {
        degrees = tc_json_real(tc_json_get(tc_json_at(all, i), "rotation"));
    }
    return degrees;
}

static void read_json(apr_pool_t *p, const tc_process_t *run,
                      tc_media_facts_t *facts)
{
    const char *error = NULL, *text;
    tc_json_t *json = tc_json_parse(p, run->output, run->len, &error);
    tc_json_t *stream = tc_json_at(tc_json_get(json, "streams"), 0);

    set_sides(facts, tc_json_int(tc_json_get(stream, "width")),
              tc_json_int(tc_json_get(stream, "height")));
    turn(facts, rotation(stream));
    text = tc_json_string(tc_json_get(tc_json_get(json, "format"), "duration"),
                          NULL);
    set_duration(facts, text ? strtod(text, NULL) : -1);
}

static int probe(apr_pool_t *p, const tc_job_t *job, int peer,
                 tc_media_facts_t *facts)
{
    const char *arguments[] = {
        "ffprobe",
        "-v",
        "error",
        TC_PROGRAM_FILE,
        TC_PROGRAM_FORMATS,
        TC_PROGRAM_CODECS,
        "-codec_whitelist:a",
        SOUND,
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
    tc_process_t run;

    if (!tc_program_run(p, job, peer, arguments, STDOUT_FILENO, &run)) {
        return 0;
    }
    read_json(p, &run, facts);
    return 1;
}

/* ---------------------------------------------------------------- ffmpeg */

/* "Stream #0:0: Video: prores (ap4h / 0x68347061), yuv422p10le, 320x180 ..."
 * up to its end. */
static void read_stream(apr_pool_t *p, const char *line,
                        tc_media_facts_t *facts)
{
    const char *at = apr_pstrndup(p, line, strcspn(line, "\n"));

    while ((at = strstr(at, ", ")) != NULL) {
        int width, height;

        at += 2;
        if (sscanf(at, "%6dx%6d", &width, &height) == 2) {
            set_sides(facts, width, height);
            return;
        }
    }
}

static void read_text(apr_pool_t *p, const char *text, tc_media_facts_t *facts)
{
    const char *duration = strstr(text, "\n  Duration: ");
    const char *stream = strstr(text, ": Video: ");
    const char *side = stream ? strstr(stream, ": rotation of ") : NULL;
    int hours, minutes;
    double seconds;

    if (duration && sscanf(duration, " Duration: %7d:%2d:%lf", &hours,
                           &minutes, &seconds) == 3) {
        set_duration(facts, hours * 3600.0 + minutes * 60.0 + seconds);
    }
    if (stream) {
        read_stream(p, stream, facts);
    }
    if (side) {
        turn(facts, strtod(side + strlen(": rotation of "), NULL));
    }
}

/*
 * Where a decoder is refused ffprobe tells nothing at all. ffmpeg opens none
 * that it does not need, says what the container says, and gives up for want
 * of an output.
 */
static int ask_ffmpeg(apr_pool_t *p, const tc_job_t *job, int peer,
                      tc_media_facts_t *facts)
{
    const char *arguments[] = { "ffmpeg",
                                "-nostdin",
                                "-hide_banner",
                                "-v",
                                "info",
                                TC_PROGRAM_FILE,
                                TC_PROGRAM_FORMATS,
                                TC_PROGRAM_CODECS,
                                "-i",
                                job->original,
                                NULL };
    tc_process_t run;

    (void)tc_program_run(p, job, peer, arguments, STDERR_FILENO, &run);
    read_text(p, run.output, facts);
    return facts->width > 0 && facts->height > 0;
}

int tc_facts_read(apr_pool_t *p, const tc_job_t *job, int peer,
                  tc_media_facts_t *facts)
{
    facts->width = facts->height = 0;
    facts->duration = -1;
    return probe(p, job, peer, facts) || ask_ffmpeg(p, job, peer, facts);
}
