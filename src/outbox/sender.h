/*
 * One HTTP request at a time to a cache in front of the servers. The only
 * unit that knows libcurl.
 *
 * Nothing here waits: a request is begun, and asked about until it is over.
 * Certificates are checked, redirects not followed, nothing is taken from
 * the environment (proxies) and no answer's body is kept. A sender belongs
 * to one thread.
 */
#ifndef TC_OUTBOX_SENDER_H
#define TC_OUTBOX_SENDER_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "core/site.h"

/* Longest time of a request, connecting included. */
#define TC_SEND_SECONDS 8

typedef struct tc_sender tc_sender_t;

typedef struct {
    int ok;                  /* the cache has confirmed (2xx) */
    apr_int64_t retry_after; /* seconds that it asks for, 0: none */
    const char *fault;       /* for people, where not ok; nothing secret */
} tc_sent_t;

/* In each child before it has threads. */
void tc_sender_child_init(void);

/* From p, which must not end before the sender's last use: it hangs up.
 * target is kept by reference. NULL: no memory. */
tc_sender_t *tc_sender_make(apr_pool_t *p, const tc_purge_target_t *target);

/* Begin to send names (const char *); nothing of them is kept. An earlier
 * request is given up. 0: no memory. */
int tc_sender_begin(tc_sender_t *sender, apr_pool_t *p,
                    const apr_array_header_t *names);

/* Go on as far as that is possible at once. 1: it is over, *sent (from p)
 * says how. */
int tc_sender_go_on(tc_sender_t *sender, apr_pool_t *p, tc_sent_t *sent);

#endif
