/*
 * The pool of workers (processes of talecraft-worker) and the way to them. The
 * parent starts TalecraftMediaWorkers of them and starts again what dies,
 * with growing waits where it dies young. They share one end of a socket
 * pair that outlives reloads; through the other end any httpd process offers
 * a connection, and an idle worker takes it ("a slot").
 */
#ifndef TC_MEDIA_POOL_H
#define TC_MEDIA_POOL_H

#include <httpd.h>

/* post_config, in the second pass only (the first does nothing). */
apr_status_t tc_pool_post_config(apr_pool_t *pconf, server_rec *s);

/* Says what keeps workers from being started (`httpd -t`). */
void tc_pool_check(server_rec *s);

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

#endif
