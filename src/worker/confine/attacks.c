/* Each as it would be done to httpd, which may be of the same user. */
#include "worker/confine/attacks.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ioprio.h>
#include <mqueue.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "worker/confine/attempts.h"
#include "worker/confine/victim.h"

static int outcome(long rv)
{
    return rv < 0 ? errno : 0;
}

/* --------------------------------------------------------------- signals */

static int by_kill(const tc_stage_t *stage)
{
    return outcome(kill(stage->victim, SIGUSR1));
}

static int by_tkill(const tc_stage_t *stage)
{
    return outcome(syscall(SYS_tkill, stage->victim, SIGUSR1));
}

static int by_tgkill(const tc_stage_t *stage)
{
    return outcome(syscall(SYS_tgkill, stage->victim, stage->victim, SIGUSR1));
}

static siginfo_t from_queue(void)
{
    siginfo_t info = { .si_signo = SIGUSR1, .si_code = SI_QUEUE };

    return info;
}

static int by_queue(const tc_stage_t *stage)
{
    siginfo_t info = from_queue();

    return outcome(
        syscall(SYS_rt_sigqueueinfo, stage->victim, SIGUSR1, &info));
}

static int by_thread_queue(const tc_stage_t *stage)
{
    siginfo_t info = from_queue();

    return outcome(syscall(SYS_rt_tgsigqueueinfo, stage->victim, stage->victim,
                           SIGUSR1, &info));
}

/* The kernel signals whom the descriptor names as its owner. */
static int by_descriptor(const tc_stage_t *stage)
{
    int fds[2];

    if (pipe(fds) != 0 || fcntl(fds[0], F_SETOWN, stage->victim) != 0) {
        return errno;
    }
    if (fcntl(fds[0], F_SETSIG, SIGUSR1) != 0 ||
        fcntl(fds[0], F_SETFL, O_ASYNC) != 0 || write(fds[1], "x", 1) != 1) {
        return errno;
    }
    return 0;
}

/* The same by the other call for it; there is nothing that it would do alone,
 * but who may name an owner gets that far. */
static int by_owner(const tc_stage_t *stage)
{
    struct f_owner_ex owner = { F_OWNER_TID, stage->victim };

    return outcome(fcntl(STDIN_FILENO, F_SETOWN_EX, &owner));
}

static int by_pidfd(const tc_stage_t *stage)
{
    return outcome(syscall(SYS_pidfd_open, stage->victim, 0));
}

/* ------------------------------------------------------ limits and turns */

static int limit_it(const tc_stage_t *stage)
{
    struct rlimit few = { 1, 1 };

    return outcome(prlimit(stage->victim, RLIMIT_NOFILE, &few, NULL));
}

static int read_its_limit(const tc_stage_t *stage)
{
    struct rlimit now;

    return outcome(prlimit(stage->victim, RLIMIT_NOFILE, NULL, &now));
}

static int be_rude(const tc_stage_t *stage)
{
    return outcome(setpriority(PRIO_PROCESS, (id_t)stage->victim, 19));
}

static int be_rude_to_all(const tc_stage_t *stage)
{
    (void)stage;
    return outcome(setpriority(PRIO_USER, 0, 19));
}

static int idle_disk(const tc_stage_t *stage)
{
    return outcome(syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, stage->victim,
                           IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0)));
}

static int idle_turns(const tc_stage_t *stage)
{
    struct sched_param none = { .sched_priority = 0 };

    return outcome(sched_setscheduler(stage->victim, SCHED_IDLE, &none));
}

static int set_param(const tc_stage_t *stage)
{
    struct sched_param none = { .sched_priority = 0 };

    return outcome(sched_setparam(stage->victim, &none));
}

static int set_attributes(const tc_stage_t *stage)
{
    struct attributes {
        unsigned size, policy;
        unsigned long long flags;
        int nice;
        unsigned priority;
        unsigned long long times[3];
    } idle = { .size = sizeof(idle), .policy = SCHED_IDLE };

    return outcome(syscall(SYS_sched_setattr, stage->victim, &idle, 0));
}

static int bind_to_cpu(const tc_stage_t *stage)
{
    cpu_set_t all;

    CPU_ZERO(&all);
    CPU_SET(0, &all);
    return outcome(sched_setaffinity(stage->victim, sizeof(all), &all));
}

/* ---------------------------------------------------------------- memory */

static int trace(const tc_stage_t *stage)
{
    return outcome(ptrace(PTRACE_ATTACH, stage->victim, NULL, NULL));
}

static int read_memory(const tc_stage_t *stage)
{
    char byte = 0;
    struct iovec one = { &byte, 1 };

    return outcome(process_vm_readv(stage->victim, &one, 1, &one, 1, 0));
}

static int write_memory(const tc_stage_t *stage)
{
    char byte = 0;
    struct iovec one = { &byte, 1 };

    return outcome(process_vm_writev(stage->victim, &one, 1, &one, 1, 0));
}

static int open_memory(const tc_stage_t *stage)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/mem", (int)stage->victim);
    return outcome(open(path, O_RDWR));
}

static int offer_to_killer(const tc_stage_t *stage)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", (int)stage->victim);
    return outcome(open(path, O_WRONLY));
}

static int move_memory(const tc_stage_t *stage)
{
    return outcome(
        syscall(SYS_move_pages, stage->victim, 0, NULL, NULL, NULL, 0));
}

static int migrate_memory(const tc_stage_t *stage)
{
    unsigned long nodes[16] = { 1 };

    return outcome(
        syscall(SYS_migrate_pages, stage->victim, 64, nodes, nodes));
}

static int compare(const tc_stage_t *stage)
{
    return outcome(syscall(SYS_kcmp, stage->victim, stage->victim, 1, 0, 0));
}

static int count_events(const tc_stage_t *stage)
{
    unsigned long long attributes[16] = { 1 | 128ULL << 32 };

    return outcome(
        syscall(SYS_perf_event_open, attributes, stage->victim, -1, -1, 0));
}

static int read_futexes(const tc_stage_t *stage)
{
    void *head;
    size_t len;

    return outcome(syscall(SYS_get_robust_list, stage->victim, &head, &len));
}

/* --------------------------------------------------------- shared objects */

static int shared_memory(const tc_stage_t *stage)
{
    int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);

    (void)stage;
    return id < 0 ? errno : outcome(shmctl(id, IPC_RMID, NULL));
}

static int semaphores(const tc_stage_t *stage)
{
    int id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);

    (void)stage;
    return id < 0 ? errno : outcome(semctl(id, 0, IPC_RMID));
}

static int messages(const tc_stage_t *stage)
{
    int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);

    (void)stage;
    return id < 0 ? errno : outcome(msgctl(id, IPC_RMID, NULL));
}

static int message_queue(const tc_stage_t *stage)
{
    mqd_t queue = mq_open("/talecraft-check", O_RDWR | O_CREAT, 0600, NULL);

    (void)stage;
    return queue < 0 ? errno : outcome(mq_unlink("/talecraft-check"));
}

/* A name that is in no folder, so that none protects it. */
static int abstract_socket(const tc_stage_t *stage)
{
    struct sockaddr_un address;
    socklen_t len = tc_victim_address(stage->victim, &address);

    return outcome(connect(socket(AF_UNIX, SOCK_STREAM, 0),
                           (const struct sockaddr *)&address, len));
}

const tc_attempt_t tc_attacks[] = {
    { "signal another process", by_kill, 0, 6, 1 },
    { "signal a thread (tkill)", by_tkill, 0, 6, 1 },
    { "signal a foreign thread (tgkill)", by_tgkill, 0, 6, 1 },
    { "queue a signal", by_queue, 0, 6, 1 },
    { "queue a signal to a thread", by_thread_queue, 0, 6, 1 },
    { "have another process signalled", by_descriptor, 0, 0, 1 },
    { "name an owner to be signalled", by_owner, 0, 0, 1 },
    { "open another process (pidfd)", by_pidfd, 0, 0, 1 },
    { "limit another process", limit_it, 0, 0, 1 },
    { "read another's limits", read_its_limit, 0, 0, 1 },
    { "make another process nice", be_rude, 0, 0, 1 },
    { "make all of its user nice", be_rude_to_all, 0, 0, 1 },
    { "change another's turns at the disk", idle_disk, 0, 0, 1 },
    { "change another's scheduling", idle_turns, 0, 0, 1 },
    { "change another's parameters", set_param, 0, 0, 1 },
    { "change another's attributes", set_attributes, 0, 0, 1 },
    { "bind another to a processor", bind_to_cpu, 0, 0, 1 },
    { "trace another process", trace, 0, 0, 1 },
    { "read another's memory", read_memory, 0, 0, 1 },
    { "write another's memory", write_memory, 0, 0, 1 },
    { "open another's memory", open_memory, 0, 1, 0 },
    { "offer another to be killed", offer_to_killer, 0, 1, 0 },
    { "move another's memory", move_memory, 0, 0, 1 },
    { "migrate another's memory", migrate_memory, 0, 0, 1 },
    { "compare others", compare, 0, 0, 1 },
    { "count another's events", count_events, 0, 0, 1 },
    { "read another's futexes", read_futexes, 0, 0, 1 },
    { "make shared memory", shared_memory, 0, 0, 1 },
    { "make semaphores", semaphores, 0, 0, 1 },
    { "make a queue of messages", messages, 0, 0, 1 },
    { "make a POSIX queue", message_queue, 0, 0, 1 },
    { "use a foreign abstract socket", abstract_socket, 0, 6, 1 },
};

const size_t tc_attacks_count = sizeof(tc_attacks) / sizeof(tc_attacks[0]);
