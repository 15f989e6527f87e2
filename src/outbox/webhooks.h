/*
 * What webhooks are still to be told (tables webhooks, webhook_deliveries).
 * Events become deliveries when they have been committed; a delivery is sent
 * by whoever claims it, and by another server where that one does not say in
 * time what became of it. So each is sent at least once. Two of one object are
 * never claimed at the same time.
 *
 * Each function is one statement, but tc_outbox_webhooks_message and
 * tc_outbox_webhooks_is_for.
 */
#ifndef TC_OUTBOX_WEBHOOKS_H
#define TC_OUTBOX_WEBHOOKS_H

#include "core/error.h"
#include "core/site.h"
#include "outbox/message.h"
#include "outbox/sender.h"

/* How long a delivery stays with who has claimed it. More than a request
 * takes (TC_SEND_SECONDS), and what the database does. */
#define TC_WEBHOOKS_LEASE 30 /* seconds */

typedef struct {
    apr_int64_t id;
    apr_int64_t webhook_id;
    int tries; /* with this one */
    const char *message_id;
    const char *body;
    const char *url;
    const char *secret;
} tc_delivery_t;

/* *news: events that nobody has been told of; *due: something may be sent. */
tc_error_t *tc_outbox_webhooks_look(tc_site_t *site, apr_pool_t *p, int *news,
                                    int *due);
/* Put events to what is told. *more: call again. */
tc_error_t *tc_outbox_webhooks_tell(tc_site_t *site, apr_pool_t *p, int *more);

/* Up to `count` deliveries (tc_delivery_t, from p) to be sent now. token: this
 * server's. */
tc_error_t *tc_outbox_webhooks_claim(tc_site_t *site, apr_pool_t *p,
                                     const char *token, int count,
                                     apr_array_header_t **deliveries);
/* The signed request of a delivery, from p; when: its time. */
tc_message_t *tc_outbox_webhooks_message(apr_pool_t *p,
                                         const tc_delivery_t *delivery,
                                         apr_time_t when);
/* What became of it. *is_off: the webhook was switched off for it. */
tc_error_t *tc_outbox_webhooks_done(tc_site_t *site, apr_pool_t *p,
                                    const char *token,
                                    const tc_delivery_t *delivery,
                                    const tc_sent_t *sent, int *is_off);
/* Give up what was claimed. */
tc_error_t *tc_outbox_webhooks_release(tc_site_t *site, apr_pool_t *p,
                                       const char *token);

/* 1 where this host does it for its database: the first one of those from
 * `first` on that are at it. */
int tc_outbox_webhooks_is_for(const tc_site_t *site, const server_rec *first);

#endif
