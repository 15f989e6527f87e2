/*
 * What changes in a site's database, whoever changes it, is raised in this
 * server's shared memory, and the heartbeat that entries of the cache need is
 * written there (tc_listener_heard).
 *
 * It has a watchdog of its own beside that of the other jobs: these wait for
 * statements and locks, and a heartbeat that waits with them would turn the
 * cache off when it is needed most. Its thread never waits; connecting, which
 * may take long where a database is away, is done in a thread for that time.
 */
#ifndef TC_JOBS_LISTENER_H
#define TC_JOBS_LISTENER_H

#include <httpd.h>

/* Every pass of post_config, before mod_watchdog's own. APR_EGENERAL where
 * mod_watchdog is missing or refuses. */
apr_status_t tc_listener_register(apr_pool_t *pconf, server_rec *s);

#endif
