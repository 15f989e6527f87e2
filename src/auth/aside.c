/*
 * A thread may lower its priority (on Linux each has one of its own,
 * setpriority(2)) but not raise it again, so it is made for one piece of work
 * and ends with it: that costs a thousandth of the hash of a password.
 */
#include "auth/aside.h"

#include <sys/resource.h>

#include <apr_pools.h>
#include <apr_thread_proc.h>

/* The scheduler's weight is then a third of the usual one. With 10, a tenth,
 * readers kept all of their rate, but one in a hundred waited for 50 ms: what a
 * thread holds that seldom runs is held long. */
#define NICE 5

typedef struct {
    void (*work)(void *baton);
    void *baton;
} piece_t;

static void *APR_THREAD_FUNC go(apr_thread_t *thread, void *data)
{
    const piece_t *piece = data;

    (void)thread;
    /* 0 is this thread. Refused only where it is lower already. */
    (void)setpriority(PRIO_PROCESS, 0, NICE);
    piece->work(piece->baton);
    return NULL;
}

void tc_aside_run(void (*work)(void *baton), void *baton)
{
    piece_t piece = { work, baton };
    apr_thread_t *thread = NULL;
    apr_pool_t *p = NULL;
    apr_status_t rv;

    if (apr_pool_create_unmanaged_ex(&p, NULL, NULL) == APR_SUCCESS &&
        apr_thread_create(&thread, NULL, go, &piece, p) == APR_SUCCESS) {
        apr_thread_join(&rv, thread);
    }
    else {
        work(baton);
    }
    if (p != NULL) {
        apr_pool_destroy(p);
    }
}
