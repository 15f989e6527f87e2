/* talecraft-worker --check: what a decoder that was taken over could do. */
#include "worker/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "worker/process.h"

/* Each tries something; 0 where it could, an error where it could not. */
typedef int (*attempt_fn)(const char *dir);

typedef struct {
    const char *name;
    attempt_fn attempt;
    int allowed;  /* it is to succeed */
    int landlock; /* only Landlock refuses it */
} attempt_t;

static int try_open(const char *path, int flags)
{
    int fd = open(path, flags, 0600);

    if (fd < 0) {
        return errno;
    }
    close(fd);
    return 0;
}

static int read_passwd(const char *dir)
{
    (void)dir;
    return try_open("/etc/passwd", O_RDONLY);
}

static int list_root(const char *dir)
{
    (void)dir;
    return try_open("/", O_RDONLY | O_DIRECTORY);
}

static int write_elsewhere(const char *dir)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/../talecraft-check-outside", dir);
    return try_open(path, O_WRONLY | O_CREAT);
}

static int write_here(const char *dir)
{
    char path[4096];
    int rv;

    snprintf(path, sizeof(path), "%s/talecraft-check", dir);
    rv = try_open(path, O_WRONLY | O_CREAT);
    return rv ? rv : unlink(path);
}

static int open_socket(const char *dir)
{
    (void)dir;
    return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
}

static int open_unix_socket(const char *dir)
{
    (void)dir;
    return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? errno : 0;
}

static int run_shell(const char *dir)
{
    (void)dir;
    execl("/bin/true", "true", (char *)NULL);
    return errno;
}

static int make_process(const char *dir)
{
    (void)dir;
    return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) < 0 ? errno : 0;
}

static int make_process3(const char *dir)
{
    (void)dir;
    return syscall(SYS_clone3, NULL, 0) < 0 ? errno : 0;
}

static int trace_parent(const char *dir)
{
    (void)dir;
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) < 0 ? errno : 0;
}

static int signal_parent(const char *dir)
{
    (void)dir;
    return kill(getppid(), 0) < 0 ? errno : 0;
}

static int signal_parent_thread(const char *dir)
{
    (void)dir;
    return syscall(SYS_tgkill, getppid(), getppid(), 0) < 0 ? errno : 0;
}

static int raise_limit(const char *dir)
{
    struct rlimit {
        unsigned long long now, most;
    } none = { 0, 0 };

    (void)dir;
    return syscall(SYS_prlimit64, 0, 7, &none, NULL) < 0 ? errno : 0;
}

static int much_memory(const char *dir)
{
    void *memory = mmap(NULL, (size_t)1 << 30, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    (void)dir;
    return memory == MAP_FAILED ? errno : 0;
}

static int use_descriptors(const char *dir)
{
    (void)dir;
    for (int fd = 4; fd < 1024; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) {
            return 0;
        }
    }
    return EBADF;
}

static int hard_link(const char *dir)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/talecraft-check-link", dir);
    return link("/etc/passwd", path) < 0 ? errno : 0;
}

static const attempt_t attempts[] = {
    { "write into its folder", write_here, 1, 0 },
    { "read /etc/passwd", read_passwd, 0, 1 },
    { "list the root folder", list_root, 0, 1 },
    { "write outside its folder", write_elsewhere, 0, 1 },
    { "open an internet socket", open_socket, 0, 0 },
    { "open a UNIX socket", open_unix_socket, 0, 0 },
    { "run a program", run_shell, 0, 0 },
    { "make a process", make_process, 0, 0 },
    { "make a process (clone3)", make_process3, 0, 0 },
    { "trace its parent", trace_parent, 0, 0 },
    { "signal its parent", signal_parent, 0, 0 },
    { "signal its parent's thread", signal_parent_thread, 0, 0 },
    { "change a limit", raise_limit, 0, 0 },
    { "take 1 GB of memory", much_memory, 0, 0 },
    { "use a foreign descriptor", use_descriptors, 0, 0 },
    { "link a foreign file", hard_link, 0, 0 },
};

typedef struct {
    const attempt_t *attempt;
    const char *dir;
} baton_t;

static int run_attempt(void *data, int out)
{
    const baton_t *baton = data;
    int rv = baton->attempt->attempt(baton->dir);

    (void)out;
    return rv == 0 ? 0 : 1;
}

/* 1 where the outcome is as it should be. */
static int check_one(apr_pool_t *p, const attempt_t *attempt, const char *dir)
{
    tc_confine_t confine = {
        .write_dir = dir, .memory = 256 * 1024 * 1024, .seconds = 5, .wall = 5
    };
    baton_t baton = { attempt, dir };
    const char *word;
    tc_run_t run;
    int could, fine;

    tc_process_run(p, &confine, -1, run_attempt, &baton, &run);
    could = run.how == TC_RUN_EXITED && run.code == 0;
    word = could ? "possible"
           : run.how == TC_RUN_SIGNALLED && run.code == SIGSYS
               ? "refused, killed"
           : run.how == TC_RUN_EXITED && run.code == 1 ? "refused"
                                                       : "not tried";
    fine = could == attempt->allowed && strcmp(word, "not tried") != 0;
    if (!fine && could && attempt->landlock && tc_confine_landlock() == 0) {
        word = "possible: this kernel has no Landlock";
        fine = 1;
    }
    printf("%-4s %s: %s\n", fine ? "ok" : "BAD", attempt->name, word);
    return fine;
}

int tc_confine_check(apr_pool_t *p, const char *dir)
{
    int bad = 0;

    printf("landlock: version %d\n", tc_confine_landlock());
    fflush(stdout);
    for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
        bad += !check_one(p, &attempts[i], dir);
        fflush(stdout);
    }
    return bad == 0 ? 0 : 1;
}
