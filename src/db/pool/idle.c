#include "db/pool/idle.h"

#include <apr_thread_proc.h>

#include "base/clock.h"
#include "core/site.h"
#include "db/connection.h"
#include "db/pool/handles.h"
#include "db/prepared.h"
#include "db/wire.h"
#include "limits/total.h"

#define LOOK_EVERY apr_time_from_sec(10)
#define SHORTLY apr_time_from_msec(50)
#define PAUSE apr_time_from_msec(20) /* between two calls that are heard */

typedef struct {
    server_rec *server;
    apr_pool_t *p; /* the thread's, with its own allocator */
    apr_thread_t *thread;
    apr_uint32_t stopped;
} idle_t;

static apr_uint32_t load(const apr_uint32_t *counter)
{
    return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

/* Not between two requests that follow each other. */
static int is_idle(const tc_session_t *session)
{
    return tc_clock_steady() - session->conn->returned >= SHORTLY;
}

static void close_idle(tc_site_t *site, apr_pool_t *p, apr_uint32_t number)
{
    apr_array_header_t *all = apr_array_make(p, 8, sizeof(tc_session_t));
    tc_session_t one = { .site = site };

    while (tc_handles_take_idle(&one, p)) {
        APR_ARRAY_PUSH(all, tc_session_t) = one;
        one = (tc_session_t){ .site = site };
    }
    for (int i = all->nelts - 1; i >= 0; i--) {
        tc_session_t *session = &APR_ARRAY_IDX(all, i, tc_session_t);

        if (number > 0 && tc_handles_has_session(session) &&
            is_idle(session)) {
            tc_wire_hang_up(session->conn->pg);
            tc_prepared_set_slot(session->conn, TC_TOTAL_NONE);
            number--;
        }
        else if (session->conn != NULL && !tc_handles_has_session(session)) {
            /* mod_dbd connects one that it knows to be lost, unasked */
            tc_wire_hang_up(session->conn->pg);
        }
    }
    tc_handles_give_all_back(all);
}

static void look(idle_t *idle, int is_wanted)
{
    for (server_rec *s = idle->server; s != NULL; s = s->next) {
        tc_site_t *site = tc_site_of(s);
        tc_conn_counts_t *counts = &site->db->counts;
        apr_uint32_t live = load(&counts->live);
        apr_uint32_t used = load(&counts->used);
        apr_uint32_t needed = is_wanted ? used : load(&counts->most);

        if (live > needed) {
            close_idle(site, idle->p, live - needed);
        }
        if (!is_wanted) {
            __atomic_store_n(&counts->most, used, __ATOMIC_RELAXED);
        }
        apr_pool_clear(idle->p);
    }
}

static void *APR_THREAD_FUNC go_on(apr_thread_t *thread, void *data)
{
    idle_t *idle = data;
    apr_time_t next = tc_clock_steady() + LOOK_EVERY;

    (void)thread;
    for (;;) {
        /* taken before: who stops this wakes it afterwards */
        apr_uint32_t calls = tc_total_calls();
        apr_interval_time_t left = next - tc_clock_steady();

        if (load(&idle->stopped)) {
            break;
        }
        if (left <= 0) {
            look(idle, 0);
            next = tc_clock_steady() + LOOK_EVERY;
        }
        else if (tc_total_sleep(calls, left) && !load(&idle->stopped)) {
            look(idle, 1);
            apr_sleep(PAUSE);
        }
    }
    return NULL;
}

static apr_status_t stop(void *data)
{
    idle_t *idle = data;
    apr_status_t rv;

    __atomic_store_n(&idle->stopped, 1, __ATOMIC_SEQ_CST);
    tc_total_wake();
    apr_thread_join(&rv, idle->thread);
    apr_pool_destroy(idle->p);
    return APR_SUCCESS;
}

void tc_idle_child_init(apr_pool_t *pchild, server_rec *s)
{
    idle_t *idle = apr_pcalloc(pchild, sizeof(*idle));

    idle->server = s;
    for (; s != NULL; s = s->next) {
        if (tc_site_of(s)->db == NULL) {
            return;
        }
    }
    if (apr_pool_create_unmanaged_ex(&idle->p, NULL, NULL) != APR_SUCCESS) {
        return;
    }
    /* without it sessions last as mod_dbd keeps them */
    if (apr_thread_create(&idle->thread, NULL, go_on, idle, pchild) !=
        APR_SUCCESS) {
        apr_pool_destroy(idle->p);
        return;
    }
    apr_pool_pre_cleanup_register(pchild, idle, stop);
}
