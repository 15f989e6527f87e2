/*
 * The listener of changes.
 *
 * A notification is "tag change": what is out of date, and the transaction
 * that made it so. Those of this server's own writers come back here, and
 * raising their tags once more would drop the entries that were filled since.
 * A writer raises all tags of its change and then notes the change
 * (tc_change_raised). So a change that is noted is passed over. One that is
 * not has another writer, or one that has not come so far yet, or never will
 * because it died after its COMMIT: it gets the time until the next look, a
 * tenth of a second, and is raised then if it still is not noted.
 *
 * The heartbeat is a promise: what was notified before that time has been
 * raised. While changes wait for the next look it is therefore the time that
 * was proved at the last one, when those had not come yet.
 */
#include "jobs/listener.h"

#include <string.h>

#include <apr_optional.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>
#include <mod_watchdog.h>

#include "cache/cache.h"
#include "core/log.h"
#include "db/db.h"
#include "db/listen.h"

#define SHORTEST_BACK_OFF apr_time_from_msec(100)
#define LONGEST_BACK_OFF apr_time_from_sec(5)
/* More (somebody changes thousands of rows by SQL) are raised at once. */
#define MOST_WAITING 5000

typedef enum { AWAY, OPENING, OPEN } state_t;

/* Notifications that came at one look: const char *. */
typedef struct {
    apr_pool_t *p;
    apr_array_header_t *payloads;
} letters_t;

/* Of one site. While OPENING, p and what is marked belong to the thread. */
typedef struct {
    tc_site_t *site;
    apr_pool_t *p;           /* of the connection */
    tc_listener_t *listener; /* opener's; lost ones are closed by it too */
    tc_listen_t result;      /* opener's */
    const char *detail;      /* opener's */
    apr_uint32_t done;       /* the opener has ended */
    apr_thread_t *opener;
    state_t state;
    apr_uint64_t id; /* of the database listened to */
    apr_time_t not_before;
    apr_interval_time_t back_off;
    int said;          /* the log says that this site is not heard */
    apr_time_t proved; /* at the last look */
    letters_t fresh;   /* what came at this look */
    letters_t waiting; /* what came at the last one */
} ear_t;

typedef struct {
    server_rec *server;
    apr_pool_t *p; /* of the thread, with its own allocator */
    ear_t *ears;
    int count;
} ears_t;

/* ------------------------------------------------------------- the letters */

static void letters_clear(letters_t *letters)
{
    apr_pool_clear(letters->p);
    letters->payloads = apr_array_make(letters->p, 8, sizeof(const char *));
}

/* payload without the change's name, in a tc_cache_raise's form. */
static void raise(const ear_t *ear, apr_pool_t *p, const char *payload)
{
    apr_array_header_t *tags = apr_array_make(p, 1, sizeof(const char *));

    APR_ARRAY_PUSH(tags, const char *) =
        apr_pstrmemdup(p, payload, strcspn(payload, " "));
    tc_cache_raise(ear->id, tags);
}

static int is_raised(const ear_t *ear, const char *payload)
{
    const char *change = strchr(payload, ' ');

    return change != NULL && tc_change_is_raised(ear->id, change + 1);
}

static void heard(void *baton, const char *payload)
{
    ear_t *ear = baton;
    letters_t *fresh = &ear->fresh;

    if (is_raised(ear, payload)) {
        return;
    }
    if (fresh->payloads->nelts < MOST_WAITING) {
        APR_ARRAY_PUSH(fresh->payloads, const char *) =
            apr_pstrdup(fresh->p, payload);
    }
    else {
        raise(ear, ear->waiting.p, payload);
    }
}

/* Those that came at the last look have had their time. */
static void raise_waiting(ear_t *ear)
{
    const apr_array_header_t *payloads = ear->waiting.payloads;
    letters_t last = ear->waiting;

    for (int i = 0; i < payloads->nelts; i++) {
        const char *payload = APR_ARRAY_IDX(payloads, i, const char *);

        if (!is_raised(ear, payload)) {
            raise(ear, last.p, payload);
        }
    }
    ear->waiting = ear->fresh;
    ear->fresh = last;
    letters_clear(&ear->fresh);
}

/* ---------------------------------------------------------- the connection */

static void *APR_THREAD_FUNC open_in_thread(apr_thread_t *thread, void *data)
{
    ear_t *ear = data;

    if (ear->listener != NULL) {
        tc_listen_close(ear->listener);
        ear->listener = NULL;
    }
    apr_pool_clear(ear->p);
    ear->result = tc_listen_open(ear->site, ear->p, &ear->listener,
                                 &ear->detail);
    __atomic_store_n(&ear->done, 1, __ATOMIC_RELEASE);
    apr_thread_exit(thread, APR_SUCCESS);
    return NULL;
}

static void opening_failed(ear_t *ear, apr_time_t now)
{
    ear->state = AWAY;
    ear->not_before = now + ear->back_off;
    ear->back_off = ear->back_off * 2 < LONGEST_BACK_OFF ? ear->back_off * 2
                                                         : LONGEST_BACK_OFF;
}

/* Virtual hosts on one database have one listener, whoever's is up. */
static int is_heard_already(const ears_t *ears, const ear_t *ear)
{
    apr_uint64_t id = tc_db_site_id(ear->site);

    for (int i = 0; i < ears->count; i++) {
        const ear_t *other = &ears->ears[i];

        if (other != ear && id != 0 && other->state != AWAY
            && tc_db_site_id(other->site) == id) {
            return 1;
        }
    }
    return 0;
}

static void begin_opening(ears_t *ears, ear_t *ear, apr_time_t now)
{
    if (now < ear->not_before || is_heard_already(ears, ear)) {
        return;
    }
    ear->done = 0;
    ear->state = OPENING;
    if (apr_thread_create(&ear->opener, NULL, open_in_thread, ear, ears->p)
        != APR_SUCCESS) {
        opening_failed(ear, now);
    }
}

/* Whatever was changed before LISTEN was confirmed is unknown here: all
 * entries go, and only then the heart begins to beat. */
static void opened(ear_t *ear)
{
    ear->state = OPEN;
    ear->back_off = SHORTEST_BACK_OFF;
    ear->id = tc_db_site_id(ear->site);
    ear->proved = apr_time_now();
    letters_clear(&ear->fresh);
    letters_clear(&ear->waiting);
    tc_tag_raise(ear->id, TC_TAG_ALL);
    tc_listener_heard(ear->id, ear->proved);
    ap_log_error(APLOG_MARK, ear->said ? APLOG_NOTICE : APLOG_INFO, 0,
                 ear->site->server, "changes in the database are heard%s",
                 ear->said ? " again; answers are cached" : "");
    ear->said = 0;
}

static void end_opening(ears_t *ears, ear_t *ear, apr_time_t now)
{
    apr_status_t rv;

    if (!__atomic_load_n(&ear->done, __ATOMIC_ACQUIRE)) {
        return;
    }
    apr_thread_join(&rv, ear->opener);
    if (ear->result != TC_LISTEN_OPEN) {
        opening_failed(ear, now);
    }
    else if (is_heard_already(ears, ear)) {
        ear->state = AWAY; /* only now its database was known */
        ear->listener_unused = 1;
    }
    else {
        opened(ear);
    }
    if (ear->result == TC_LISTEN_REFUSED && !ear->said) {
        ear->said = 1;
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, ear->site->server,
                     TCNO(8008) "PostgreSQL does not let this server listen "
                     "for changes, so nothing is cached: %s", ear->detail);
    }
}
