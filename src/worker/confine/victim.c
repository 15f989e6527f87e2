#include "worker/confine/victim.h"

#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define BACKLOG 100

socklen_t tc_victim_address(pid_t pid, struct sockaddr_un *address)
{
    int len;

    memset(address, 0, sizeof(*address));
    address->sun_family = AF_UNIX;
    len = snprintf(address->sun_path + 1, sizeof(address->sun_path) - 1,
                   "talecraft-check-%d", (int)pid);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
                       (size_t)len);
}

static int listen_for_others(void)
{
    struct sockaddr_un address;
    socklen_t len = tc_victim_address(getpid(), &address);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    return fd >= 0 && bind(fd, (const struct sockaddr *)&address, len) == 0 &&
                   listen(fd, BACKLOG) == 0
               ? 0
               : -1;
}

/* It may be traced, unlike this program, so that nothing but the confinement
 * keeps others from it. Never returns. */
static void live(const sigset_t *expected, int *signals, int begun)
{
    int got;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    if (listen_for_others() != 0 || write(begun, "", 1) != 1) {
        _exit(1);
    }
    close(begun);
    while (sigwait(expected, &got) == 0) {
        __atomic_add_fetch(signals, 1, __ATOMIC_SEQ_CST);
    }
    _exit(1);
}

static int note(tc_victim_t *victim)
{
    victim->priority = getpriority(PRIO_PROCESS, (id_t)victim->pid);
    victim->policy = sched_getscheduler(victim->pid);
    return prlimit(victim->pid, RLIMIT_NOFILE, NULL, &victim->limit);
}

int tc_victim_start(tc_victim_t *victim)
{
    sigset_t expected, before;
    int fds[2];
    char byte;

    victim->signals = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (victim->signals == MAP_FAILED || pipe(fds) != 0) {
        return -1;
    }
    sigemptyset(&expected);
    sigaddset(&expected, SIGUSR1);
    sigprocmask(SIG_BLOCK, &expected, &before);
    victim->pid = fork();
    if (victim->pid == 0) {
        live(&expected, victim->signals, fds[1]);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(fds[1]);
    if (victim->pid < 0 || read(fds[0], &byte, 1) != 1) {
        return -1;
    }
    close(fds[0]);
    return note(victim);
}

const char *tc_victim_harm(const tc_victim_t *victim)
{
    tc_victim_t now = *victim;

    if (waitpid(victim->pid, NULL, WNOHANG) != 0) {
        return "it died";
    }
    if (__atomic_load_n(victim->signals, __ATOMIC_SEQ_CST) != 0) {
        return "it was signalled";
    }
    if (note(&now) != 0 || now.limit.rlim_cur != victim->limit.rlim_cur ||
        now.limit.rlim_max != victim->limit.rlim_max) {
        return "it was limited";
    }
    return now.priority != victim->priority || now.policy != victim->policy
               ? "it gets fewer turns"
               : NULL;
}

void tc_victim_stop(const tc_victim_t *victim)
{
    kill(victim->pid, SIGKILL);
    waitpid(victim->pid, NULL, 0);
}
