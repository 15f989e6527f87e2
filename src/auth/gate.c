#include "auth/gate.h"

#include <ap_mpm.h>
#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>
#include <httpd.h>

#include "core/error.h"
#include "core/log.h"

#define MOST_INSIDE 2
#define LONGEST_WAIT apr_time_from_sec(10)

typedef struct {
    apr_thread_mutex_t *mutex;
    apr_thread_cond_t *left;
    int inside;
    int waiting;
    int most_waiting;
} gate_t;

static gate_t *gate; /* of this process */

void tc_gate_child_init(apr_pool_t *pchild)
{
    gate_t *made = apr_pcalloc(pchild, sizeof(*made));
    int threads = 1;
    apr_status_t rv;

    rv = apr_thread_mutex_create(&made->mutex, APR_THREAD_MUTEX_DEFAULT,
                                 pchild);
    if (rv == APR_SUCCESS) {
        rv = apr_thread_cond_create(&made->left, pchild);
    }
    if (rv != APR_SUCCESS) {
        ap_log_perror(
            APLOG_MARK, APLOG_ERR, rv, pchild,
            TCNO(5001) "cannot make the lock of password hashing: nobody "
                       "can log in through this process");
        return;
    }
    /* Some threads must remain for those who are not logging in. */
    ap_mpm_query(AP_MPMQ_MAX_THREADS, &threads);
    made->most_waiting = threads > 1 ? threads * 3 / 4 : 1;
    gate = made;
}

/* With the mutex held: 1 once there is room inside. */
static int wait_for_room(void)
{
    const apr_time_t deadline = apr_time_now() + LONGEST_WAIT;

    if (gate->waiting >= gate->most_waiting) {
        return 0;
    }
    gate->waiting++;
    while (gate->inside >= MOST_INSIDE) {
        apr_interval_time_t rest = deadline - apr_time_now();

        if (rest <= 0) {
            break;
        }
        apr_thread_cond_timedwait(gate->left, gate->mutex, rest);
    }
    gate->waiting--;
    return gate->inside < MOST_INSIDE;
}

tc_error_t *tc_gate_enter(apr_pool_t *p)
{
    int room;

    if (gate == NULL) {
        return tc_error_internal(p, 5004, APR_ENOLOCK,
                                 "password hashing has no lock in this "
                                 "process; restart httpd");
    }
    apr_thread_mutex_lock(gate->mutex);
    room = gate->inside < MOST_INSIDE || wait_for_room();
    if (room) {
        gate->inside++;
    }
    apr_thread_mutex_unlock(gate->mutex);
    return room ? NULL : tc_error_throttled(p, 2);
}

void tc_gate_leave(void)
{
    apr_thread_mutex_lock(gate->mutex);
    gate->inside--;
    apr_thread_cond_signal(gate->left);
    apr_thread_mutex_unlock(gate->mutex);
}

int tc_gate_pause(apr_interval_time_t time)
{
    int room;

    if (gate == NULL) {
        return 0;
    }
    apr_thread_mutex_lock(gate->mutex);
    room = gate->waiting < gate->most_waiting;
    gate->waiting += room;
    apr_thread_mutex_unlock(gate->mutex);
    if (room) {
        apr_sleep(time);
        apr_thread_mutex_lock(gate->mutex);
        gate->waiting--;
        apr_thread_mutex_unlock(gate->mutex);
    }
    return room;
}
