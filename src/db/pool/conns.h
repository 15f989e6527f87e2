/*
 * The connections to PostgreSQL that mod_dbd has in this process for the hosts
 * that share its list: how many, which of them are lent, and how to end the
 * session of one that is not. Each has a session, and then a slot of
 * TalecraftDBTotal, or has none: that of a session that was ended to let
 * others have the slot. Inside db/ only.
 *
 * Nobody borrows one to end its session: he would hold several at once and
 * wait for another, and who waits for one of those waits for ever.
 */
#ifndef TC_DB_POOL_CONNS_H
#define TC_DB_POOL_CONNS_H

#include <apr_hash.h>
#include <apr_pools.h>
#include <apr_thread_mutex.h>
#include <apr_time.h>
#include <libpq-fe.h>

typedef struct tc_conn_t tc_conn_t;

/* All counters are changed atomically. */
typedef struct {
    apr_uint32_t handles; /* that mod_dbd has, with a session or without */
    apr_uint32_t live;    /* those with a slot of total.h, and so a session */
    apr_uint32_t used;    /* borrowed, or about to be */
    apr_uint32_t most;    /* used at once since the last look */
    apr_thread_mutex_t *mutex; /* of what follows */
    tc_conn_t *first;
} tc_conns_t;

/* Of one, for as long as mod_dbd has it. Only who has borrowed it may use it,
 * but for what says otherwise. */
struct tc_conn_t {
    PGconn *pg;
    int pid;                     /* of the backend, 0: the session is new */
    int version;                 /* of the schema, -1: not asked yet */
    apr_interval_time_t silence; /* longer than any statement may take */
    apr_uint64_t site_id;
    apr_pool_t *pool;       /* of the session: statements */
    apr_hash_t *statements; /* hash of the text -> text, name */
    unsigned made;          /* names are never used twice in a session */
    tc_conns_t *conns;
    int is_kept;         /* other modules' statements go with its session */
    int slot;            /* of total.h; while it is not lent the mutex's */
    int line;            /* a second descriptor of its socket, -1: none */
    int is_lent;         /* the mutex's, as are: */
    apr_time_t returned; /* to mod_dbd, last */
    tc_conn_t *next;
};

/* What conns needs for as long as p lasts. */
apr_status_t tc_conns_init(tc_conns_t *conns, apr_pool_t *p);

/* mod_dbd has opened conn, or closes it. */
void tc_conns_add(tc_conns_t *conns, tc_conn_t *conn);
void tc_conns_remove(tc_conn_t *conn);

/* It is borrowed now; before it is given back to mod_dbd. is_kept: its session
 * is not to be ended. */
void tc_conns_lend(tc_conn_t *conn, int is_kept);
void tc_conns_return(tc_conn_t *conn);

/* Let it have a slot where it has none, or TC_TOTAL_NONE: give it back. */
void tc_conns_set_slot(tc_conn_t *conn, int slot);

/* Its session has begun: from now on it may be ended from outside. */
void tc_conns_note_session(tc_conn_t *conn);

/* One more is in use, for tc_conns_look. */
void tc_conns_note_use(tc_conns_t *conns);

/* End sessions that nobody uses, those beyond what was used at once since the
 * last look; is_wanted: all of them, as somebody waits for a slot, and that is
 * no look. The next user of such a handle sees that its session has ended, and
 * opens another one. */
void tc_conns_look(tc_conns_t *conns, int is_wanted);

/* The slot of a session that nobody uses, which ends; TC_TOTAL_NONE: there is
 * no such session. */
int tc_conns_take_slot(tc_conns_t *conns);

#endif
