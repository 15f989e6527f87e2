/*
 * One HTTP request at a time to a cache in front of the servers, or to a
 * webhook. The only unit that knows libcurl.
 *
 * Nothing here waits: a request is begun, and asked about until it is over.
 * Certificates are checked, redirects not followed, nothing is taken from
 * the environment (proxies) and no answer's body is kept, nor read to the end
 * where it is long. A sender belongs to one thread.
 */
#ifndef TC_OUTBOX_SENDER_H
#define TC_OUTBOX_SENDER_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "outbox/message.h"

/* Longest time of a request, connecting included. */
#define TC_SEND_SECONDS 8

typedef struct tc_sender tc_sender_t;

typedef struct {
    int ok;                  /* the receiver has confirmed (2xx) */
    int status;              /* of its answer; 0: none came */
    apr_int64_t retry_after; /* seconds that it asks for, 0: none */
    const char *fault;       /* for people, where not ok; nothing secret */
} tc_sent_t;

/* In each child before it has threads. */
void tc_sender_child_init(void);

/* From p, which must not end before the sender's last use: it hangs up.
 * ca_file: what certificates are checked by, NULL: by what the system trusts.
 * allowed (of tc_allowed_t): no address is connected to that is neither public
 * nor one of them, and each request makes a connection of its own to what its
 * host's name leads to now; NULL: any address will do. Both are kept by
 * reference. NULL: no memory. */
tc_sender_t *tc_sender_make(apr_pool_t *p, const char *ca_file,
                            const apr_array_header_t *allowed);

/* Begin to send; nothing of the message is kept. An earlier request is given
 * up. 0: no memory. */
int tc_sender_begin(tc_sender_t *sender, const tc_message_t *message);

/* Go on as far as that is possible at once. 1: it is over, *sent (from p)
 * says how. */
int tc_sender_go_on(tc_sender_t *sender, apr_pool_t *p, tc_sent_t *sent);

#endif
