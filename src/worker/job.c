#include "worker/job.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/job/failure.h"
#include "base/job/protocol.h"
#include "base/json/json.h"
#include "worker/confine/confine.h"
#include "worker/decoder.h"
#include "worker/process.h"
#include "worker/video.h"

/* --------------------------------------------------------------- reading */

static int number(const tc_json_t *object, const char *key, int least,
                  int most)
{
    apr_int64_t value = tc_json_int(tc_json_get(object, key));

    return value < least ? least : value > most ? most : (int)value;
}

static int read_variant(const tc_json_t *value, tc_job_variant_t *variant)
{
    variant->name = tc_json_string(tc_json_get(value, "name"), NULL);
    variant->width = number(value, "width", 0, TC_PROTOCOL_SIDE_MAX);
    variant->quality = number(value, "quality", 1, TC_PROTOCOL_QUALITY_MAX);
    return tc_protocol_is_name(variant->name);
}

static int read_variants(const tc_json_t *list, tc_job_t *job)
{
    apr_size_t count = tc_json_size(list);

    if (count == 0 || count > TC_PROTOCOL_VARIANTS) {
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
    if (job->original == NULL || job->original[0] != '/' ||
        job->directory == NULL || job->directory[0] != '/' || kind == NULL ||
        !read_variants(tc_json_get(json, "variants"), job)) {
        return NULL;
    }
    job->is_video = strcmp(kind, "VIDEO") == 0;
    job->effort = number(json, "effort", 0, TC_PROTOCOL_EFFORT_MAX);
    job->pixels = tc_json_int(tc_json_get(json, "pixels"));
    job->frames = number(json, "frames", 1, 1000000);
    job->seconds = number(json, "seconds", 1, 86400);
    job->memory = tc_json_int(tc_json_get(json, "memory"));
    job->parallel = tc_json_bool(tc_json_get(json, "parallel"));
    return job;
}

/* --------------------------------------------------------------- answers */

tc_failure_limits_t tc_job_limits(const tc_job_t *job)
{
    tc_failure_limits_t limits = { job->pixels, job->frames, job->seconds };

    return limits;
}

static const char *refusal(apr_pool_t *p, const tc_job_t *job, int helps,
                           tc_reason_t reason, const char *detail)
{
    tc_failure_t failure = { reason, helps, detail };
    tc_failure_limits_t limits = tc_job_limits(job);

    return tc_failure_write(p, &failure, &limits);
}

const char *tc_job_refusal(apr_pool_t *p, const tc_job_t *job,
                           tc_reason_t reason, const char *detail)
{
    return refusal(p, job, tc_failure_fault(reason) == TC_FAILURE_SERVER,
                   reason, detail);
}

static const char *too_slow(apr_pool_t *p, const tc_job_t *job, double cpu)
{
    /* it waited for a busy machine rather than worked */
    int waited = cpu < job->seconds / 4.0 && cpu > 0.05;

    return refusal(p, job, waited, TC_REASON_TIME,
                   apr_psprintf(p, "%.1f s of processor time", cpu));
}

static const char *died(apr_pool_t *p, const tc_job_t *job,
                        const tc_process_t *run)
{
    const char *detail = apr_psprintf(p, "signal %d", run->code);

    switch (run->code) {
    case SIGABRT:
    case SIGTRAP:
        return tc_job_refusal(p, job, TC_REASON_MEMORY, detail);
    case SIGXCPU:
        return too_slow(p, job, run->cpu);
    case SIGSYS:
        return tc_job_refusal(p, job, TC_REASON_FORBIDDEN, detail);
    case SIGKILL:
    case SIGTERM:
        return tc_job_refusal(p, job, TC_REASON_KILLED, detail);
    default:
        return tc_job_refusal(p, job, TC_REASON_CRASH, detail);
    }
}

const char *tc_job_answer(apr_pool_t *p, const tc_job_t *job,
                          const tc_process_t *run)
{
    switch (run->how) {
    case TC_RUN_ABANDONED:
        return NULL;
    case TC_RUN_TIMED_OUT:
        return too_slow(p, job, run->cpu);
    case TC_RUN_SIGNALLED:
        return died(p, job, run);
    case TC_RUN_NOT_STARTED:
        return tc_job_refusal(p, job, TC_REASON_SERVER,
                              apr_psprintf(p,
                                           "no decoder could be started: %s",
                                           strerror(run->code)));
    case TC_RUN_EXITED:
        break;
    }
    if (run->code == TC_RUN_NOT_CONFINED) {
        return tc_job_refusal(p, job, TC_REASON_SERVER,
                              "the decoder could not be confined");
    }
    if (run->code != 0) {
        return tc_job_refusal(
            p, job, TC_REASON_UNKNOWN,
            apr_psprintf(p, "the decoder's exit status is %d", run->code));
    }
    return run->output;
}

const char *tc_job_picture(apr_pool_t *p, const tc_job_t *job, int peer)
{
    tc_confine_t confine = { .read_file = job->original,
                             .write_dir = job->directory,
                             .memory = job->memory,
                             .seconds = job->seconds * 2,
                             .until = job->until };
    tc_process_t run;

    tc_process_run(p, &confine, peer, tc_decoder_run,
                   (void *)(apr_uintptr_t)job, &run);
    return tc_job_answer(p, job, &run);
}

const char *tc_job_run(apr_pool_t *p, tc_job_t *job, int peer)
{
    struct stat info;
    off_t size = 0;

    job->until = apr_time_now() + apr_time_from_sec(job->seconds);
    errno = 0;
    if (stat(job->original, &info) != 0 ||
        (size = info.st_size, stat(job->directory, &info)) != 0 ||
        !S_ISDIR(info.st_mode)) {
        return tc_job_refusal(p, job, TC_REASON_SERVER,
                              apr_psprintf(p, "%s or %s cannot be used: %s",
                                           job->original, job->directory,
                                           strerror(errno ? errno : ENOTDIR)));
    }
    job->size = (apr_int64_t)size;
    return job->is_video ? tc_video_run(p, job, peer)
                         : tc_job_picture(p, job, peer);
}
