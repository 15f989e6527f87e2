#include "media/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <httpd.h>
#include <http_config.h>
#include <apr_strings.h>

#include "base/clock.h"
#include "base/files/fd.h"

/* The number is of the layout: another release of the module, which a reload
 * may bring, must not take what it finds for its own. */
#define RETAINED "talecraft-media-pool-2"

/* Numbers that every process of the server sees; each is read and written by
 * itself. */
typedef struct {
    apr_uint32_t wanted;
    apr_time_t well_from[TC_POOL_MAX]; /* 0: it does not run */
    pid_t busy[TC_POOL_MAX];           /* by slot, 0: none */
} numbers_t;

typedef struct {
    int offers; /* httpd's end: connections are offered here */
    int takers; /* the workers' end */
    int givers; /* slots are handed over here */
    int heirs;  /* and taken over there */
    numbers_t *numbers;
    tc_pool_worker_t workers[TC_POOL_MAX];
} pool_t;

static pool_t *the_pool(void)
{
    return ap_retained_data_get(RETAINED);
}

/* NULL before there is a pool. */
static numbers_t *the_numbers(void)
{
    const pool_t *pool = the_pool();

    return pool != NULL ? pool->numbers : NULL;
}

#define GET(place) __atomic_load_n(&(place), __ATOMIC_RELAXED)
#define SET(place, value) __atomic_store_n(&(place), value, __ATOMIC_RELAXED)

/* ------------------------------------------------------------------ making */

static void close_both(const int *ends)
{
    close(ends[0]);
    close(ends[1]);
}

/* Raw descriptors: no pool of a generation may close them. */
static apr_status_t make_pairs(int *slots, int *left)
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, slots) != 0) {
        return errno;
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, left) != 0) {
        apr_status_t rv = errno;

        close_both(slots);
        return rv;
    }
    return APR_SUCCESS;
}

/* NULL and *rv: it cannot be made. */
static pool_t *make(apr_status_t *rv)
{
    int slots[2] = { -1, -1 }, left[2] = { -1, -1 };
    void *page;
    pool_t *pool;

    *rv = make_pairs(slots, left);
    if (*rv != APR_SUCCESS) {
        return NULL;
    }
    page = mmap(NULL, sizeof(numbers_t), PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        *rv = errno;
        close_both(slots);
        close_both(left);
        return NULL;
    }
    pool = ap_retained_data_create(RETAINED, sizeof(*pool));
    pool->offers = slots[0];
    pool->takers = slots[1];
    pool->givers = left[0];
    pool->heirs = left[1];
    pool->numbers = page;
    return pool;
}

apr_status_t tc_pool_open(tc_pool_worker_t **workers, int *takers)
{
    apr_status_t rv = APR_SUCCESS;
    pool_t *pool = the_pool();

    if (pool == NULL) {
        pool = make(&rv);
    }
    if (pool != NULL) {
        *workers = pool->workers;
        *takers = pool->takers;
    }
    return rv;
}

/* ----------------------------------------------------------------- numbers */

int tc_pool_is_open(void)
{
    return the_pool() != NULL;
}

void tc_pool_want(int workers)
{
    SET(the_numbers()->wanted, (apr_uint32_t)workers);
}

void tc_pool_note(int number, apr_time_t well_from)
{
    SET(the_numbers()->well_from[number], well_from);
}

int tc_pool_wanted(void)
{
    const numbers_t *numbers = the_numbers();

    return numbers != NULL ? (int)GET(numbers->wanted) : 0;
}

/* Those that are counted upon at that time. */
static int count_until(apr_time_t when)
{
    const numbers_t *numbers = the_numbers();
    int count = 0;

    for (int i = 0; numbers != NULL && i < TC_POOL_MAX; i++) {
        apr_time_t from = GET(numbers->well_from[i]);

        count += from != 0 && from <= when;
    }
    return count;
}

int tc_pool_alive(void)
{
    return count_until(APR_INT64_MAX);
}

int tc_pool_well(void)
{
    return count_until(tc_clock_steady());
}

void tc_pool_busy(int number, pid_t pid)
{
    numbers_t *numbers = the_numbers();

    if (numbers != NULL && number < TC_POOL_MAX) {
        SET(numbers->busy[number], pid);
    }
}

int tc_pool_is_busy(pid_t pid)
{
    const numbers_t *numbers = the_numbers();

    for (int i = 0; numbers != NULL && i < TC_POOL_MAX; i++) {
        if (GET(numbers->busy[i]) == pid) {
            return 1;
        }
    }
    return 0;
}

/* ------------------------------------------------------------------- slots */

apr_status_t tc_pool_slot(int *fd)
{
    const pool_t *pool = the_pool();
    apr_status_t rv;
    int ends[2];

    if (pool == NULL) {
        return APR_EINIT;
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return errno;
    }
    rv = tc_fd_send(pool->offers, ends[1]);
    close(ends[1]);
    if (rv == APR_SUCCESS && fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
        rv = errno;
    }
    if (rv != APR_SUCCESS) {
        close(ends[0]);
        return rv;
    }
    *fd = ends[0];
    return APR_SUCCESS;
}

apr_status_t tc_pool_hand_over(int fd, const char *text)
{
    const pool_t *pool = the_pool();
    apr_size_t len = strlen(text);

    if (pool == NULL || len > TC_POOL_TEXT) {
        return APR_ENOSPC;
    }
    return tc_fd_send_text(pool->givers, fd, text, len);
}

int tc_pool_take_over(apr_pool_t *p, const char **text)
{
    const pool_t *pool = the_pool();
    apr_size_t len = TC_POOL_TEXT;
    char *room = apr_palloc(p, TC_POOL_TEXT + 1);
    int fd = pool != NULL ? tc_fd_take_text(pool->heirs, room, &len) : -1;

    if (fd >= 0) {
        room[len] = '\0';
        *text = room;
    }
    return fd;
}
