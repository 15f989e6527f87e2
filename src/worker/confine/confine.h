/*
 * What a decoder may do: read one file, write into one folder, think, and
 * answer. Everything is taken from the process for good.
 */
#ifndef TC_WORKER_CONFINE_CONFINE_H
#define TC_WORKER_CONFINE_CONFINE_H

#include <apr_pools.h>
#include <apr_time.h>

/* --check looks at each layer alone. */
typedef enum {
    TC_CONFINE_ALL,
    TC_CONFINE_NO_LANDLOCK,
    TC_CONFINE_NO_FILTER
} tc_confine_layers_t;

typedef struct {
    const char *read_file; /* NULL: none */
    const char *write_dir; /* NULL: none */
    int may_exec;          /* runs a program of /usr (ffmpeg) */
    tc_confine_layers_t without;
    apr_int64_t memory;    /* bytes more than the process has now */
    int seconds;           /* of processor time */
    apr_int64_t file_size; /* bytes that its files need beside the usual */
    apr_time_t until;      /* of the clock; the waiting process enforces it */
} tc_confine_t;

/*
 * Limits, no_new_privs, Landlock (where the kernel has it), seccomp; in a
 * freshly forked process that has closed what it does not need. Returns 0,
 * or -1 where one of them could not be set: the process must end.
 */
int tc_confine(const tc_confine_t *what);

/* The Landlock version of this kernel, 0: none. */
int tc_confine_landlock(void);

/* Give up root for good: user by name or #id, group by #id; -1 on failure. */
int tc_confine_user(const char *user, const char *group);

#endif
