/*
 * A connection that hears what changes in a site's database: triggers notify
 * the channel "talecraft" on commit, whoever the writer is.
 *
 * It is borrowed from mod_dbd for as long as it lasts, in addition to the
 * permits: DBDMax must be larger than TalecraftDBConnections by one. LISTEN
 * belongs to a session, so a pooler between httpd and PostgreSQL must keep
 * sessions together (pgbouncer: pool_mode=session).
 *
 * It also asks one question over and over, so that a site where nothing
 * happens needs no other connection.
 *
 * open may wait for the database, as long as connecting takes; poll never
 * waits. One thread at a time may use a listener.
 */
#ifndef TC_DB_LISTEN_H
#define TC_DB_LISTEN_H

#include <apr_time.h>

#include "core/site.h"
#include "db/rows.h"
#include "db/sql.h"

typedef struct tc_listener tc_listener_t;

typedef enum {
    TC_LISTEN_OPEN,
    TC_LISTEN_AWAY,   /* the database is not there, or not usable */
    TC_LISTEN_REFUSED /* it is, but cannot be listened to */
} tc_listen_t;

/*
 * Connect and wait until LISTEN is confirmed: each change that is committed
 * after that is heard. Learns tc_db_site_id where it is not known yet. The
 * listener is from p, which must live until tc_listen_close; it must have
 * been closed before p ends. question: has no values. *detail (from p): what
 * is wrong, for the log.
 */
tc_listen_t tc_listen_open(tc_site_t *site, apr_pool_t *p,
                           const tc_sql_call_t *question,
                           tc_listener_t **listener, const char **detail);

/* Who is told of what. */
typedef struct {
    /* a notification; payload is valid during the call alone */
    void (*heard)(void *baton, const char *payload);
    /* the question is about to be asked */
    void (*asking)(void *baton);
    /* its answer, during the call alone; NULL: there is none this time (the
     * statement was refused, or would have had to wait for a lock) */
    void (*told)(void *baton, const tc_rows_t *rows);
} tc_listen_calls_t;

/*
 * Hand over what has come, in order, and see to it that the server proves a
 * few times a second that it is there; once a second, and soon after
 * something has come, by the question. Returns a time on apr_time_now's
 * clock: whatever was notified before it has been handed over by now. 0: the
 * connection is of no more use and must be closed.
 */
apr_time_t tc_listen_poll(tc_listener_t *listener,
                          const tc_listen_calls_t *calls, void *baton);

/* For how long the server has left unanswered what it was asked; 0: it owes
 * nothing. */
apr_interval_time_t tc_listen_silence(const tc_listener_t *listener);

/* The connection goes back to mod_dbd, which makes it anew for its next
 * user. May wait for mod_dbd's lock. */
void tc_listen_close(tc_listener_t *listener);

#endif
