#include "worker/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <apr_time.h>

#include "worker/confine/confine.h"

#define OUT_FD 3

/*
 * Nothing of the parent stays open but the pipe, so that not even a decoder
 * that was taken over can speak for the pool process.
 */
static int keep_only(int out)
{
    int null = open("/dev/null", O_RDWR);

    if (null < 0) {
        return -1;
    }
    if (out != OUT_FD && dup2(out, OUT_FD) < 0) {
        return -1;
    }
    for (int fd = 0; fd < OUT_FD; fd++) {
        if (dup2(null, fd) < 0) {
            return -1;
        }
    }
    return close_range(OUT_FD + 1, ~0U, 0);
}

static void child(const tc_confine_t *what, int out, pid_t parent,
                  tc_run_fn run, void *baton)
{
    struct sigaction standard = { .sa_handler = SIG_DFL };
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    sigaction(SIGPIPE, &standard, NULL);
    sigaction(SIGUSR1, &standard, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || keep_only(out) != 0 || tc_confine(what) != 0) {
        _exit(TC_RUN_NOT_CONFINED);
    }
    _exit(run(baton, OUT_FD));
}

/* Takes what is there; 0 at the end of the stream or above the limit. */
static int read_output(int fd, tc_process_t *result)
{
    char spill[512];
    apr_size_t room = TC_RUN_OUTPUT - result->len;
    ssize_t n = read(fd, room > 0 ? result->output + result->len : spill,
                     room > 0 ? room : sizeof(spill));

    if (n < 0) {
        return errno == EINTR || errno == EAGAIN;
    }
    if (room > 0) {
        result->len += (apr_size_t)n;
    }
    return n > 0 && room > 0;
}

static int milliseconds_left(apr_time_t deadline)
{
    apr_time_t left = deadline - apr_time_now();

    return left <= 0 ? 0 : (int)apr_time_as_msec(left) + 1;
}

/* Until the child closes its end, the time is over, or nobody waits. */
static tc_run_how_t watch(int out, int peer, apr_time_t deadline,
                          tc_process_t *result)
{
    for (;;) {
        struct pollfd fds[2] = {
            { .fd = out, .events = POLLIN },
            { .fd = peer, .events = POLLRDHUP },
        };
        int left = milliseconds_left(deadline);

        if (left == 0) {
            return TC_RUN_TIMED_OUT;
        }
        if (poll(fds, 2, left) < 0 && errno != EINTR) {
            return TC_RUN_TIMED_OUT;
        }
        if (fds[1].revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) {
            return TC_RUN_ABANDONED;
        }
        if (fds[0].revents != 0 && !read_output(out, result)) {
            return TC_RUN_EXITED;
        }
    }
}

/* The pipe is closed, but the process may still live (or have been made to
 * close it): it gets what is left of its time. */
static int reap(pid_t pid, apr_time_t deadline, tc_process_t *result)
{
    struct rusage used;
    int status = 0;
    pid_t got;

    do {
        int block = result->how != TC_RUN_EXITED;

        got = wait4(pid, &status, block ? 0 : WNOHANG, &used);
        if (got == 0) {
            if (milliseconds_left(deadline) == 0) {
                kill(pid, SIGKILL);
                result->how = TC_RUN_TIMED_OUT;
            }
            else {
                apr_sleep(500);
            }
        }
    } while (got == 0 || (got < 0 && errno == EINTR));
    if (got == pid) {
        result->cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                      (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) /
                          1e6;
    }
    return status;
}

void tc_process_run(apr_pool_t *p, const tc_confine_t *what, int peer,
                    tc_run_fn run, void *baton, tc_process_t *result)
{
    apr_time_t deadline = what->until;
    pid_t self = getpid();
    int fds[2], status;
    pid_t pid;

    memset(result, 0, sizeof(*result));
    result->output = apr_pcalloc(p, TC_RUN_OUTPUT + 1);
    result->how = TC_RUN_NOT_STARTED;
    if (pipe2(fds, O_CLOEXEC) != 0) {
        result->code = errno;
        return;
    }
    pid = fork();
    if (pid == 0) {
        child(what, fds[1], self, run, baton);
    }
    close(fds[1]);
    if (pid < 0) {
        result->code = errno;
        close(fds[0]);
        return;
    }
    result->how = watch(fds[0], peer, deadline, result);
    close(fds[0]);
    if (result->how != TC_RUN_EXITED) {
        kill(pid, SIGKILL);
    }
    status = reap(pid, deadline, result);
    if (result->how == TC_RUN_EXITED) {
        if (WIFSIGNALED(status)) {
            result->how = TC_RUN_SIGNALLED;
            result->code = WTERMSIG(status);
        }
        else {
            result->code = WEXITSTATUS(status);
        }
    }
}
