#include "limits/total.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <httpd.h>
#include <http_log.h>

#include "base/clock.h"
#include "core/log.h"

#define UNKNOWN_MOST 20 /* until PostgreSQL has been asked */
#define LEAST 2         /* share of a site */
#define PAUSE apr_time_from_msec(5)
#define CALL_EVERY 15 /* ms */
#define RECENT 50     /* ms: who waits says so again after each pause */

/* A session may end after the segment was unmapped: see child_end. */
static struct {
    tc_db_slots_t *slots;
} process;

typedef struct {
    int all;
    int own; /* of the site */
} used_t;

static apr_uint64_t now_ms(void)
{
    return (apr_uint64_t)apr_time_as_msec(tc_clock_steady());
}

static apr_uint64_t load(const apr_uint64_t *word)
{
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static int swap_if(apr_uint64_t *word, apr_uint64_t expected,
                   apr_uint64_t value)
{
    return __atomic_compare_exchange_n(word, &expected, value, 0,
                                       __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

static pid_t owner_of(apr_uint64_t word)
{
    return (pid_t)(word >> 32);
}

static used_t count(const tc_site_t *site)
{
    used_t used = { .all = 0 };

    for (int i = 0; i < TC_DB_SLOTS; i++) {
        apr_uint64_t word = load(&process.slots->of[i]);

        used.all += word != 0;
        used.own += word != 0 && (apr_uint32_t)word == site->db_key;
    }
    return used;
}

int tc_total_most(const tc_site_t *site)
{
    apr_uint64_t usable = process.slots != NULL ? load(&process.slots->usable)
                                                : 0;

    if (site->db_total > 0) {
        return site->db_total;
    }
    return usable == 0 ? UNKNOWN_MOST : usable < 3 ? 2 : (int)(usable * 4 / 5);
}

/* Where there are not enough for two each, the listener's and one to work
 * with, sites take turns with what there is. */
static int share_of(const tc_site_t *site, int *in_turns)
{
    apr_uint64_t sites = load(&process.slots->sites);
    int share = tc_total_most(site) / (sites > 0 ? (int)sites : 1);

    *in_turns = share < LEAST;
    return *in_turns ? LEAST : share;
}

static int was_just(const apr_uint64_t *when)
{
    return now_ms() - load(when) < RECENT;
}

static apr_uint64_t *passed_on(const tc_site_t *site)
{
    return &process.slots->passed_on[site->db_key % TC_DB_TURNS];
}

void tc_total_pass_on(const tc_site_t *site)
{
    if (process.slots != NULL) {
        __atomic_store_n(passed_on(site), now_ms(), __ATOMIC_RELEASE);
    }
}

static void free_slots_of_the_dead(void)
{
    for (int i = 0; i < TC_DB_SLOTS; i++) {
        apr_uint64_t word = load(&process.slots->of[i]);

        if (word != 0 && kill(owner_of(word), 0) != 0 && errno == ESRCH) {
            swap_if(&process.slots->of[i], word, 0);
        }
    }
}

static int take_free_one(const tc_site_t *site)
{
    apr_uint64_t word = (apr_uint64_t)getpid() << 32 | site->db_key;

    for (int i = 0; i < TC_DB_SLOTS; i++) {
        if (load(&process.slots->of[i]) == 0 &&
            swap_if(&process.slots->of[i], 0, word)) {
            return i;
        }
    }
    return TC_TOTAL_NONE;
}

/* Without waiting. *fairly: the site has less than its share. */
static int try_take(const tc_site_t *site, int must, int *fairly)
{
    used_t used = count(site);
    int in_turns;
    int slot;

    *fairly = used.own < share_of(site, &in_turns);
    if (!must && (used.all >= tc_total_most(site) ||
                  (!*fairly && was_just(&process.slots->wanted_fairly)) ||
                  (in_turns && was_just(passed_on(site))))) {
        return TC_TOTAL_NONE;
    }
    slot = take_free_one(site);
    if (slot != TC_TOTAL_NONE && !must &&
        count(site).all > tc_total_most(site)) {
        tc_total_give(slot); /* others were as quick */
        slot = TC_TOTAL_NONE;
    }
    return slot;
}

void tc_total_wake(void)
{
    if (process.slots != NULL) {
        __atomic_fetch_add(&process.slots->calls, 1, __ATOMIC_RELEASE);
        syscall(SYS_futex, &process.slots->calls, FUTEX_WAKE, INT_MAX, NULL,
                NULL, 0);
    }
}

apr_uint32_t tc_total_calls(void)
{
    return __atomic_load_n(&process.slots->calls, __ATOMIC_ACQUIRE);
}

int tc_total_sleep(apr_uint32_t calls, apr_interval_time_t most)
{
    struct timespec time = { .tv_sec = (time_t)apr_time_sec(most),
                             .tv_nsec = (long)apr_time_usec(most) * 1000 };

    if (!was_just(&process.slots->wanted)) {
        syscall(SYS_futex, &process.slots->calls, FUTEX_WAIT, calls, &time,
                NULL, 0);
    }
    return was_just(&process.slots->wanted);
}

static void say_wanted(int fairly)
{
    apr_uint64_t now = now_ms();
    apr_uint64_t last = load(&process.slots->wanted);

    __atomic_store_n(&process.slots->wanted, now, __ATOMIC_RELEASE);
    if (fairly) {
        __atomic_store_n(&process.slots->wanted_fairly, now, __ATOMIC_RELEASE);
    }
    if (now - last >= CALL_EVERY) {
        tc_total_wake();
    }
}

int tc_total_try(const tc_site_t *site, tc_total_wait_t *wait)
{
    int slot = TC_TOTAL_NONE;

    if (process.slots == NULL) {
        return slot;
    }
    slot = try_take(site, wait->must, &wait->is_fair);
    if (slot == TC_TOTAL_NONE && !wait->has_looked) {
        wait->has_looked = 1;
        free_slots_of_the_dead();
        slot = try_take(site, wait->must, &wait->is_fair);
    }
    return slot;
}

int tc_total_pause(const tc_total_wait_t *wait)
{
    if (process.slots == NULL || tc_clock_steady() >= wait->deadline) {
        return 0;
    }
    say_wanted(wait->is_fair);
    apr_sleep(PAUSE);
    return 1;
}

int tc_total_used(const tc_site_t *site)
{
    return process.slots != NULL ? count(site).own : 0;
}

void tc_total_give(int slot)
{
    if (slot != TC_TOTAL_NONE && process.slots != NULL) {
        __atomic_store_n(&process.slots->of[slot], 0, __ATOMIC_RELEASE);
    }
}

int tc_total_is_wanted(const tc_site_t *site)
{
    int in_turns;
    int share;

    if (process.slots == NULL || !was_just(&process.slots->wanted)) {
        return 0;
    }
    share = share_of(site, &in_turns);
    return !was_just(&process.slots->wanted_fairly) ||
           count(site).own + in_turns > share;
}

void tc_total_learn(const tc_site_t *site, apr_uint64_t usable)
{
    apr_uint64_t known = process.slots != NULL ? load(&process.slots->usable)
                                               : usable;

    /* of several PostgreSQLs the smallest counts */
    if (usable == 0 || (known != 0 && known <= usable) ||
        !swap_if(&process.slots->usable, known, usable) ||
        site->db_total > 0) {
        return;
    }
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, site->server,
                 "all sites of this server use %d database connections at "
                 "most: PostgreSQL has %" APR_UINT64_T_FMT
                 " (TalecraftDBTotal)",
                 tc_total_most(site), usable);
}

int tc_total_is_counted(void)
{
    return process.slots != NULL;
}

static void free_slots_of(tc_db_slots_t *slots, pid_t pid)
{
    for (int i = 0; i < TC_DB_SLOTS; i++) {
        apr_uint64_t word = load(&slots->of[i]);

        if (word != 0 && owner_of(word) == pid) {
            swap_if(&slots->of[i], word, 0);
        }
    }
}

void tc_total_child_ended(const tc_site_t *site, pid_t pid)
{
    if (site->db_slots != NULL) {
        free_slots_of(site->db_slots, pid);
    }
}

static apr_status_t child_end(void *unused)
{
    (void)unused;
    if (process.slots != NULL) {
        free_slots_of(process.slots, getpid());
    }
    process.slots = NULL;
    return APR_SUCCESS;
}

void tc_total_child_init(apr_pool_t *pchild, const tc_site_t *site)
{
    process.slots = site->db_slots;
    apr_pool_pre_cleanup_register(pchild, NULL, child_end);
}
