#include "worker/picture/facts.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/job/failure.h"
#include "worker/confine/confine.h"
#include "worker/job.h"
#include "worker/process.h"

/* Exit status: the system does not let it read the file. */
#define NOT_READ 3

static int read_facts(void *baton, int out)
{
    const tc_job_t *job = baton;
    tc_bytes_t source = { .fd = open(job->original, O_RDONLY | O_CLOEXEC) };
    struct stat info;
    tc_clip_t clip;

    if (source.fd < 0 || fstat(source.fd, &info) != 0) {
        return NOT_READ;
    }
    source.len = (apr_uint64_t)info.st_size;
    tc_clip_read(&source, &clip);
    if (source.failed != 0) {
        return NOT_READ;
    }
    return write(out, &clip, sizeof(clip)) == (ssize_t)sizeof(clip) ? 0 : 1;
}

/* The process has read a file of a stranger. */
static int side(int value)
{
    return value >= 1 && value <= TC_CLIP_SIDE_MAX ? value : 0;
}

static int take(const tc_process_t *run, tc_clip_t *clip)
{
    if (run->len != sizeof(*clip)) {
        return 0;
    }
    memcpy(clip, run->output, sizeof(*clip));
    clip->width = side(clip->width);
    clip->height = side(clip->height);
    clip->duration = tc_clip_seconds(clip->duration, 1);
    clip->picture = tc_clip_seconds(clip->picture, 1);
    return 1;
}

const char *tc_facts_read(apr_pool_t *p, const tc_job_t *job, int peer,
                          tc_clip_t *clip)
{
    tc_confine_t confine = { .read_file = job->original,
                             .memory = job->memory,
                             .seconds = job->seconds,
                             .until = job->until };
    const char *answer;
    tc_process_t run;

    tc_process_run(p, &confine, peer, read_facts, (void *)(apr_uintptr_t)job,
                   &run);
    if (run.how == TC_RUN_EXITED && run.code == 0) {
        if (!take(&run, clip)) {
            return tc_job_refusal(p, job, TC_REASON_WRONG_ANSWER, NULL);
        }
        if (clip->state == TC_CLIP_NO_PICTURE) {
            return tc_job_refusal(p, job, TC_REASON_NO_PICTURE, NULL);
        }
        return clip->state == TC_CLIP_WHOLE || clip->state == TC_CLIP_CUT
                   ? NULL
                   : tc_job_refusal(p, job, TC_REASON_DAMAGED,
                                    "there is no index, or nothing that it "
                                    "points at");
    }
    if (run.how == TC_RUN_EXITED && run.code == NOT_READ) {
        return tc_job_refusal(p, job, TC_REASON_SERVER,
                              "the stored original cannot be read");
    }
    answer = tc_job_answer(p, job, &run);
    return answer != NULL ? answer : "";
}
