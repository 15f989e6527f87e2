#include "media/workers.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ap_mpm.h>
#include <http_core.h>
#include <http_log.h>
#include <apr_portable.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>
#include <unixd.h>

#include "base/clock.h"
#include "core/hosts.h"
#include "core/log.h"
#include "core/site.h"
#include "media/pool.h"

#define YOUNG apr_time_from_sec(5)
#define LONGEST_WAIT 30 /* seconds */

/* From a reload's begin until the last idle worker is gone nobody is served.
 * They have nothing to put in order: APR would look after 47, 141, 329 ... ms,
 * and wait for 3 s for one that does not hear. */
#define KILL_AFTER apr_time_from_msec(300)
#define LOOK_AGAIN apr_time_from_msec(2)

/* All workers, in the process that has started them and a generation. */
typedef struct {
    apr_pool_t *pconf;
    server_rec *server;
    pid_t parent;
    int takers;
    int count; /* so many are started again where they die */
    tc_pool_worker_t *kept;
} crew_t;

typedef struct {
    crew_t *crew;
    int number;
    apr_proc_t *proc;
} worker_t;

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
    apr_status_t rv = apr_pool_create(&scratch, worker->crew->pconf);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = make_attributes(scratch, worker->crew->takers, &attributes);
    if (rv == APR_SUCCESS) {
        rv = apr_proc_create(worker->proc, main_site->worker_program,
                             arguments(scratch, main_site, delay), environment,
                             attributes, scratch);
    }
    apr_pool_destroy(scratch);
    return rv;
}

static void maintain(int reason, void *data, int status);

static void watch(worker_t *worker, apr_time_t well_from)
{
    tc_pool_note(worker->number, well_from);
    apr_proc_other_child_register(worker->proc, maintain, worker, NULL,
                                  worker->crew->pconf);
}

static void start_worker(worker_t *worker)
{
    crew_t *crew = worker->crew;
    tc_pool_worker_t *kept = &crew->kept[worker->number];
    int deaths = kept->young_deaths;
    int delay = deaths == 0  ? 0
                : deaths > 5 ? LONGEST_WAIT
                             : 1 << (deaths - 1);
    apr_status_t rv;

    worker->proc = apr_pcalloc(crew->pconf, sizeof(*worker->proc));
    rv = execute(worker, delay);
    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_ERR, rv, crew->server,
                     TCNO(4005) "cannot start %s; media will wait",
                          tc_site_main()->worker_program);
        return;
    }
    kept->pid = worker->proc->pid;
    kept->started = tc_clock_steady() + apr_time_from_sec(delay);
    watch(worker, kept->started + (deaths > 0 ? YOUNG : 0));
}

/* ------------------------------------------------------------------ ending */

/* 1 while it runs; it is reaped here where it has ended. */
static int runs(tc_pool_worker_t *kept)
{
    if (kept->pid > 0 && waitpid(kept->pid, NULL, WNOHANG) != 0) {
        kept->pid = 0;
    }
    return kept->pid > 0;
}

/* Tells a worker that has a job to end after it; 1 where it has one. */
static int lets_finish(const tc_pool_worker_t *kept)
{
    return tc_pool_is_busy(kept->pid) && kill(kept->pid, SIGUSR1) == 0;
}

/* How many are left of those that are to end at once. */
static int signal_all(tc_pool_worker_t *const *ending, int count, int number)
{
    int left = 0;

    for (int i = 0; i < count; i++) {
        if (runs(ending[i])) {
            left++;
            if (number != 0) {
                kill(ending[i]->pid, number);
            }
        }
    }
    return left;
}

/* The first that happens to pconf: at a reload, and at the end. */
static apr_status_t end_all(void *data)
{
    const crew_t *crew = data;
    int reload = ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_DESTROY_CONFIG;
    apr_time_t until = tc_clock_steady() + KILL_AFTER;
    tc_pool_worker_t *ending[TC_POOL_MAX];
    int count = 0;

    if (getpid() != crew->parent) {
        return APR_SUCCESS;
    }
    for (int i = 0; i < TC_POOL_MAX; i++) {
        if (runs(&crew->kept[i]) && !(reload && lets_finish(&crew->kept[i]))) {
            ending[count++] = &crew->kept[i];
        }
    }
    if (signal_all(ending, count, SIGTERM) == 0) {
        return APR_SUCCESS;
    }
    while (signal_all(ending, count, 0) > 0) {
        if (tc_clock_steady() > until) {
            signal_all(ending, count, SIGKILL);
            break;
        }
        apr_sleep(LOOK_AGAIN);
    }
    return APR_SUCCESS;
}

/* --------------------------------------------------------------- watching */

static void died(worker_t *worker, int status)
{
    crew_t *crew = worker->crew;
    tc_pool_worker_t *kept = &crew->kept[worker->number];
    apr_time_t lived = tc_clock_steady() - kept->started;
    int state = AP_MPMQ_STARTING;

    kept->pid = 0;
    tc_pool_note(worker->number, 0);
    if (ap_mpm_query(AP_MPMQ_MPM_STATE, &state) == APR_SUCCESS &&
        state == AP_MPMQ_STOPPING) {
        return;
    }
    if (status == 0) {
        kept->young_deaths = 0;
        ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, crew->server,
                     "talecraft-worker %" APR_PID_T_FMT " has done its "
                     "share, a fresh one takes over",
                     worker->proc->pid);
    }
    else {
        kept->young_deaths = lived < YOUNG ? kept->young_deaths + 1 : 0;
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, 0, crew->server,
            TCNO(4006) "talecraft-worker %" APR_PID_T_FMT
                       " ended with status or signal %d; starting another "
                       "one, its job is done again",
                 worker->proc->pid, status);
    }
    if (worker->number < crew->count) {
        start_worker(worker);
    }
}

/*
 * Called by the parent's main loop. Unregistering calls this again, with
 * UNREGISTER, which means nothing here: end_all has seen to the processes.
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

void tc_workers_check(server_rec *s)
{
    if (tc_hosts_have_media(s)) {
        can_run(s);
    }
}

/* As many as there are cores, unless the configuration says otherwise. */
static int wanted_workers(server_rec *s)
{
    long wanted = tc_site_main()->media_workers;

    if (!tc_hosts_have_media(s)) {
        return 0;
    }
    if (wanted < 1) {
        wanted = sysconf(_SC_NPROCESSORS_ONLN);
    }
    return wanted < 1 ? 1 : wanted > TC_POOL_MAX ? TC_POOL_MAX : (int)wanted;
}

/* One that still has a job of the generation before is watched on. */
static void man(worker_t *worker)
{
    crew_t *crew = worker->crew;
    tc_pool_worker_t *kept = &crew->kept[worker->number];

    tc_pool_note(worker->number, 0);
    if (runs(kept)) {
        worker->proc = apr_pcalloc(crew->pconf, sizeof(*worker->proc));
        worker->proc->pid = kept->pid;
        watch(worker, kept->started);
    }
    else if (worker->number < crew->count) {
        kept->young_deaths = 0;
        start_worker(worker);
    }
}

apr_status_t tc_workers_post_config(apr_pool_t *pconf, server_rec *s)
{
    int wanted = wanted_workers(s);
    crew_t *crew;
    worker_t *workers;
    apr_status_t rv;

    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG ||
        (wanted == 0 && !tc_pool_is_open())) {
        return APR_SUCCESS;
    }
    crew = apr_pcalloc(pconf, sizeof(*crew));
    rv = tc_pool_open(&crew->kept, &crew->takers);
    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_ERR, rv, s,
                     TCNO(4008) "the media pool cannot be set up");
        return APR_EGENERAL;
    }
    tc_pool_want(wanted);
    crew->pconf = pconf;
    crew->server = s;
    crew->parent = getpid();
    crew->count = wanted > 0 && can_run(s) ? wanted : 0;
    apr_pool_pre_cleanup_register(pconf, crew, end_all);
    workers = apr_pcalloc(pconf, sizeof(*workers) * TC_POOL_MAX);
    for (int i = 0; i < TC_POOL_MAX; i++) {
        workers[i].crew = crew;
        workers[i].number = i;
        man(&workers[i]);
    }
    return APR_SUCCESS;
}
