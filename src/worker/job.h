/* A job as the module sends it (base/job/protocol.h). */
#ifndef TC_WORKER_JOB_H
#define TC_WORKER_JOB_H

#include <apr_pools.h>
#include <apr_time.h>

#include "base/job/failure.h"
#include "base/job/protocol.h"
#include "worker/process.h"

typedef struct {
    const char *name; /* lower-case letters, used in file names */
    int width;        /* 0: the picture's own */
    int quality;
} tc_job_variant_t;

typedef struct {
    const char *original;  /* absolute path, read */
    const char *directory; /* absolute path, written */
    int is_video;
    tc_job_variant_t variants[TC_PROTOCOL_VARIANTS]; /* widest first */
    int count;
    int effort;
    apr_int64_t pixels; /* limit: all frames */
    int frames;         /* limit */
    int seconds;        /* limit: wall clock */
    apr_int64_t memory; /* limit: address space, bytes */
    int parallel;       /* there are idle cores */
    apr_int64_t size;   /* of the original, bytes */
    apr_time_t until;   /* when all of it must have ended */
} tc_job_t;

/* NULL where text is no job. */
tc_job_t *tc_job_read(apr_pool_t *p, const char *text, apr_size_t len);

/*
 * Do it, in processes that hold nothing and may die. peer: the socket of who
 * asked; when it closes the job is given up. Returns the answer, or NULL
 * where nobody waits for it any more.
 */
const char *tc_job_run(apr_pool_t *p, tc_job_t *job, int peer);

/* The same of a picture, within the time that a job which runs already has. */
const char *tc_job_picture(apr_pool_t *p, const tc_job_t *job, int peer);

/* What a process of a job has answered, or what its end says; NULL where
 * nobody waits for it any more. */
const char *tc_job_answer(apr_pool_t *p, const tc_job_t *job,
                          const tc_process_t *run);

/* The limits that sentences name. */
tc_failure_limits_t tc_job_limits(const tc_job_t *job);

/* An answer that says no; detail may be NULL. */
const char *tc_job_refusal(apr_pool_t *p, const tc_job_t *job,
                           tc_reason_t reason, const char *detail);

#endif
