#include "worker/job.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/json.h"
#include "worker/decoder.h"
#include "worker/process.h"
#include "worker/video.h"

#define MAX_LINE 200

/* --------------------------------------------------------------- reading */

static int number(const tc_json_t *object, const char *key, int least,
                  int most)
{
    apr_int64_t value = tc_json_int(tc_json_get(object, key));

    return value < least ? least : value > most ? most : (int)value;
}

static int is_name(const char *text)
{
    return text && text[0] != '\0' && strlen(text) <= 32 &&
           text[strspn(text, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

static int read_variant(const tc_json_t *value, tc_job_variant_t *variant)
{
    variant->name = tc_json_string(tc_json_get(value, "name"), NULL);
    variant->width = number(value, "width", 0, 16383);
    variant->quality = number(value, "quality", 1, 100);
    return is_name(variant->name);
}

static int read_variants(const tc_json_t *list, tc_job_t *job)
{
    apr_size_t count = tc_json_size(list);

    if (count == 0 || count > TC_JOB_VARIANTS) {
        return 0;
    }
    for (job->count = 0; job->count < (int)count; job->count++) {
        if (!read_variant(tc_json_at(list, (apr_size_t)job->count),
                          &job->variants[job->count])) {
            return 0;
        }
    }
    return 1;
}

tc_job_t *tc_job_read(apr_pool_t *p, const char *text, apr_size_t len)
{
    const char *error = NULL, *kind;
    tc_json_t *json = tc_json_parse(p, text, len, &error);
    tc_job_t *job = apr_pcalloc(p, sizeof(*job));

    if (json == NULL) {
        return NULL;
    }
    job->original = tc_json_string(tc_json_get(json, "original"), NULL);
    job->directory = tc_json_string(tc_json_get(json, "directory"), NULL);
    kind = tc_json_string(tc_json_get(json, "media_type"), NULL);
    if (!job->original || job->original[0] != '/' || !job->directory ||
        job->directory[0] != '/' || !kind ||
        !read_variants(tc_json_get(json, "variants"), job)) {
        return NULL;
    }
    job->is_video = strcmp(kind, "VIDEO") == 0;
    job->effort = number(json, "effort", 0, 6);
    job->pixels = tc_json_int(tc_json_get(json, "pixels"));
    job->frames = number(json, "frames", 1, 1000000);
    job->seconds = number(json, "seconds", 1, 86400);
    job->memory = tc_json_int(tc_json_get(json, "memory"));
    job->parallel = tc_json_bool(tc_json_get(json, "parallel"));
    return job;
}

/* --------------------------------------------------------------- answers */

/* The first line. What libvips says about a file may hold bytes of it. */
static const char *printable(apr_pool_t *p, const char *text)
{
    size_t len = strcspn(text, "\n");
    char *copy = apr_pstrmemdup(p, text, len < MAX_LINE ? len : MAX_LINE);

    for (char *c = copy; *c; c++) {
        if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7e) {
            *c = '?';
        }
    }
    return copy;
}

const char *tc_job_refusal(apr_pool_t *p, int helps, const char *error)
{
    return tc_job_refusal_of(p, helps, error, "");
}

const char *tc_job_refusal_of(apr_pool_t *p, int helps, const char *error,
                              const char *detail)
{
    tc_jw_t *w = tc_jw_make(p);

    tc_jw_open(w, '{');
    tc_jw_key(w, "status");
    tc_jw_string(w, helps ? "retry" : "failed");
    tc_jw_key(w, "error");
    tc_jw_string(w, printable(p, error));
    if (*detail) {
        tc_jw_key(w, "detail");
        tc_jw_string(w, printable(p, detail));
    }
    tc_jw_close(w, '}');
    return tc_jw_text(w, NULL);
}

static const char *too_slow(apr_pool_t *p, const tc_job_t *job, double cpu)
{
    const char *text = apr_psprintf(
        p, "Processing took longer than the %d seconds allowed.",
        job->seconds);

    /* it waited for a busy machine rather than worked */
    return tc_job_refusal(p, cpu < job->seconds / 4.0 && cpu > 0.05, text);
}

static const char *died(apr_pool_t *p, const tc_job_t *job,
                        const tc_run_t *run)
{
    switch (run->code) {
    case SIGABRT:
    case SIGTRAP:
        return tc_job_refusal(p, 0,
                              "The file needs more memory than is allowed.");
    case SIGXCPU:
        return too_slow(p, job, run->cpu);
    case SIGSYS:
        return tc_job_refusal(p, 0,
                              "The file made the decoder try "
                              "something that it must not do.");
    case SIGKILL:
    case SIGTERM:
        return tc_job_refusal(p, 1, "The decoder was killed.");
    default:
        return tc_job_refusal_of(p, 0, "The file made the decoder crash.",
                                 apr_psprintf(p, "signal %d", run->code));
    }
}

static const char *answer(apr_pool_t *p, const tc_job_t *job,
                          const tc_run_t *run)
{
    switch (run->how) {
    case TC_RUN_ABANDONED:
        return NULL;
    case TC_RUN_TIMED_OUT:
        return too_slow(p, job, run->cpu);
    case TC_RUN_SIGNALLED:
        return died(p, job, run);
    case TC_RUN_NOT_STARTED:
        return tc_job_refusal(p, 1, "No decoder could be started.");
    case TC_RUN_EXITED:
        break;
    }
    if (run->code == TC_RUN_NOT_CONFINED) {
        return tc_job_refusal(p, 1, "The decoder could not be confined.");
    }
    if (run->code != 0) {
        return tc_job_refusal(p, 0, "The decoder failed on this file.");
    }
    return run->output;
}

const char *tc_job_run(apr_pool_t *p, const tc_job_t *job, int peer)
{
    tc_confine_t confine = { .read_file = job->original,
                             .write_dir = job->directory,
                             .memory = job->memory,
                             .seconds = job->seconds * 2,
                             .wall = job->seconds };
    struct stat info;
    tc_run_t run;

    if (stat(job->original, &info) != 0 || stat(job->directory, &info) != 0 ||
        !S_ISDIR(info.st_mode)) {
        return tc_job_refusal(p, 1, "The stored file cannot be read.");
    }
    if (job->is_video) {
        return tc_video_run(p, job, peer);
    }
    tc_process_run(p, &confine, peer, tc_decoder_run,
                   (void *)(apr_uintptr_t)job, &run);
    return answer(p, job, &run);
}
