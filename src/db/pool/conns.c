#include "db/pool/conns.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "limits/total.h"

#define SHORTLY apr_time_from_msec(50)

static void count(apr_uint32_t *counter, int number)
{
    __atomic_fetch_add(counter, (apr_uint32_t)number, __ATOMIC_SEQ_CST);
}

static apr_uint32_t load(const apr_uint32_t *counter)
{
    return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

apr_status_t tc_conns_init(tc_conns_t *conns, apr_pool_t *p)
{
    return apr_thread_mutex_create(&conns->mutex, APR_THREAD_MUTEX_DEFAULT, p);
}

void tc_conns_add(tc_conns_t *conns, tc_conn_t *conn)
{
    conn->conns = conns;
    conn->slot = TC_TOTAL_NONE;
    conn->line = -1;
    apr_thread_mutex_lock(conns->mutex);
    conn->next = conns->first;
    conns->first = conn;
    apr_thread_mutex_unlock(conns->mutex);
    count(&conns->handles, 1);
}

static void unlink_conn(tc_conn_t *conn)
{
    tc_conn_t **at = &conn->conns->first;

    while (*at != NULL && *at != conn) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = conn->next;
    }
}

void tc_conns_remove(tc_conn_t *conn)
{
    /* At the end of the process nobody looks, and the mutex is gone. */
    if (tc_total_is_counted()) {
        apr_thread_mutex_lock(conn->conns->mutex);
        unlink_conn(conn);
        apr_thread_mutex_unlock(conn->conns->mutex);
        count(&conn->conns->handles, -1);
    }
    tc_conns_set_slot(conn, TC_TOTAL_NONE);
    if (conn->line >= 0) {
        close(conn->line);
    }
}

void tc_conns_lend(tc_conn_t *conn, int is_kept)
{
    apr_thread_mutex_lock(conn->conns->mutex);
    conn->is_lent = 1;
    conn->is_kept = is_kept;
    apr_thread_mutex_unlock(conn->conns->mutex);
}

void tc_conns_return(tc_conn_t *conn)
{
    apr_thread_mutex_lock(conn->conns->mutex);
    conn->is_lent = 0;
    conn->returned = tc_clock_steady();
    apr_thread_mutex_unlock(conn->conns->mutex);
}

void tc_conns_set_slot(tc_conn_t *conn, int slot)
{
    if (conn->slot != TC_TOTAL_NONE && tc_total_is_counted()) {
        count(&conn->conns->live, -1);
        tc_total_give(conn->slot);
    }
    conn->slot = slot;
    if (slot != TC_TOTAL_NONE) {
        count(&conn->conns->live, 1);
    }
}

/* libpq closes the socket whenever it likes, and its number may then be
 * somebody else's: the second one is ours. */
void tc_conns_note_session(tc_conn_t *conn)
{
    if (conn->line >= 0) {
        close(conn->line);
    }
    conn->line = PQsocket(conn->pg) < 0
                     ? -1
                     : fcntl(PQsocket(conn->pg), F_DUPFD_CLOEXEC, 0);
}

/* With the mutex held: who was returned first, and not after `until`. */
static tc_conn_t *longest_idle(const tc_conns_t *conns, apr_time_t until)
{
    tc_conn_t *found = NULL;

    for (tc_conn_t *one = conns->first; one != NULL; one = one->next) {
        if (!one->is_lent && !one->is_kept && one->slot != TC_TOTAL_NONE &&
            one->line >= 0 && one->returned <= until &&
            (found == NULL || one->returned < found->returned)) {
            found = one;
        }
    }
    return found;
}

/* libpq must not notice yet: mod_dbd would open it again, unasked. */
static void hang_up(tc_conn_t *conn)
{
    shutdown(conn->line, SHUT_RDWR);
    close(conn->line);
    conn->line = -1;
}

void tc_conns_note_use(tc_conns_t *conns)
{
    apr_uint32_t used = load(&conns->used);

    if (used > load(&conns->most)) {
        __atomic_store_n(&conns->most, used, __ATOMIC_RELAXED);
    }
}

/* Those first that were used last long ago, but none between two requests that
 * follow each other. */
static void end_idle(tc_conns_t *conns, apr_uint32_t number)
{
    apr_time_t until = tc_clock_steady() - SHORTLY;
    tc_conn_t *one;

    apr_thread_mutex_lock(conns->mutex);
    while (number > 0 && (one = longest_idle(conns, until)) != NULL) {
        hang_up(one);
        tc_conns_set_slot(one, TC_TOTAL_NONE);
        number--;
    }
    apr_thread_mutex_unlock(conns->mutex);
}

void tc_conns_look(tc_conns_t *conns, int is_wanted)
{
    apr_uint32_t live = load(&conns->live);
    apr_uint32_t used = load(&conns->used);
    apr_uint32_t needed = is_wanted ? used : load(&conns->most);

    if (live > needed) {
        end_idle(conns, live - needed);
    }
    if (!is_wanted) {
        __atomic_store_n(&conns->most, used, __ATOMIC_RELAXED);
    }
}

int tc_conns_take_slot(tc_conns_t *conns)
{
    int slot = TC_TOTAL_NONE;
    tc_conn_t *one;

    apr_thread_mutex_lock(conns->mutex);
    one = longest_idle(conns, tc_clock_steady());
    if (one != NULL) {
        hang_up(one);
        slot = one->slot;
        one->slot = TC_TOTAL_NONE;
        count(&conns->live, -1);
    }
    apr_thread_mutex_unlock(conns->mutex);
    return slot;
}
