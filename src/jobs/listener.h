/*
 * What changes in a site's database, whoever changes it, is raised in this
 * server's shared memory, and the heartbeat that entries of the cache need is
 * written there (tc_signals_heard).
 *
 * A watchdog of its own chooses the child that does it. Its thread is no
 * watchdog's: these wait for statements and locks, and stop when a child
 * begins to end, while it may serve for long; a heartbeat that did the same
 * would turn the cache off when it is needed most. This one goes on until the
 * child's pools go, and never waits: connecting, which may take long where a
 * database is away, is done in a thread for that time.
 */
#ifndef TC_JOBS_LISTENER_H
#define TC_JOBS_LISTENER_H

#include <httpd.h>

/* Every pass of post_config, before mod_watchdog's own. APR_EGENERAL where
 * mod_watchdog is missing or refuses. */
apr_status_t tc_jobs_listener_register(apr_pool_t *pconf, server_rec *s);
/* After db/'s child_init: the connections go before that pool does. */
void tc_jobs_listener_child_init(apr_pool_t *pchild, server_rec *s);

#endif
