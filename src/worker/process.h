/*
 * Run a function in a confined child process with a time limit that this
 * process enforces, and collect what it writes.
 */
#ifndef TC_WORKER_PROCESS_H
#define TC_WORKER_PROCESS_H

#include <apr_pools.h>

#include "worker/confine/confine.h"

typedef enum {
    TC_RUN_EXITED,     /* code: its exit status */
    TC_RUN_SIGNALLED,  /* code: the signal that it died of */
    TC_RUN_TIMED_OUT,  /* killed by us */
    TC_RUN_ABANDONED,  /* killed by us: the peer has gone */
    TC_RUN_NOT_STARTED /* code: errno */
} tc_run_how_t;

typedef struct {
    tc_run_how_t how;
    int code;
    char *output; /* NUL-terminated, at most TC_RUN_OUTPUT bytes */
    apr_size_t len;
    double cpu; /* seconds of processor time used */
} tc_process_t;

#define TC_RUN_OUTPUT 65536
#define TC_RUN_NOT_CONFINED 70 /* exit status */

/* Writes its answer to out; what it returns is its exit status. */
typedef int (*tc_run_fn)(void *baton, int out);

void tc_process_run(apr_pool_t *p, const tc_confine_t *what, int peer,
                    tc_run_fn run, void *baton, tc_process_t *result);

#endif
