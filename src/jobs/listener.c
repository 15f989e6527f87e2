/*
 * The listener of changes, which letters.h is about.
 *
 * The heartbeat is a promise: what was notified before that time has been
 * raised. While changes wait for the next look it is therefore the time that
 * was proved at the last one, when those had not come yet.
 */
#include "jobs/listener.h"

#include <string.h>

#include <apr_thread_cond.h>
#include <apr_thread_proc.h>

#include "base/clock.h"
#include "cache/due.h"
#include "cache/signals.h"
#include "cache/tags.h"
#include "core/log.h"
#include "base/metrics/metrics.h"
#include "core/site.h"
#include "db/db.h"
#include "db/listen.h"
#include "jobs/jobs.h"
#include "jobs/letters.h"
#include "jobs/scout.h"

#define EARS_KEY "talecraft-ears"
#define LOOK_EVERY apr_time_from_msec(100)
#define SHORTEST_BACK_OFF apr_time_from_msec(100)
#define LONGEST_BACK_OFF apr_time_from_sec(1)

typedef enum { AWAY, OPENING, OPEN } state_t;

/* Of one site. While OPENING, what is the opener's belongs to its thread. */
typedef struct {
    tc_site_t *site;
    apr_pool_t *p;           /* opener's: of the connection */
    tc_listener_t *listener; /* opener's; it closes a lost one too */
    tc_listen_t result;      /* opener's */
    const char *detail;      /* opener's */
    int learn;               /* for the opener: which database it is, alone */
    int met;                 /* opener's: it has learned that */
    apr_uint32_t done;       /* the opener has ended */
    apr_pool_t *threads;     /* of the opener */
    apr_thread_t *opener;
    state_t state;
    apr_uint64_t id; /* of the database listened to */
    apr_time_t not_before;
    apr_interval_time_t back_off;
    int said;          /* the log says that this site is not heard */
    apr_time_t proved; /* at the last look */
    tc_letters_t *letters;
    tc_scout_t *scout;
    int is_silent;     /* the database, as far as is known */
    int was_silent;    /* at the last look */
    tc_due_t due_seen; /* when the question was asked */
} ear_t;

typedef struct {
    server_rec *server;
    apr_thread_mutex_t *mutex; /* guards stopped and thread */
    apr_thread_cond_t *woken;
    int stopped;
    apr_thread_t *thread;
    apr_pool_t *p_thread; /* what the thread itself is made of */
    apr_pool_t *p;        /* of the thread, with its own allocator */
    ear_t *ears;
    int count;
} ears_t;

/* --------------------------------------------------------- what it is told */

static void heard(void *baton, const char *payload)
{
    ear_t *ear = baton;

    tc_metrics_add(ear->site->metrics, TC_METRIC_CHANGES_HEARD, 1);
    tc_letters_take(ear->letters, payload);
}

static void asking(void *baton)
{
    ear_t *ear = baton;

    ear->due_seen = tc_due_seen(ear->id);
}

/* What waits, for those who work; readers need to know when the next schedule
 * is due. */
static void told(void *baton, const tc_rows_t *rows)
{
    static const struct {
        const char *column;
        apr_uint32_t work;
    } kinds[] = { { "due", TC_WORK_DUE },
                  { "media", TC_WORK_MEDIA },
                  { "files_left", TC_WORK_FILES_LEFT },
                  { "purge", TC_WORK_PURGE },
                  { "hooks", TC_WORK_HOOKS } };
    ear_t *ear = baton;
    apr_uint32_t work = 0;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (rows == NULL || tc_rows_bool(rows, 0, kinds[i].column)) {
            work |= kinds[i].work;
        }
    }
    tc_signals_work_waits(ear->id, work, tc_clock_steady());
    if (!(work & TC_WORK_DUE)) {
        tc_due_settled(ear->id, ear->due_seen, tc_rows_int(rows, 0, "next"));
    }
}

/* ---------------------------------------------------------- the connection */

static void open_listener(ear_t *ear)
{
    tc_sql_t *sql = tc_sql_make(ear->p, "jobs_waiting");

    ear->result = tc_listen_open(ear->site, ear->p, tc_sql_finish(sql),
                                 &ear->listener, &ear->detail);
}

static void *APR_THREAD_FUNC open_in_thread(apr_thread_t *thread, void *data)
{
    ear_t *ear = data;

    (void)thread;
    if (ear->listener != NULL) {
        tc_listen_close(ear->listener);
        ear->listener = NULL;
    }
    apr_pool_clear(ear->p);
    if (ear->learn) {
        ear->met = strcmp(tc_db_look(ear->site, ear->p), "ok") == 0;
        ear->result = TC_LISTEN_AWAY;
    }
    else {
        open_listener(ear);
    }
    __atomic_store_n(&ear->done, 1, __ATOMIC_RELEASE);
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
static int is_heard_already(const ears_t *ears, const ear_t *ear,
                            apr_uint64_t id)
{
    for (int i = 0; i < ears->count; i++) {
        const ear_t *other = &ears->ears[i];

        if (other != ear && id != 0 && other->state != AWAY && !other->learn &&
            tc_db_site_id(other->site) == id) {
            return 1;
        }
    }
    return 0;
}

static void begin_opening(ears_t *ears, ear_t *ear, apr_time_t now)
{
    /* What stands in shared memory may be of a database that was there
     * before: this process looks for itself. */
    ear->learn = !ear->met && ears->count > 1;
    if (!ear->learn && is_heard_already(ears, ear, tc_db_site_id(ear->site))) {
        return;
    }
    ear->done = 0;
    ear->state = OPENING;
    apr_pool_clear(ear->threads);
    if (apr_thread_create(&ear->opener, NULL, open_in_thread, ear,
                          ear->threads) != APR_SUCCESS) {
        opening_failed(ear, now);
    }
}

/* Whatever was changed before LISTEN was confirmed is unknown here: all
 * entries go, and only then the heart begins to beat. */
static void opened(ear_t *ear)
{
    ear->state = OPEN;
    ear->is_silent = 0;
    ear->back_off = SHORTEST_BACK_OFF;
    ear->id = tc_db_site_id(ear->site);
    ear->proved = apr_time_now();
    tc_letters_begin(ear->letters, ear->id);
    tc_db_note_silence(ear->site, 0);
    tc_db_note_reached(ear->site);
    tc_tags_raise(ear->id, TC_TAG_ALL);
    tc_signals_heard(ear->id, ear->proved);
    tc_metrics_add(ear->site->metrics, TC_METRIC_LISTENER_OPENED, 1);
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
    if (ear->result == TC_LISTEN_OPEN) {
        opened(ear);
        return;
    }
    opening_failed(ear, now);
    ear->is_silent = ear->is_silent && ear->result == TC_LISTEN_AWAY;
    if (ear->learn && ear->met) {
        begin_opening(ears, ear, now);
        return;
    }
    if (ear->result == TC_LISTEN_REFUSED && !ear->said) {
        ear->said = 1;
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, ear->site->server,
                     TCNO(8008) "PostgreSQL does not let this server listen "
                                "for changes, so no answer is cached: %s",
                          ear->detail);
    }
}

static void lost(ears_t *ears, ear_t *ear, apr_time_t now)
{
    tc_signals_work_waits(ear->id, TC_WORK_ANY, now);
    ear->said = 1;
    tc_metrics_add(ear->site->metrics, TC_METRIC_LISTENER_LOST, 1);
    ap_log_error(
        APLOG_MARK, APLOG_WARNING, 0, ear->site->server,
        TCNO(8007) "the connection that hears of changes in the "
                   "database is lost; no answer is cached until it is "
                   "back");
    begin_opening(ears, ear, now);
}

static void look(ears_t *ears, ear_t *ear, apr_time_t now)
{
    static const tc_listen_calls_t calls = { heard, asking, told };
    apr_time_t proved = tc_listen_poll(ear->listener, &calls, ear);
    tc_scout_verdict_t verdict;

    if (proved == 0) {
        lost(ears, ear, now);
        return;
    }
    verdict = tc_scout_ask(ear->scout, tc_listen_silence(ear->listener), now);
    ear->is_silent = verdict == TC_SCOUT_DATABASE;
    if (verdict == TC_SCOUT_CONNECTION) {
        lost(ears, ear, now);
        return;
    }
    tc_signals_heard(ear->id,
                     tc_letters_raise(ear->letters) ? proved : ear->proved);
    ear->proved = proved;
}

/* ------------------------------------------------------------------- life */

/* Pools of other threads have allocators of their own. */
static int prepare(ears_t *ears, ear_t *ear, server_rec *s)
{
    ear->site = tc_site_of(s);
    ear->back_off = SHORTEST_BACK_OFF;
    ear->scout = tc_scout_make(ears->p, ear->site);
    ear->letters = tc_letters_make(ears->p);
    return ear->scout != NULL && ear->letters != NULL &&
           apr_pool_create_unmanaged_ex(&ear->p, NULL, NULL) == APR_SUCCESS &&
           apr_pool_create_unmanaged_ex(&ear->threads, NULL, NULL) ==
               APR_SUCCESS;
}

static int collect(ears_t *ears)
{
    int most = 0;

    for (server_rec *s = ears->server; s != NULL; s = s->next) {
        most++;
    }
    ears->ears = apr_pcalloc(ears->p, (size_t)most * sizeof(*ears->ears));
    for (server_rec *s = ears->server; s != NULL; s = s->next) {
        if (tc_site_is_used(tc_site_of(s)) &&
            !prepare(ears, &ears->ears[ears->count++], s)) {
            return 0;
        }
    }
    return 1;
}

static void run(ears_t *ears)
{
    for (int i = 0; i < ears->count; i++) {
        ear_t *ear = &ears->ears[i];
        apr_time_t now = tc_clock_steady();

        if (ear->state == OPEN) {
            look(ears, ear, now);
        }
        else if (ear->state == OPENING) {
            end_opening(ears, ear, now);
        }
        else if (now >= ear->not_before) {
            begin_opening(ears, ear, now);
        }
        if (ear->is_silent || ear->was_silent) {
            tc_db_note_silence(ear->site, ear->is_silent);
        }
        ear->was_silent = ear->is_silent;
    }
}

static void hang_up(ears_t *ears)
{
    for (int i = 0; i < ears->count; i++) {
        ear_t *ear = &ears->ears[i];
        apr_status_t rv;

        if (ear->state == OPENING) {
            apr_thread_join(&rv, ear->opener);
        }
        if (ear->listener != NULL) {
            tc_listen_close(ear->listener);
        }
        tc_scout_end(ear->scout);
        apr_pool_destroy(ear->threads);
        apr_pool_destroy(ear->p);
    }
    apr_pool_destroy(ears->p);
}

static void *APR_THREAD_FUNC go_on(apr_thread_t *thread, void *data)
{
    ears_t *ears = data;

    (void)thread;
    apr_thread_mutex_lock(ears->mutex);
    while (!ears->stopped) {
        apr_thread_mutex_unlock(ears->mutex);
        run(ears);
        apr_thread_mutex_lock(ears->mutex);
        if (!ears->stopped) {
            apr_thread_cond_timedwait(ears->woken, ears->mutex, LOOK_EVERY);
        }
    }
    apr_thread_mutex_unlock(ears->mutex);
    hang_up(ears);
    return NULL;
}

static int begin(ears_t *ears)
{
    return apr_pool_create_unmanaged_ex(&ears->p, NULL, NULL) == APR_SUCCESS &&
           collect(ears) &&
           apr_pool_create_unmanaged_ex(&ears->p_thread, NULL, NULL) ==
               APR_SUCCESS &&
           apr_thread_create(&ears->thread, NULL, go_on, ears,
                             ears->p_thread) == APR_SUCCESS;
}

/* The watchdog has chosen this child, perhaps before the rest of it is ready.
 * Any other answer than success would silence the watchdog for good. */
static apr_status_t callback(int state, void *data, apr_pool_t *p)
{
    ears_t *ears = data;

    (void)p;
    if (state != AP_WATCHDOG_STATE_STARTING) {
        return APR_SUCCESS;
    }
    apr_thread_mutex_lock(ears->mutex);
    if (!ears->stopped && ears->thread == NULL && !begin(ears)) {
        ap_log_error(
            APLOG_MARK, APLOG_ERR, 0, ears->server,
            TCNO(8010) "there is no thread or memory to hear of "
                       "changes in the database, so no answer is cached");
    }
    apr_thread_mutex_unlock(ears->mutex);
    return APR_SUCCESS;
}

static apr_status_t stop_before_pools(void *data)
{
    ears_t *ears = data;
    apr_status_t rv;

    apr_thread_mutex_lock(ears->mutex);
    ears->stopped = 1;
    apr_thread_cond_signal(ears->woken);
    apr_thread_mutex_unlock(ears->mutex);
    if (ears->thread != NULL) {
        apr_thread_join(&rv, ears->thread);
    }
    return APR_SUCCESS;
}

void tc_jobs_listener_child_init(apr_pool_t *pchild, server_rec *s)
{
    void *ears = NULL;

    apr_pool_userdata_get(&ears, EARS_KEY, s->process->pconf);
    if (ears != NULL) {
        apr_pool_pre_cleanup_register(pchild, ears, stop_before_pools);
    }
}

apr_status_t tc_jobs_listener_register(apr_pool_t *pconf, server_rec *s)
{
    ears_t *ears = apr_pcalloc(pconf, sizeof(*ears));
    apr_status_t rv;

    ears->server = s;
    apr_pool_userdata_setn(ears, EARS_KEY, NULL, s->process->pconf);
    rv = apr_thread_mutex_create(&ears->mutex, APR_THREAD_MUTEX_DEFAULT,
                                 pconf);
    if (rv == APR_SUCCESS) {
        rv = apr_thread_cond_create(&ears->woken, pconf);
    }
    if (rv == APR_SUCCESS) {
        rv = tc_jobs_watchdog(pconf, "_talecraft_listener_", callback, ears);
    }
    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, rv, s,
                     TCNO(8009) "the watchdog for hearing of changes cannot "
                                "be registered");
        return APR_EGENERAL;
    }
    return APR_SUCCESS;
}
