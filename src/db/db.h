/*
 * The database of a site: the only unit that knows mod_dbd and libpq.
 *
 * A call borrows a connection from mod_dbd's pool, runs, copies the result
 * into the caller's pool and gives the connection back before it returns; no
 * connection is ever held while a client is read from or written to.
 * A call waits at most TalecraftDBTimeout for one of TalecraftDBConnections
 * permits (503 after that); what takes long gets half of them at most
 * (tc_sql_slow). After a failed connect one thread probes while the others get
 * 503 at once (limits/permits.h). Statements are prepared lazily for each
 * connection and forgotten when its backend pid changes.
 * Where the connection is lost, reads are tried again once, writes only where
 * their COMMIT was certainly not carried out; a few times more where the
 * server says that it ended the session.
 */
#ifndef TC_DB_DB_H
#define TC_DB_DB_H

#include <httpd.h>

#include "core/site.h"
#include "core/error.h"
#include "db/rows.h"
#include "db/sql.h"

/*
 * A constraint or exception of the database that the caller may want to turn
 * into an answer of the contract: filled where the error is one of them.
 */
typedef struct {
    char sqlstate[6];       /* "" where the statement succeeded */
    const char *constraint; /* from p, NULL where none is named */
    const char *message;    /* primary message, from p (for P0001 texts) */
    const char *statement;  /* its name */
} tc_db_conflict_t;

/*
 * Run one reading statement. Errors: 503 (away, no permit, time-out, other
 * schema version), 500 (ours), each with its log number; they come ready.
 */
tc_error_t *tc_db_read(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                       tc_rows_t **rows);

/*
 * Run one writing statement in a transaction of its own: BEGIN, statement,
 * SELECT of the tags that the triggers collected, COMMIT, in one round trip
 * (libpq pipeline). On success rows->tags holds the tags; the caller hands
 * them to tc_cache_raise before it answers. A unique, foreign key, check or
 * P0001 (raise) violation fills *conflict and returns a 400-error that the
 * caller replaces; conflict may be NULL where none is expected (500 then).
 */
tc_error_t *tc_db_write(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                        tc_rows_t **rows, tc_db_conflict_t *conflict);

/* The error of a conflict that nobody expects: 500, to be logged. From p. */
tc_error_t *tc_db_unexpected(tc_site_t *site, apr_pool_t *p,
                             const tc_db_conflict_t *met);

/* The error where what (a few words) has been locked by others for too long:
 * 503, to be logged. From p. */
tc_error_t *tc_db_held(tc_site_t *site, apr_pool_t *p, const char *what);

/* Time that statements of this pool took, with all waiting. */
apr_interval_time_t tc_db_spent(apr_pool_t *p);

/* Identity of the site's database (system identifier, database, schema) as a
 * 64-bit hash: what the process of this server found that opened a session
 * last; 0 until one has. */
apr_uint64_t tc_db_site_id(const tc_site_t *site);

/* For GET /health/: "ok", or a short word on what is wrong, without secrets:
 * "unreachable", "schema version 6, expected 7", "busy", ... */
const char *tc_db_health(tc_site_t *site, apr_pool_t *p);

/* The same for who looks whether a database that gave no answer is back; and
 * whether one is silent that seems to be. It may take as long as connecting
 * does. */
const char *tc_db_look(tc_site_t *site, apr_pool_t *p);
const char *tc_db_scout(tc_site_t *site, apr_pool_t *p);

/* The listener of a site finds that the database gives no answer, though the
 * connection lasts, or that it does again; in the former case to be said over
 * and over. Nobody opens connections to it meanwhile. */
void tc_db_note_silence(const tc_site_t *site, int is_silent);
int tc_db_is_silent(const tc_site_t *site);

/* The listener has reached it: no process takes it for away any longer without
 * having tried. */
void tc_db_note_reached(const tc_site_t *site);

/* Hooks. post_config checks that mod_dbd and its optional functions are there;
 * APR_EGENERAL and a line on the console otherwise. child_init makes the
 * permits. */
apr_status_t tc_db_post_config(apr_pool_t *pconf, server_rec *s);
void tc_db_child_init(apr_pool_t *pchild, server_rec *s);

/* In the parent, of a child that has ended in whatever way: what it has left
 * behind is free again. */
void tc_db_child_ended(server_rec *s, pid_t pid);

#endif
