/*
 * What all processes of a server share about its workers (processes of
 * talecraft-worker, see workers.h): numbers, and two pairs of sockets. All of
 * it outlives reloads. Workers share one end of the first pair; through the
 * other any httpd process offers a connection, and an idle worker takes it
 * ("a slot"). Through the second a child that ends hands its busy slots over
 * to the child that comes after it.
 */
#ifndef TC_MEDIA_POOL_H
#define TC_MEDIA_POOL_H

#include <apr_pools.h>
#include <apr_time.h>

#define TC_POOL_MAX 64     /* workers */
#define TC_POOL_TEXT 16384 /* bytes beside a slot that is handed over */

/* How a worker does, on the parent's side. */
typedef struct {
    pid_t pid; /* 0: none runs */
    apr_time_t started;
    int young_deaths;
} tc_pool_worker_t;

/*
 * In the parent: one for each worker, TC_POOL_MAX of them, and the descriptor
 * that they get as standard input; made when they are first asked for. Lives
 * as long as the parent; no pointers into the module, which is unloaded at
 * reloads.
 */
apr_status_t tc_pool_open(tc_pool_worker_t **workers, int *takers);

int tc_pool_is_open(void);

void tc_pool_want(int workers);

/* Parent: that worker is counted upon from that time on, on the steady clock;
 * 0: it does not run. */
void tc_pool_note(int number, apr_time_t well_from);

/* Workers that should run, and that do (0 and 0 before post_config). */
int tc_pool_wanted(void);
int tc_pool_alive(void);
/* Of those the ones that can be counted upon: a worker that was started because
 * another one died young must have lived for a few seconds. */
int tc_pool_well(void);

/*
 * Offer a new connection to the workers. *fd is ours, non-blocking and
 * close-on-exec; the worker that takes it first sends the message
 * {"ready":PID}. APR_EAGAIN: too many offers wait; APR_EINIT: no pool.
 */
apr_status_t tc_pool_slot(int *fd);

/* The worker of a child's slot of that number has a job; pid 0: none. A
 * reload lets it finish that. */
void tc_pool_busy(int number, pid_t pid);
int tc_pool_is_busy(pid_t pid);

/* Leave a slot and what is to be known of it to whoever asks next. The text
 * has TC_POOL_TEXT bytes at most, else APR_ENOSPC; fd stays the caller's. */
apr_status_t tc_pool_hand_over(int fd, const char *text);
/* One that was left, text from p; -1: none. */
int tc_pool_take_over(apr_pool_t *p, const char **text);

#endif
