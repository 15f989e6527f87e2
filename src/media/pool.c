#include "media/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ap_mpm.h>
#include <httpd.h>
#include <http_core.h>
#include <apr_atomic.h>
#include <apr_portable.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>
#include <unixd.h>

#include "base/clock.h"
#include "base/files/fd.h"
#include "core/hosts.h"
#include "core/log.h"
#include "core/site.h"

#define RETAINED "talecraft_media_pool"
#define MAX_WORKERS 64
#define YOUNG apr_time_from_sec(5)
#define LONGEST_WAIT 30 /* seconds */

/* From a reload's begin until the last worker is gone nobody is served. They
 * have nothing to put in order: APR would look after 47, 141, 329 ... ms, and
 * wait for 3 s for one that does not hear. */
#define KILL_AFTER apr_time_from_msec(300)
#define LOOK_AGAIN apr_time_from_msec(2)

/* Numbers that every process of the server sees. */
typedef struct {
    apr_uint32_t wanted;
    apr_uint32_t alive;
    /* From when on each counts as well, on the steady clock; 0: it does not
     * run. One that died young must live for a while first. */
    apr_time_t well_from[MAX_WORKERS];
} counts_t;

/* Lives as long as the parent, whatever is reloaded; no pointers into the
 * module, which is unloaded in between. */
typedef struct {
    int offers; /* httpd's end: connections are offered here */
    int takers; /* the workers' end */
    counts_t *counts;
    struct {
        apr_time_t started;
        int young_deaths;
    } slots[MAX_WORKERS];
} pool_t;

/* A worker of this generation. */
typedef struct {
    apr_pool_t *pconf;
    server_rec *server;
    pool_t *pool;
    int number;
    apr_proc_t *proc; /* NULL: none has been started */
} worker_t;

/* All of them, in the process that has started them. */
typedef struct {
    pid_t parent;
    worker_t *workers;
    int count;
} generation_t;

/* ------------------------------------------------------------- the pool */

static pool_t *the_pool(void)
{
    return ap_retained_data_get(RETAINED);
}

/* Raw descriptors: no pool of a generation may close them. */
static apr_status_t make_pool(pool_t **made)
{
    int ends[2];
    void *page;
    pool_t *pool;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        return errno;
    }
    page = mmap(NULL, sizeof(counts_t), PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        apr_status_t rv = errno;

        close(ends[0]);
        close(ends[1]);
        return rv;
    }
    pool = ap_retained_data_create(RETAINED, sizeof(*pool));
    pool->offers = ends[0];
    pool->takers = ends[1];
    pool->counts = page;
    *made = pool;
    return APR_SUCCESS;
}

int tc_pool_wanted(void)
{
    const pool_t *pool = the_pool();

    return pool != NULL ? (int)apr_atomic_read32(&pool->counts->wanted) : 0;
}

int tc_pool_alive(void)
{
    const pool_t *pool = the_pool();

    return pool != NULL ? (int)apr_atomic_read32(&pool->counts->alive) : 0;
}

int tc_pool_well(void)
{
    const pool_t *pool = the_pool();
    apr_time_t now = tc_clock_steady();
    int well = 0;

    for (int i = 0; pool != NULL && i < MAX_WORKERS; i++) {
        apr_time_t from = __atomic_load_n(&pool->counts->well_from[i],
                                          __ATOMIC_RELAXED);

        well += from != 0 && from <= now;
    }
    return well;
}

static void note_well(pool_t *pool, int number, apr_time_t from)
{
    __atomic_store_n(&pool->counts->well_from[number], from, __ATOMIC_RELAXED);
}

/* ---------------------------------------------------------------- starting */

/*
 * The worker gives root up itself: APR would keep root's supplementary
 * groups. Its standard error is the error log.
 */
static const char **arguments(apr_pool_t *p, const tc_site_t *main_site,
                              int delay)
{
    apr_array_header_t *words = apr_array_make(p, 8, sizeof(char *));

#define WORD(text) (*(const char **)apr_array_push(words) = (text))
    WORD(main_site->worker_program);
    WORD("--delay");
    WORD(apr_itoa(p, delay));
    if (geteuid() == 0) {
        WORD("--user");
        if (main_site->media_user != NULL) {
            WORD(main_site->media_user);
        }
        else {
            WORD(apr_psprintf(p, "#%ld", (long)ap_unixd_config.user_id));
            WORD("--group");
            WORD(apr_psprintf(p, "#%ld", (long)ap_unixd_config.group_id));
        }
    }
    WORD(NULL);
#undef WORD
    return (const char **)words->elts;
}

static apr_status_t make_attributes(apr_pool_t *p, int takers,
                                    apr_procattr_t **attributes)
{
    apr_file_t *input = NULL;
    apr_status_t rv = apr_procattr_create(attributes, p);

    if (rv == APR_SUCCESS) {
        rv = apr_os_file_put(&input, &takers, APR_FOPEN_READ, p);
    }
    if (rv == APR_SUCCESS) {
        rv = apr_procattr_child_in_set(*attributes, input, NULL);
    }
    if (rv == APR_SUCCESS) {
        rv = apr_procattr_dir_set(*attributes, "/");
    }
    if (rv == APR_SUCCESS) {
        rv = apr_procattr_cmdtype_set(*attributes, APR_PROGRAM);
    }
    return rv;
}

static apr_status_t execute(const worker_t *worker, int delay)
{
    /* few arenas: each would count as address space of a decoder */
    static const char *const environment[] = {
        "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8",
        "MALLOC_ARENA_MAX=2", NULL
    };
    const tc_site_t *main_site = tc_site_main();
    apr_procattr_t *attributes = NULL;
    apr_pool_t *scratch;
    apr_status_t rv = apr_pool_create(&scratch, worker->pconf);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = make_attributes(scratch, worker->pool->takers, &attributes);
    if (rv == APR_SUCCESS) {
        rv = apr_proc_create(worker->proc, main_site->worker_program,
                             arguments(scratch, main_site, delay), environment,
                             attributes, scratch);
    }
    apr_pool_destroy(scratch);
    return rv;
}

static void maintain(int reason, void *data, int status);

static void start_worker(worker_t *worker)
{
    pool_t *pool = worker->pool;
    int deaths = pool->slots[worker->number].young_deaths;
    int delay = deaths == 0  ? 0
                : deaths > 5 ? LONGEST_WAIT
                             : 1 << (deaths - 1);
    apr_status_t rv;

    worker->proc = apr_pcalloc(worker->pconf, sizeof(*worker->proc));
    rv = execute(worker, delay);
    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_ERR, rv, worker->server,
                     TCNO(4005) "cannot start %s; media will wait",
                          tc_site_main()->worker_program);
        return;
    }
    pool->slots[worker->number].started = tc_clock_steady() +
                                          apr_time_from_sec(delay);
    note_well(pool, worker->number,
              pool->slots[worker->number].started + (deaths > 0 ? YOUNG : 0));
    apr_atomic_inc32(&pool->counts->alive);
    apr_pool_note_subprocess(worker->pconf, worker->proc,
                             APR_KILL_AFTER_TIMEOUT);
    apr_proc_other_child_register(worker->proc, maintain, worker, NULL,
                                  worker->pconf);
}

/* ------------------------------------------------------------------ ending */

static int signal_all(const generation_t *all, int number)
{
    int left = 0;

    for (int i = 0; i < all->count; i++) {
        apr_proc_t *proc = all->workers[i].proc;

        /* what is reaped here, APR does not wait for any more */
        if (proc != NULL && proc->pid > 0 &&
            apr_proc_wait(proc, NULL, NULL, APR_NOWAIT) == APR_CHILD_NOTDONE) {
            left++;
            if (number != 0) {
                kill(proc->pid, number);
            }
        }
    }
    return left;
}

/* The first that happens to pconf: at a reload, and at the end. */
static apr_status_t end_all(void *data)
{
    const generation_t *all = data;
    apr_time_t until = tc_clock_steady() + KILL_AFTER;

    if (getpid() != all->parent || signal_all(all, SIGTERM) == 0) {
        return APR_SUCCESS;
    }
    while (signal_all(all, 0) > 0) {
        if (tc_clock_steady() > until) {
            signal_all(all, SIGKILL);
            break;
        }
        apr_sleep(LOOK_AGAIN);
    }
    return APR_SUCCESS;
}

/* --------------------------------------------------------------- watching */

static void died(worker_t *worker, int status)
{
    pool_t *pool = worker->pool;
    apr_time_t lived = tc_clock_steady() - pool->slots[worker->number].started;
    int state = AP_MPMQ_STARTING;

    note_well(pool, worker->number, 0);
    apr_atomic_dec32(&pool->counts->alive);
    if (ap_mpm_query(AP_MPMQ_MPM_STATE, &state) == APR_SUCCESS &&
        state == AP_MPMQ_STOPPING) {
        return;
    }
    if (status == 0) {
        pool->slots[worker->number].young_deaths = 0;
        ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, worker->server,
                     "talecraft-worker %" APR_PID_T_FMT " has done its "
                     "share, a fresh one takes over",
                     worker->proc->pid);
    }
    else {
        pool->slots[worker->number].young_deaths =
            lived < YOUNG ? pool->slots[worker->number].young_deaths + 1 : 0;
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, 0, worker->server,
            TCNO(4006) "talecraft-worker %" APR_PID_T_FMT
                       " ended with status or signal %d; starting another "
                       "one, its job is done again",
                 worker->proc->pid, status);
    }
    start_worker(worker);
}

/*
 * Called by the parent's main loop. Unregistering calls this again, with
 * UNREGISTER, which means nothing here: at a reload the processes go with
 * pconf.
 */
static void maintain(int reason, void *data, int status)
{
    worker_t *worker = data;

    switch (reason) {
    case APR_OC_REASON_DEATH:
    case APR_OC_REASON_LOST:
        apr_proc_other_child_unregister(data);
        died(worker, status);
        break;
    case APR_OC_REASON_RESTART:
        apr_proc_other_child_unregister(data);
        break;
    default:
        break;
    }
}

/* ------------------------------------------------------------ post_config */

static int can_run(server_rec *s)
{
    const char *program = tc_site_main()->worker_program;

    if (program != NULL && access(program, X_OK) == 0) {
        return 1;
    }
    ap_log_error(APLOG_MARK, APLOG_ERR, program != NULL ? errno : 0, s,
                 TCNO(4007) "TalecraftWorkerProgram %s cannot be run; "
                            "uploads are kept, but not processed",
                      program != NULL ? program : "is not set and");
    return 0;
}

void tc_pool_check(server_rec *s)
{
    if (tc_hosts_have_media(s)) {
        can_run(s);
    }
}

/* As many as there are cores, unless the configuration says otherwise. */
static int wanted_workers(void)
{
    long wanted = tc_site_main()->media_workers;

    if (wanted < 1) {
        wanted = sysconf(_SC_NPROCESSORS_ONLN);
    }
    return wanted < 1 ? 1 : wanted > MAX_WORKERS ? MAX_WORKERS : (int)wanted;
}

static void start_all(apr_pool_t *pconf, server_rec *s, pool_t *pool,
                      int count)
{
    generation_t *all = apr_palloc(pconf, sizeof(*all));

    all->parent = getpid();
    all->count = count;
    all->workers = apr_pcalloc(pconf, sizeof(*all->workers) * (size_t)count);
    apr_pool_pre_cleanup_register(pconf, all, end_all);
    for (int i = 0; i < count; i++) {
        worker_t *worker = &all->workers[i];

        worker->pconf = pconf;
        worker->server = s;
        worker->pool = pool;
        worker->number = i;
        start_worker(worker);
    }
}

apr_status_t tc_pool_post_config(apr_pool_t *pconf, server_rec *s)
{
    pool_t *pool = the_pool();
    int wanted = wanted_workers();
    apr_status_t rv = APR_SUCCESS;

    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG ||
        !tc_hosts_have_media(s)) {
        return APR_SUCCESS;
    }
    if (pool == NULL) {
        rv = make_pool(&pool);
    }
    if (rv != APR_SUCCESS || pool == NULL) {
        ap_log_error(APLOG_MARK, APLOG_ERR, rv, s,
                     TCNO(4008) "the media pool cannot be set up");
        return APR_EGENERAL;
    }
    apr_atomic_set32(&pool->counts->alive, 0);
    apr_atomic_set32(&pool->counts->wanted, (apr_uint32_t)wanted);
    memset(pool->slots, 0, sizeof(pool->slots));
    for (int i = 0; i < MAX_WORKERS; i++) {
        note_well(pool, i, 0);
    }
    if (!can_run(s)) {
        return APR_SUCCESS;
    }
    start_all(pconf, s, pool, wanted);
    return APR_SUCCESS;
}

/* ------------------------------------------------------------------ slots */

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
