#include "worker/served.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/clip/clean.h"
#include "base/crypto/crypto.h"
#include "base/files/file.h"
#include "base/job/failure.h"
#include "worker/confine/confine.h"
#include "worker/job.h"
#include "worker/process.h"
#include "worker/program.h"

#define NEW ".new-video"
#define REMUXED ".remuxed"
#define DIGEST_BYTES 8 /* of the sum, in a name */
#define AT_ONCE (256 * 1024)

/* Exit statuses of the process that makes the copy. */
#define NOT_CLEAN 3 /* something of it cannot be taken out */
#define NOT_WRITTEN 4

typedef struct {
    apr_pool_t *p;
    const tc_job_t *job;
    const tc_clip_t *clip; /* of the original */
    const char *from;
    const char *extension;
    tc_clean_move_t move;
    int in;
    int out;
    apr_uint64_t len;
    char buffer[AT_ONCE];
} copy_t;

/* ----------------------------------------------------------------- copying */

static int write_at(const copy_t *copy, apr_uint64_t at, const void *bytes,
                    apr_size_t len)
{
    const char *from = bytes;

    while (len > 0) {
        ssize_t n = pwrite(copy->out, from, len, (off_t)at);

        if (n < 0 && errno != EINTR) {
            return 0;
        }
        n = n < 0 ? 0 : n;
        from += n;
        at += (apr_uint64_t)n;
        len -= (apr_size_t)n;
    }
    return 1;
}

/* As much as there is, at most a buffer full; 0: nothing, or an error. */
static apr_size_t read_at(copy_t *copy, int fd, apr_uint64_t at,
                          apr_uint64_t end)
{
    apr_uint64_t left = end - at;
    ssize_t n;

    do {
        n = pread(fd, copy->buffer, left < AT_ONCE ? (size_t)left : AT_ONCE,
                  (off_t)at);
    } while (n < 0 && errno == EINTR);
    return n > 0 ? (apr_size_t)n : 0;
}

static int copy_piece(copy_t *copy, apr_uint64_t at, apr_uint64_t end)
{
    while (at < end) {
        apr_size_t len = read_at(copy, copy->in, at, end);

        if (len == 0 || !write_at(copy, tc_clean_place(&copy->move, at),
                                  copy->buffer, len)) {
            return 0;
        }
        at += len;
    }
    return 1;
}

static int copy_all(copy_t *copy)
{
    return copy_piece(copy, 0, copy->move.at) &&
           copy_piece(copy, copy->move.at, copy->move.start) &&
           copy_piece(copy, copy->move.start, copy->move.end) &&
           copy_piece(copy, copy->move.end, copy->len);
}

/* ---------------------------------------------------------------- cleaning */

static int put(void *baton, apr_uint64_t at, const void *bytes, apr_size_t len)
{
    const copy_t *copy = baton;

    return write_at(copy, tc_clean_place(&copy->move, at), bytes, len);
}

/* How many bytes from `at` on lie side by side in the copy too. */
static apr_uint64_t until_moved(const tc_clean_move_t *move, apr_uint64_t at,
                                apr_uint64_t len)
{
    const apr_uint64_t borders[] = { move->at, move->start, move->end };

    for (size_t i = 0; i < sizeof(borders) / sizeof(borders[0]); i++) {
        if (at < borders[i] && borders[i] - at < len) {
            len = borders[i] - at;
        }
    }
    return len;
}

static int zero(void *baton, apr_uint64_t at, apr_uint64_t len)
{
    static const char zeros[65536];
    const copy_t *copy = baton;

    while (len > 0) {
        apr_uint64_t piece = until_moved(&copy->move, at, len);
        apr_size_t n = piece < sizeof(zeros) ? (apr_size_t)piece
                                             : sizeof(zeros);

        if (!put(baton, at, zeros, n)) {
            return 0;
        }
        at += n;
        len -= n;
    }
    return 1;
}

static int is_same(const copy_t *copy)
{
    tc_bytes_t source = { .fd = copy->out, .len = copy->len };
    tc_clip_t made;

    tc_clip_read(&source, &made);
    return made.state == copy->clip->state &&
           made.width == copy->clip->width &&
           made.height == copy->clip->height;
}

/* 0, or the process's exit status. */
static int clean(copy_t *copy)
{
    tc_bytes_t source = { .fd = copy->in, .len = copy->len };
    const tc_clean_sink_t sink = { copy, put, zero };

    tc_clean_order(&source, &copy->move);
    errno = 0;
    if (!copy_all(copy)) {
        return NOT_WRITTEN;
    }
    if (!tc_clean_strip(&source, &copy->move, &sink)) {
        return errno != 0 || source.failed != 0 ? NOT_WRITTEN : NOT_CLEAN;
    }
    return is_same(copy) ? 0 : NOT_CLEAN;
}

/* ------------------------------------------------------------------ naming */

/* "<digest>-video.<ext>"; NULL where it cannot be read. */
static const char *name_of(copy_t *copy)
{
    tc_sha256_t *hash = tc_crypto_sha256_make(copy->p);
    unsigned char digest[TC_SHA256_BYTES];
    apr_uint64_t at = 0;

    while (hash != NULL && at < copy->len) {
        apr_size_t len = read_at(copy, copy->out, at, copy->len);

        if (len == 0 ||
            tc_crypto_sha256_add(hash, copy->buffer, len) != APR_SUCCESS) {
            return NULL;
        }
        at += len;
    }
    if (hash == NULL || tc_crypto_sha256_end(hash, digest) != APR_SUCCESS) {
        return NULL;
    }
    return apr_pstrcat(copy->p, tc_crypto_hex(copy->p, digest, DIGEST_BYTES),
                       "-video.", copy->extension, NULL);
}

static int finish(copy_t *copy, const char *temp, int answer)
{
    const char *name = name_of(copy);
    apr_status_t rv = name != NULL ? APR_SUCCESS : EIO;
    const char *path = apr_pstrcat(copy->p, copy->job->directory, "/",
                                   name != NULL ? name : NEW, NULL);

    rv = tc_file_finish(copy->out, rv, temp, path);
    if (rv == APR_SUCCESS) {
        rv = tc_file_sync_dir(copy->job->directory);
    }
    if (rv == APR_SUCCESS && name != NULL) {
        rv = tc_file_write(answer, name, strlen(name));
    }
    errno = rv;
    return rv == APR_SUCCESS ? 0 : NOT_WRITTEN;
}

static const char *temp_of(apr_pool_t *p, const tc_job_t *job)
{
    return apr_pstrcat(p, job->directory, "/" NEW, NULL);
}

static int run_copy(void *baton, int answer)
{
    copy_t *copy = baton;
    const char *temp = temp_of(copy->p, copy->job);
    struct stat info;
    int status = NOT_WRITTEN;

    copy->in = open(copy->from, O_RDONLY | O_CLOEXEC);
    copy->out = open(temp, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (copy->in >= 0 && copy->out >= 0 && fstat(copy->in, &info) == 0) {
        copy->len = (apr_uint64_t)info.st_size;
        status = clean(copy);
        if (status == 0) {
            status = finish(copy, temp, answer);
        }
    }
    if (status == NOT_WRITTEN) {
        const char *why = strerror(errno);

        (void)tc_file_write(answer, why, strlen(why));
    }
    return status;
}

/* --------------------------------------------------------------------- job */

static const char *extension_of(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot != NULL && strchr(dot, '/') == NULL ? dot + 1 : "";
}

static int copy_from(apr_pool_t *p, const tc_job_t *job, int peer,
                     const tc_clip_t *clip, const char *from,
                     tc_process_t *run)
{
    copy_t *copy = apr_pcalloc(p, sizeof(*copy));
    tc_confine_t confine = { .read_file = from,
                             .write_dir = job->directory,
                             .memory = job->memory,
                             .seconds = job->seconds,
                             .file_size = job->size,
                             .until = job->until };

    copy->p = p;
    copy->job = job;
    copy->clip = clip;
    copy->from = from;
    copy->extension = extension_of(job->original);
    tc_process_run(p, &confine, peer, run_copy, copy, run);
    if (run->how != TC_RUN_EXITED || run->code != 0) {
        unlink(temp_of(p, job));
    }
    return run->how == TC_RUN_EXITED && run->code == 0;
}

/* What the parser cannot take apart ffmpeg writes anew, without coding it
 * anew. */
static int remux(apr_pool_t *p, const tc_job_t *job, int peer,
                 const char *path)
{
    const char *extension = extension_of(job->original);
    const char *arguments[] = { TC_PROGRAM_FFMPEG,
                                "-i",
                                job->original,
                                "-map",
                                "0:V",
                                "-map",
                                "0:a?",
                                "-map_metadata",
                                "-1",
                                "-map_chapters",
                                "-1",
                                "-c",
                                "copy",
                                "-fflags",
                                "+bitexact",
                                "-movflags",
                                "+faststart",
                                "-write_tmcd",
                                "0",
                                "-f",
                                extension,
                                "-y",
                                path,
                                NULL };
    tc_process_t run;

    return tc_program_run(p, job, peer, arguments, job->until, &run);
}

const char *tc_served_make(apr_pool_t *p, const tc_job_t *job, int peer,
                           const tc_clip_t *clip, const char **name)
{
    const char *remuxed = apr_pstrcat(p, job->directory, "/" REMUXED, NULL);
    const char *answer;
    tc_process_t run;
    int made = copy_from(p, job, peer, clip, job->original, &run);

    if (!made && run.how == TC_RUN_EXITED && run.code == NOT_CLEAN &&
        remux(p, job, peer, remuxed)) {
        made = copy_from(p, job, peer, clip, remuxed, &run);
    }
    unlink(remuxed);
    if (made) {
        *name = run.output;
        return NULL;
    }
    if (run.how == TC_RUN_EXITED && run.code == NOT_CLEAN) {
        return tc_job_refusal(p, job, TC_REASON_TELLING,
                              "its metadata cannot be taken out");
    }
    if (run.how == TC_RUN_EXITED && run.code == NOT_WRITTEN) {
        return tc_job_refusal(p, job, TC_REASON_SERVER,
                              apr_pstrcat(p,
                                          "the video's copy cannot be "
                                          "written: ",
                                          run.output, NULL));
    }
    answer = tc_job_answer(p, job, &run);
    return answer != NULL ? answer : "";
}
