/* The system calls of a decoder (seccomp). */
#ifndef TC_WORKER_FILTER_H
#define TC_WORKER_FILTER_H

/*
 * What decoding needs is allowed; what only an attacker wants (sockets, new
 * programs and processes, tracing, mounts, keys ...) kills the process at
 * once; all else fails with EPERM. may_exec: for a program of the system,
 * whose calls are not known here: only the second kind counts, and execve is
 * not of it. Returns 0, or -1 where there is no seccomp.
 */
int tc_filter_set(int may_exec);

#endif
