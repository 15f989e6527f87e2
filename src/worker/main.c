/*
 * talecraft-worker: a process of the pool that httpd starts. Its standard
 * input is a socket over which idle workers are offered connections; on a
 * connection it takes jobs and gives answers (job.h), one at a time. Pictures
 * are decoded in children of its own that can do nothing else.
 *
 * It dies at once when httpd tells it to or when httpd is gone: every job can
 * be done again. A reload's SIGUSR1 lets it finish the job that it has.
 */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "base/files/fd.h"
#include "base/job/failure.h"
#include "base/job/frame.h"
#include "worker/confine/check.h"
#include "worker/confine/confine.h"
#include "worker/job.h"
#include "worker/picture/picture.h"
#include "worker/polite.h"
#include "version.h"

/* From 64 on: httpd takes 7 and 15 for statuses of its own children. */
#define EXIT_USAGE 64
#define EXIT_USER 65
#define EXIT_LIBRARY 66
#define EXIT_SOCKET 67

#define JOBS_A_LIFE 1000

typedef struct {
    const char *user;
    const char *group;
    const char *check; /* a folder for --check */
    int delay;         /* seconds to wait first: it died young before */
} options_t;

static int complain(const char *what, int status)
{
    fprintf(stderr, "talecraft-worker: %s\n", what);
    return status;
}

static int read_options(int count, const char *const *words,
                        options_t *options)
{
    memset(options, 0, sizeof(*options));
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(words[i], "--user") == 0) {
            options->user = words[i + 1];
        }
        else if (strcmp(words[i], "--group") == 0) {
            options->group = words[i + 1];
        }
        else if (strcmp(words[i], "--check") == 0) {
            options->check = words[i + 1];
        }
        else if (strcmp(words[i], "--delay") == 0) {
            options->delay = (int)strtol(words[i + 1], NULL, 10);
        }
        else {
            return -1;
        }
    }
    return count % 2 == 1 ? 0 : -1;
}

/* -------------------------------------------------------------- the work */

static const char *refuse_unknown(apr_pool_t *p)
{
    static const tc_job_t none = { .count = 0 };

    return tc_job_refusal(p, &none, TC_REASON_SERVER,
                          "the worker does not know this job");
}

/* The signal's handler and the work are one thread; it ends an idle one. */
static volatile sig_atomic_t has_job, must_leave;

static void leave(int number)
{
    (void)number;
    if (!has_job) {
        _exit(0);
    }
    must_leave = 1;
}

static apr_status_t answer(apr_pool_t *p, const tc_frame_t *frame, int slot)
{
    tc_job_t *job = tc_job_read(p, frame->body, frame->len);
    const char *text = job != NULL ? tc_job_run(p, job, slot)
                                   : refuse_unknown(p);

    return text != NULL ? tc_frame_write(slot, text, strlen(text)) : APR_EOF;
}

static apr_status_t answer_one(apr_pool_t *p, int slot)
{
    tc_frame_t frame = { .have = 0 };
    apr_status_t rv = tc_frame_read(&frame, slot, p);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    has_job = 1;
    rv = answer(p, &frame, slot);
    has_job = 0;
    return must_leave ? APR_EOF : rv;
}

/* All jobs of one connection; returns how many. */
static int serve(apr_pool_t *p, int slot)
{
    const char *hello = apr_psprintf(p, "{\"ready\":%d}", (int)getpid());
    int jobs = 0;

    if (tc_frame_write(slot, hello, strlen(hello)) == APR_SUCCESS) {
        while (answer_one(p, slot) == APR_SUCCESS) {
            apr_pool_clear(p);
            jobs++;
        }
    }
    apr_pool_clear(p);
    close(slot);
    return jobs;
}

static int work(void)
{
    apr_pool_t *p;
    int jobs = 0, slot;

    if (apr_pool_create(&p, NULL) != APR_SUCCESS) {
        return EXIT_LIBRARY;
    }
    while (jobs < JOBS_A_LIFE && !must_leave &&
           (slot = tc_fd_take(STDIN_FILENO)) >= 0) {
        jobs += serve(p, slot);
    }
    return 0;
}

/* A decoder lives for one file: memory that it has had once stays with it,
 * where the C library would ask the system anew for each buffer. */
static void keep_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, 8 * 1024 * 1024);
    mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024);
    mallopt(M_TOP_PAD, 1024 * 1024);
    mallopt(M_ARENA_MAX, 2);
}

static void calm_down(void)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    struct sigaction on_reload = { .sa_handler = leave,
                                   .sa_flags = SA_RESTART };

    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGUSR1, &on_reload, NULL);
    umask(0022);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int main(int argc, const char *const *argv, const char *const *env)
{
    options_t options;
    struct stat info;
    apr_pool_t *p;

    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("talecraft-worker " TC_VERSION);
        return 0;
    }
    if (read_options(argc, argv, &options) != 0) {
        return complain("usage: talecraft-worker [--user NAME] [--group "
                        "#GID] [--delay SECONDS] [--check DIR] | --version",
                        EXIT_USAGE);
    }
    if (options.check == NULL &&
        (fstat(STDIN_FILENO, &info) != 0 || !S_ISSOCK(info.st_mode))) {
        return complain("is started by httpd (--check DIR tests what "
                        "decoders can do)",
                        EXIT_SOCKET);
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* again below: setuid clears it */
    if (options.delay > 0) {
        sleep((unsigned)options.delay);
    }
    tc_polite_begin();
    if (tc_confine_user(options.user, options.group) != 0) {
        return complain("cannot become the user of TalecraftMediaUser",
                        EXIT_USER);
    }
    calm_down();
    keep_memory();
    if (apr_app_initialize(&argc, &argv, &env) != APR_SUCCESS ||
        apr_pool_create(&p, NULL) != APR_SUCCESS ||
        tc_picture_init(argv[0]) != 0) {
        return complain("libvips cannot be started", EXIT_LIBRARY);
    }
    if (options.check != NULL) {
        return tc_worker_check(p, options.check);
    }
    return work();
}
