#include "db/pool/idle.h"

#include <apr_thread_proc.h>

#include "base/clock.h"
#include "core/site.h"
#include "db/connection.h"
#include "db/pool/conns.h"
#include "limits/total.h"

#define LOOK_EVERY apr_time_from_sec(10)
#define PAUSE apr_time_from_msec(20) /* between two calls that are heard */

typedef struct {
    server_rec *server;
    apr_thread_t *thread;
    apr_uint32_t stopped;
} idle_t;

static apr_uint32_t load(const apr_uint32_t *counter)
{
    return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

static void look(const idle_t *idle, int is_wanted)
{
    for (server_rec *s = idle->server; s != NULL; s = s->next) {
        const tc_site_t *site = tc_site_of(s);

        if (site->db->of == site) {
            tc_conns_look(&site->db->conns, is_wanted);
        }
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
    /* without it sessions last as mod_dbd keeps them */
    if (apr_thread_create(&idle->thread, NULL, go_on, idle, pchild) !=
        APR_SUCCESS) {
        return;
    }
    apr_pool_pre_cleanup_register(pchild, idle, stop);
}
