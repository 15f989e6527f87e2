/* The system calls of a decoder (seccomp). */
#ifndef TC_WORKER_CONFINE_FILTER_H
#define TC_WORKER_CONFINE_FILTER_H

/*
 * What decoding needs is allowed, of other processes nothing; what only an
 * attacker wants (sockets, new processes, signals, tracing, mounts, keys ...)
 * kills the process at once; all else fails with EPERM. may_exec: for a
 * program of the system, which needs little more, and execve to begin with.
 * In the process that the filter is for: it holds that one's id, which an
 * execve does not change. Returns 0, or -1 where there is no seccomp.
 */
int tc_filter_set(int may_exec);

#endif
