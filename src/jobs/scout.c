#include "jobs/scout.h"

#include <string.h>

#include <apr_thread_proc.h>

#include "db/db.h"

/* Together less than what cached answers are trusted after the last one. */
#define SILENT apr_time_from_msec(300)
#define TAKES_LONG apr_time_from_msec(300)
/* More than a question of the listener may take: a busy database is slow. */
#define STUCK apr_time_from_sec(1)

struct tc_scout {
    tc_site_t *site;
    apr_pool_t *p;        /* the thread's, with its own allocator */
    apr_thread_t *thread; /* NULL: it does not run */
    apr_uint32_t done;    /* the thread's word */
    int answers;          /* likewise, before that */
    int is_sent;          /* in this silence */
    apr_time_t began;
};

tc_scout_t *tc_scout_make(apr_pool_t *p, tc_site_t *site)
{
    tc_scout_t *scout = apr_pcalloc(p, sizeof(*scout));

    scout->site = site;
    return apr_pool_create_unmanaged_ex(&scout->p, NULL, NULL) == APR_SUCCESS
               ? scout
               : NULL;
}

static void *APR_THREAD_FUNC go(apr_thread_t *thread, void *data)
{
    tc_scout_t *scout = data;
    apr_pool_t *p;

    (void)thread;
    scout->answers = apr_pool_create(&p, scout->p) == APR_SUCCESS &&
                     strcmp(tc_db_scout(scout->site, p), "ok") == 0;
    __atomic_store_n(&scout->done, 1, __ATOMIC_RELEASE);
    return NULL;
}

static void collect(tc_scout_t *scout)
{
    apr_status_t rv;

    if (scout->thread != NULL) {
        apr_thread_join(&rv, scout->thread);
        scout->thread = NULL;
    }
}

/* One that is still on its way from the last silence will do. */
static void send_out(tc_scout_t *scout, apr_time_t now)
{
    scout->is_sent = 1;
    scout->began = now;
    if (scout->thread == NULL) {
        apr_pool_clear(scout->p);
        scout->done = 0;
        scout->answers = 1; /* without a thread nobody knows of any silence */
        if (apr_thread_create(&scout->thread, NULL, go, scout, scout->p) !=
            APR_SUCCESS) {
            scout->thread = NULL;
        }
    }
}

tc_scout_verdict_t tc_scout_ask(tc_scout_t *scout, apr_interval_time_t silence,
                                apr_time_t now)
{
    if (__atomic_load_n(&scout->done, __ATOMIC_ACQUIRE)) {
        collect(scout);
    }
    if (silence <= SILENT) {
        scout->is_sent = 0;
        return TC_SCOUT_FINE;
    }
    if (!scout->is_sent) {
        send_out(scout, now);
    }
    if (scout->thread == NULL && scout->answers) {
        return silence > STUCK ? TC_SCOUT_CONNECTION : TC_SCOUT_FINE;
    }
    if (scout->thread == NULL) {
        return TC_SCOUT_DATABASE;
    }
    return now - scout->began > TAKES_LONG ? TC_SCOUT_DATABASE : TC_SCOUT_FINE;
}

void tc_scout_end(tc_scout_t *scout)
{
    collect(scout);
    apr_pool_destroy(scout->p);
}
