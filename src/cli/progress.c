#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#define PATIENCE apr_time_from_sec(1)
#define EVERY apr_time_from_msec(200)

tc_progress_t tc_progress_begin(const char *what)
{
    tc_progress_t progress = { .what = what, .begun = apr_time_now() };

    return progress;
}

void tc_progress_at(tc_progress_t *progress, apr_int64_t done)
{
    apr_time_t now = apr_time_now();

    if (now - progress->begun >= PATIENCE && now - progress->said >= EVERY &&
        isatty(STDERR_FILENO)) {
        progress->said = now;
        progress->is_shown = 1;
        fprintf(stderr, "\r%s: %" APR_INT64_T_FMT, progress->what, done);
        fflush(stderr);
    }
}

void tc_progress_end(tc_progress_t *progress)
{
    if (progress->is_shown) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    progress->is_shown = 0;
}
