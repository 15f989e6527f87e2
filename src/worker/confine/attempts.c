#include "worker/confine/attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PATH_SIZE 4096

static int outcome(long rv)
{
    return rv < 0 ? errno : 0;
}

/* ----------------------------------------------------------------- files */

static int try_open(const char *path, int flags)
{
    int fd = open(path, flags, 0700);

    if (fd < 0) {
        return errno;
    }
    close(fd);
    return 0;
}

static int read_passwd(const tc_stage_t *stage)
{
    (void)stage;
    return try_open("/etc/passwd", O_RDONLY);
}

static int list_root(const tc_stage_t *stage)
{
    (void)stage;
    return try_open("/", O_RDONLY | O_DIRECTORY);
}

static int write_elsewhere(const tc_stage_t *stage)
{
    char path[PATH_SIZE];
    int rv;

    snprintf(path, sizeof(path), "%s/../talecraft-check-outside", stage->dir);
    rv = try_open(path, O_WRONLY | O_CREAT);
    return rv ? rv : outcome(unlink(path));
}

static int write_here(const tc_stage_t *stage)
{
    char path[PATH_SIZE];
    int rv;

    snprintf(path, sizeof(path), "%s/talecraft-check", stage->dir);
    rv = try_open(path, O_WRONLY | O_CREAT);
    return rv ? rv : outcome(unlink(path));
}

static int hard_link(const tc_stage_t *stage)
{
    char path[PATH_SIZE];

    snprintf(path, sizeof(path), "%s/talecraft-check-link", stage->dir);
    return outcome(link("/etc/passwd", path));
}

static int use_descriptors(const tc_stage_t *stage)
{
    (void)stage;
    for (int fd = 4; fd < 1024; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) {
            return 0;
        }
    }
    return EPERM;
}

/* --------------------------------------------------------------- network */

static int open_socket(const tc_stage_t *stage)
{
    (void)stage;
    return outcome(socket(AF_INET, SOCK_STREAM, 0));
}

static int open_unix_socket(const tc_stage_t *stage)
{
    (void)stage;
    return outcome(socket(AF_UNIX, SOCK_STREAM, 0));
}

/* Nobody listens at port 0: a process that may connect is refused there. */
static struct sockaddr_in this_machine(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

    return address;
}

static int connect_tcp(const tc_stage_t *stage)
{
    struct sockaddr_in address = this_machine();
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int rv;

    (void)stage;
    rv = connect(fd, (const struct sockaddr *)&address, sizeof(address));
    return rv < 0 && errno == ECONNREFUSED ? 0 : outcome(rv);
}

static int bind_tcp(const tc_stage_t *stage)
{
    struct sockaddr_in address = this_machine();
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    (void)stage;
    return outcome(
        bind(fd, (const struct sockaddr *)&address, sizeof(address)));
}

/* -------------------------------------------------- programs and threads */

/* Ends with 0 where it runs. */
static int run_program(const tc_stage_t *stage)
{
    (void)stage;
    execl("/bin/true", "true", (char *)NULL);
    return errno;
}

static int run_written(const tc_stage_t *stage)
{
    static const char script[] = "#!/bin/true\n";
    char path[PATH_SIZE];
    int fd;

    snprintf(path, sizeof(path), "%s/" TC_ATTEMPT_FILE, stage->dir);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0700);
    if (fd < 0 || write(fd, script, sizeof(script) - 1) < 0) {
        return ENOENT;
    }
    close(fd);
    execl(path, path, (char *)NULL);
    return errno;
}

static int make_process(const tc_stage_t *stage)
{
    (void)stage;
    return outcome(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

static int make_process3(const tc_stage_t *stage)
{
    (void)stage;
    return outcome(syscall(SYS_clone3, NULL, 0));
}

static void *idle(void *unused)
{
    return unused;
}

static int make_thread(const tc_stage_t *stage)
{
    pthread_t thread;
    int rv = pthread_create(&thread, NULL, idle, NULL);

    (void)stage;
    return rv ? rv : pthread_join(thread, NULL);
}

static int signal_itself(const tc_stage_t *stage)
{
    (void)stage;
    return outcome(syscall(SYS_tgkill, getpid(), gettid(), 0));
}

/* ---------------------------------------------------------------- limits */

static int read_limit(const tc_stage_t *stage)
{
    struct rlimit now;

    (void)stage;
    return outcome(getrlimit(RLIMIT_NOFILE, &now));
}

static int change_limit(const tc_stage_t *stage)
{
    struct rlimit none = { 0, 0 };

    (void)stage;
    return outcome(setrlimit(RLIMIT_NOFILE, &none));
}

static int much_memory(const tc_stage_t *stage)
{
    void *memory = mmap(NULL, (size_t)1 << 30, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    (void)stage;
    return memory == MAP_FAILED ? errno
                                : outcome(munmap(memory, (size_t)1 << 30));
}

/* ------------------------------------------------------------ the kernel */

static int use_bpf(const tc_stage_t *stage)
{
    (void)stage;
    return outcome(syscall(SYS_bpf, 0, NULL, 0));
}

static int use_userfaultfd(const tc_stage_t *stage)
{
    (void)stage;
    return outcome(syscall(SYS_userfaultfd, 0));
}

static int use_io_uring(const tc_stage_t *stage)
{
    (void)stage;
    return outcome(syscall(SYS_io_uring_setup, 0, NULL));
}

static int use_keys(const tc_stage_t *stage)
{
    (void)stage;
    return outcome(syscall(SYS_keyctl, 0, -5, 0, 0, 0));
}

static int new_namespace(const tc_stage_t *stage)
{
    (void)stage;
    return outcome(syscall(SYS_unshare, 0x10000000)); /* CLONE_NEWUSER */
}

const tc_attempt_t tc_attempts[] = {
    { "write into its folder", write_here, TC_MAY_BOTH, 0, 1 },
    { "start a thread", make_thread, TC_MAY_BOTH, 0, 1 },
    { "signal itself", signal_itself, TC_MAY_BOTH, 0, 1 },
    { "read its limits", read_limit, TC_MAY_BOTH, 0, 1 },
    { "run a program", run_program, TC_MAY_PROGRAM, 0, 1 },
    { "run what it wrote", run_written, 0, 1, 0 },
    { "read /etc/passwd", read_passwd, 0, 1, 0 },
    { "list the root folder", list_root, 0, 1, 0 },
    { "write outside its folder", write_elsewhere, 0, 1, 0 },
    { "link a foreign file", hard_link, 0, 0, 1 },
    { "use a foreign descriptor", use_descriptors, 0, 0, 1 },
    { "open an internet socket", open_socket, 0, 0, 1 },
    { "open a UNIX socket", open_unix_socket, 0, 0, 1 },
    { "connect over TCP", connect_tcp, 0, 4, 1 },
    { "listen over TCP", bind_tcp, 0, 4, 1 },
    { "make a process", make_process, 0, 0, 1 },
    { "make a process (clone3)", make_process3, 0, 0, 1 },
    { "change a limit", change_limit, 0, 0, 1 },
    { "take 1 GB of memory", much_memory, 0, 0, 1 },
    { "use bpf", use_bpf, 0, 0, 1 },
    { "use userfaultfd", use_userfaultfd, 0, 0, 1 },
    { "use io_uring", use_io_uring, 0, 0, 1 },
    { "use the kernel's keys", use_keys, 0, 0, 1 },
    { "make a user namespace", new_namespace, 0, 0, 1 },
};

const size_t tc_attempts_count = sizeof(tc_attempts) / sizeof(tc_attempts[0]);
