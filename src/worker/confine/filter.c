#include "worker/confine/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Names, so that a call unknown to this machine's headers or architecture is
 * simply not there. */
/* clang-format off */
static const char *const allowed[] = {
    "read", "write", "pread64", "pwrite64", "readv", "writev", "lseek",
    "_llseek", "open", "openat", "close", "stat", "fstat", "lstat",
    "newfstatat", "fstatat64", "stat64", "fstat64", "lstat64", "statx",
    "access", "faccessat", "faccessat2", "getdents64", "readlink",
    "readlinkat", "getcwd", "fadvise64", "fsync",
    "fdatasync", "ftruncate", "rename", "renameat", "renameat2", "unlink",
    "unlinkat", "mmap", "mmap2", "munmap", "mprotect", "mremap", "madvise",
    "brk", "mincore", "futex", "futex_time64", "set_robust_list",
    "rseq", "set_tid_address", "rt_sigaction",
    "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "rt_sigtimedwait",
    "restart_syscall", "exit", "exit_group", "sched_yield",
    "sched_getaffinity", "sched_getparam", "sched_getscheduler",
    "getrandom", "clock_gettime", "clock_gettime64", "clock_getres",
    "clock_nanosleep", "clock_nanosleep_time64", "nanosleep",
    "gettimeofday", "time", "times", "getrusage", "getpid", "gettid",
    "getppid", "getuid", "geteuid", "getgid", "getegid", "uname",
    "sysinfo", "getrlimit", "ugetrlimit", "getcpu", "membarrier", "poll",
    "ppoll", "pipe2", "eventfd2", "dup", "get_mempolicy",
};

/* Of a program: its loader's, and what is asked about itself. */
static const char *const of_programs[] = {
    "arch_prctl", "set_thread_area", "set_tls", "cacheflush", "execve",
    "statfs", "statfs64", "fstatfs", "fstatfs64", "umask", "getpgrp",
    "getresuid", "getresgid", "dup2", "dup3", "pipe", "select", "_newselect",
    "pselect6", "pselect6_time64", "ppoll_time64",
};

/* Of fcntl. Not: naming an owner, whom the kernel signals in the place of the
 * process; the size of pipes, which all of a user share; leases. */
static const int of_descriptors[] = {
    F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK,
    F_SETLK, F_SETLKW,
};

static const char *const deadly[] = {
    "socket", "socketpair", "connect", "bind", "listen", "accept",
    "accept4", "sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg",
    "recvmmsg", "fork", "vfork", "ptrace", "process_vm_readv",
    "process_vm_writev", "pidfd_open", "pidfd_getfd", "pidfd_send_signal",
    "kill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "kcmp",
    "process_madvise", "process_mrelease", "mount", "umount2",
    "pivot_root", "chroot", "setns", "unshare", "mount_setattr",
    "move_mount", "open_tree", "fsopen", "fsmount", "fspick", "bpf",
    "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
    "io_uring_register", "keyctl", "add_key", "request_key", "init_module",
    "finit_module", "delete_module", "kexec_load", "kexec_file_load",
    "open_by_handle_at", "name_to_handle_at", "setuid", "setgid",
    "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "chmod",
    "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "link",
    "linkat", "symlink", "symlinkat", "mknod", "mknodat", "reboot",
    "swapon", "swapoff", "sethostname", "quotactl", "acct", "personality",
    "move_pages", "migrate_pages",
    "memfd_create", "memfd_secret",
};
/* clang-format on */

static int add(scmp_filter_ctx filter, uint32_t action, const char *name)
{
    int call = seccomp_syscall_resolve_name(name);

    if (call == __NR_SCMP_ERROR || call < 0) {
        return 0;
    }
    return seccomp_rule_add(filter, action, call, 0);
}

/* A thread is a clone with CLONE_THREAD; clone3 hides its flags behind a
 * pointer, and libc falls back where it is told that there is none. */
static int add_threads(scmp_filter_ctx filter)
{
    int rv = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3),
                              0);

    rv |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1,
                           SCMP_A0_32(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
    return rv;
}

/* fcntl64 is its name where numbers were short once. */
static int add_descriptors(scmp_filter_ctx filter, const char *name)
{
    int call = seccomp_syscall_resolve_name(name);
    int rv = 0;

    for (size_t i = 0; call >= 0 && i < COUNT(of_descriptors); i++) {
        rv |= seccomp_rule_add(
            filter, SCMP_ACT_ALLOW, call, 1,
            SCMP_A1_32(SCMP_CMP_EQ, (uint32_t)of_descriptors[i], 0));
    }
    return rv;
}

/* Reading a limit is fine where it is its own, setting one is not. */
static int add_limits(scmp_filter_ctx filter, uint32_t pid)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
                            SCMP_A0_32(SCMP_CMP_EQ, pid, 0),
                            SCMP_A2_64(SCMP_CMP_EQ, 0, 0));
}

static int add_allowed(scmp_filter_ctx filter)
{
    uint32_t self = (uint32_t)getpid();
    int rv = 0;

    for (size_t i = 0; i < COUNT(allowed); i++) {
        rv |= add(filter, SCMP_ACT_ALLOW, allowed[i]);
    }
    rv |= seccomp_rule_add(
        filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
        SCMP_A0_32(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    rv |= add_descriptors(filter, "fcntl");
    rv |= add_descriptors(filter, "fcntl64");
    rv |= add_limits(filter, 0);
    rv |= add_limits(filter, self);
    /* abort() signals a thread of its own process; threads have names */
    rv |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                           SCMP_A0_32(SCMP_CMP_EQ, self, 0));
    rv |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
                           SCMP_A0_32(SCMP_CMP_EQ, PR_SET_NAME, 0));
    return rv;
}

static int add_programs(scmp_filter_ctx filter, int may_exec)
{
    int rv = add(filter, SCMP_ACT_KILL_PROCESS, "execveat");

    for (size_t i = 0; may_exec && i < COUNT(of_programs); i++) {
        rv |= add(filter, SCMP_ACT_ALLOW, of_programs[i]);
    }
    return may_exec ? rv : rv | add(filter, SCMP_ACT_KILL_PROCESS, "execve");
}

int tc_filter_set(int may_exec)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int rv = 0;

    if (filter == NULL) {
        return -1;
    }
    for (size_t i = 0; i < COUNT(deadly); i++) {
        rv |= add(filter, SCMP_ACT_KILL_PROCESS, deadly[i]);
    }
    rv |= add_threads(filter);
    rv |= add_allowed(filter);
    rv |= add_programs(filter, may_exec);
    rv = rv ? -1 : seccomp_load(filter);
    seccomp_release(filter);
    return rv == 0 ? 0 : -1;
}
