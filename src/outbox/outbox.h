/*
 * The outbox of a site: what caches in front of its servers must still be
 * told (tables purge_*). The triggers that name the tags of a change
 * write them down in the change's own transaction. So nothing is lost by a
 * restart, a kill or a network that is away, changes made with psql are in
 * it, and so are scheduled posts that become public.
 *
 * Of all servers of a site one is the sender at a time: the one that holds the
 * token of purge_sender. A sender that dies lets it run out; what it had sent
 * without writing that down is sent again, which does no harm. One that was
 * only slow finds its token gone, and then removes nothing.
 *
 * A sender puts the changes together (fold) only while it sends nothing. So
 * a change that comes while its tag is on the way waits in the other table,
 * and is not removed together with the tag that was sent.
 *
 * Each function is one statement, but tc_outbox_is_for.
 */
#ifndef TC_OUTBOX_OUTBOX_H
#define TC_OUTBOX_OUTBOX_H

#include "core/error.h"
#include "core/site.h"

/* How long a sender that does not say anything stays the sender. */
#define TC_PURGE_LEASE 12 /* seconds */

/* token: this server's, whether it is the sender or not.
 * *wanted: tags are written down for at least half a day, and since when is
 * known; *ready: there is something to send, no other server is the sender,
 * and no wait after a failure goes on. */
tc_error_t *tc_outbox_look(tc_site_t *site, apr_pool_t *p, const char *token,
                           int *wanted, int *ready);
/* Have tags written down for a day from now. Where they were not so far,
 * everything is to be purged, and a second call is needed, which notes since
 * when they are. */
tc_error_t *tc_outbox_want(tc_site_t *site, apr_pool_t *p);

/* Become the sender or stay it (*held) and put changes together. *more: call
 * again; *crowded: so many tags wait that everything should be purged. */
tc_error_t *tc_outbox_fold(tc_site_t *site, apr_pool_t *p, const char *token,
                           int *held, int *more, int *crowded);
/* Purge everything, in the place of all tags that wait. */
tc_error_t *tc_outbox_everything(tc_site_t *site, apr_pool_t *p,
                                 const char *token);

/* Up to `count` tags (const char *) to send, none where there are none or the
 * token is lost. *failures: in a row until now. */
tc_error_t *tc_outbox_next(tc_site_t *site, apr_pool_t *p, const char *token,
                           int count, apr_array_header_t **tags,
                           int *failures);
/* They were confirmed. */
tc_error_t *tc_outbox_sent(tc_site_t *site, apr_pool_t *p, const char *token,
                           const apr_array_header_t *tags);
/* They were not: nobody tries until `wait` is over. The token is given up. */
tc_error_t *tc_outbox_failed(tc_site_t *site, apr_pool_t *p, const char *token,
                             apr_interval_time_t wait, const char *fault);
/* Give the token up. */
tc_error_t *tc_outbox_release(tc_site_t *site, apr_pool_t *p,
                              const char *token);

typedef struct {
    apr_int64_t pending;    /* to be purged */
    apr_int64_t failures;   /* of that, one after the other */
    const char *error;      /* of the last one, NULL: none */
    apr_int64_t deliveries; /* that wait for webhooks */
    apr_int64_t failing;    /* webhooks */
} tc_outbox_state_t;

/* For mod_status and health: all that waits, and what fails. */
tc_error_t *tc_outbox_state(tc_site_t *site, apr_pool_t *p,
                            tc_outbox_state_t *state);

/* 1 where this host purges for its database: of virtual hosts on one database
 * the first one's target counts. */
int tc_outbox_is_for(const tc_site_t *site, const server_rec *first);

#endif
