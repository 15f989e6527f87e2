/* Permits to use the database (src/limits/permits.h), taken by many threads. */
#include "unit.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "limits/permits.h"

#define THREADS 8
#define ROUNDS 4000
#define COUNT 2

static apr_time_t soon(void)
{
    return tc_clock_steady() + apr_time_from_sec(30);
}

static void take_all(tc_permits_t *permits, int count)
{
    for (int i = 0; i < count; i++) {
        assert_int_equal(tc_permits_take(permits, TC_SHARE_ALL, 0),
                         TC_PERMIT_USE);
    }
    assert_int_equal(tc_permits_take(permits, TC_SHARE_ALL, 0),
                     TC_PERMIT_BUSY);
}

static void test_as_many_as_there_are(void **state)
{
    tc_permits_t *permits = tc_permits_make(*state, COUNT);

    take_all(permits, COUNT);
    tc_permits_give(permits, TC_SHARE_ALL, TC_PERMIT_USE);
    take_all(permits, 1);
    assert_int_equal(
        tc_permits_take(permits, TC_SHARE_ALL, tc_clock_steady() + 1000),
        TC_PERMIT_BUSY);
}

static void test_one_probes(void **state)
{
    tc_permits_t *permits = tc_permits_make(*state, COUNT);
    tc_permit_t held = tc_permits_take(permits, TC_SHARE_ALL, 0);

    tc_permits_lost(permits, TC_SHARE_ALL, held);
    held = tc_permits_take(permits, TC_SHARE_ALL, 0);
    assert_int_equal(held, TC_PERMIT_PROBE);
    assert_int_equal(tc_permits_take(permits, TC_SHARE_ALL, 0),
                     TC_PERMIT_AWAY);
    tc_permits_reached(permits, &held);
    assert_int_equal(held, TC_PERMIT_USE);
    take_all(permits, COUNT - 1);
}

/* ------------------------------------------------------------------ threads */

typedef struct {
    tc_permits_t *permits;
    tc_share_t share;
    pthread_t thread;
    pid_t tid; /* once it is about to wait; atomically */
    tc_permit_t taken;
    int *turns; /* given out so far; atomically */
    int turn;
} waiting_t;

static void *wait_for_turn(void *data)
{
    waiting_t *self = data;

    __atomic_store_n(&self->tid, gettid(), __ATOMIC_RELEASE);
    self->taken = tc_permits_take(self->permits, self->share, soon());
    self->turn = __atomic_fetch_add(self->turns, 1, __ATOMIC_ACQ_REL);
    tc_permits_give(self->permits, self->share, self->taken);
    return NULL;
}

static char state_of(pid_t tid)
{
    char path[64], state = '?';
    FILE *file;

    snprintf(path, sizeof(path), "/proc/self/task/%d/stat", (int)tid);
    file = fopen(path, "r");
    if (file != NULL) {
        assert_int_equal(fscanf(file, "%*d %*s %c", &state), 1);
        fclose(file);
    }
    return state;
}

static void start_waiting(waiting_t *one)
{
    pid_t tid;

    assert_int_equal(pthread_create(&one->thread, NULL, wait_for_turn, one),
                     0);
    do {
        sched_yield();
        tid = __atomic_load_n(&one->tid, __ATOMIC_ACQUIRE);
    } while (tid == 0 || state_of(tid) != 'S');
}

static void test_first_come_first_served(void **state)
{
    tc_permits_t *permits = tc_permits_make(*state, 1);
    waiting_t waiting[THREADS];
    int turns = 0;

    take_all(permits, 1);
    for (int i = 0; i < THREADS; i++) {
        waiting[i] = (waiting_t){ .permits = permits, .turns = &turns };
        start_waiting(&waiting[i]);
    }
    tc_permits_give(permits, TC_SHARE_ALL, TC_PERMIT_USE);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(waiting[i].thread, NULL);
        assert_int_equal(waiting[i].taken, TC_PERMIT_USE);
        assert_int_equal(waiting[i].turn, i);
    }
    take_all(permits, 1);
}

/* Half of the permits, and one at least; the others are not for those who
 * want a share. */
static void test_half_of_them(void **state)
{
    static const struct {
        int count;
        int half;
    } sizes[] = { { 1, 1 }, { 2, 1 }, { 3, 1 }, { 4, 2 }, { 9, 4 } };

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        tc_permits_t *permits = tc_permits_make(*state, sizes[i].count);

        for (int n = 0; n < sizes[i].half; n++) {
            assert_int_equal(tc_permits_take(permits, TC_SHARE_HALF, 0),
                             TC_PERMIT_USE);
        }
        assert_int_equal(tc_permits_take(permits, TC_SHARE_HALF, 0),
                         TC_PERMIT_BUSY);
        take_all(permits, sizes[i].count - sizes[i].half);
        /* what the others give back is not for the half either */
        if (sizes[i].count > 1) {
            tc_permits_give(permits, TC_SHARE_ALL, TC_PERMIT_USE);
            assert_int_equal(tc_permits_take(permits, TC_SHARE_HALF, 0),
                             TC_PERMIT_BUSY);
            take_all(permits, 1);
        }
        tc_permits_give(permits, TC_SHARE_HALF, TC_PERMIT_USE);
        assert_int_equal(tc_permits_take(permits, TC_SHARE_HALF, 0),
                         TC_PERMIT_USE);
        tc_permits_lost(permits, TC_SHARE_HALF, TC_PERMIT_USE);
        assert_int_equal(tc_permits_take(permits, TC_SHARE_HALF, 0),
                         TC_PERMIT_PROBE);
    }
}

/* The line's first may have no more of the half: who came after it and may
 * have any goes on, and it goes on when one of the half is given back. */
static void test_passing_the_half(void **state)
{
    tc_permits_t *permits = tc_permits_make(*state, COUNT);
    waiting_t waiting[3];
    int turns = 0;

    assert_int_equal(tc_permits_take(permits, TC_SHARE_HALF, 0),
                     TC_PERMIT_USE);
    take_all(permits, COUNT - 1);
    for (int i = 0; i < 3; i++) {
        waiting[i] = (waiting_t){ .permits = permits,
                                  .share = i < 2 ? TC_SHARE_HALF
                                                 : TC_SHARE_ALL,
                                  .turns = &turns };
        start_waiting(&waiting[i]);
    }
    tc_permits_give(permits, TC_SHARE_ALL, TC_PERMIT_USE);
    pthread_join(waiting[2].thread, NULL);
    assert_int_equal(waiting[2].turn, 0);
    tc_permits_give(permits, TC_SHARE_HALF, TC_PERMIT_USE);
    for (int i = 0; i < 2; i++) {
        pthread_join(waiting[i].thread, NULL);
        assert_int_equal(waiting[i].taken, TC_PERMIT_USE);
        assert_int_equal(waiting[i].turn, i + 1);
    }
    take_all(permits, COUNT);
}

/* Those who wait for a prober go on when it has reached the database, the
 * prober itself keeping its permit. */
static void test_waiting_for_the_prober(void **state)
{
    tc_permits_t *permits = tc_permits_make(*state, COUNT);
    tc_permit_t held = tc_permits_take(permits, TC_SHARE_ALL, 0);
    int turns = 0;
    waiting_t one = { .permits = permits, .turns = &turns };

    tc_permits_lost(permits, TC_SHARE_ALL, held);
    held = tc_permits_take(permits, TC_SHARE_ALL, 0);
    start_waiting(&one);
    tc_permits_reached(permits, &held);
    pthread_join(one.thread, NULL);
    assert_int_equal(one.taken, TC_PERMIT_USE);
    take_all(permits, COUNT - 1);
}

typedef struct {
    tc_permits_t *permits;
    tc_share_t share;
    int *holders; /* of any permit, and of the half */
    int most[2];
    int rounds;
} busy_t;

static void count_holders(busy_t *self, int more)
{
    for (int i = 0; i <= (self->share == TC_SHARE_HALF); i++) {
        int now = __atomic_add_fetch(&self->holders[i], more,
                                     __ATOMIC_ACQ_REL);

        self->most[i] = now > self->most[i] ? now : self->most[i];
    }
}

/* Now and then a wait so short that it ends while it is being answered, and
 * a connection that is lost. */
static void *take_and_give(void *data)
{
    busy_t *self = data;
    tc_share_t share = self->share;

    for (int i = 0; i < ROUNDS; i++) {
        tc_permit_t held = tc_permits_take(
            self->permits, share,
            i % 3 == 0 ? tc_clock_steady() + i % 50 : soon());

        if (held == TC_PERMIT_BUSY || held == TC_PERMIT_AWAY) {
            continue;
        }
        count_holders(self, 1);
        if (i % 7 == 0) {
            sched_yield();
        }
        count_holders(self, -1);
        if (i % 1000 == 999) {
            tc_permits_lost(self->permits, share, held);
        }
        else {
            tc_permits_reached(self->permits, &held);
            tc_permits_give(self->permits, share, held);
        }
        self->rounds++;
    }
    return NULL;
}

static void test_none_is_lost_or_doubled(void **state)
{
    tc_permits_t *permits = tc_permits_make(*state, COUNT);
    pthread_t threads[THREADS];
    busy_t busy[THREADS];
    int holders[2] = { 0, 0 };
    tc_permit_t held;

    for (int i = 0; i < THREADS; i++) {
        busy[i] = (busy_t){ .permits = permits,
                            .share = i % 2 ? TC_SHARE_HALF : TC_SHARE_ALL,
                            .holders = holders };
        assert_int_equal(
            pthread_create(&threads[i], NULL, take_and_give, &busy[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_in_range(busy[i].most[0], 1, COUNT);
        assert_in_range(busy[i].most[1], i % 2, COUNT / 2);
        assert_in_range(busy[i].rounds, ROUNDS / 2, ROUNDS);
    }
    held = tc_permits_take(permits, TC_SHARE_ALL, soon());
    tc_permits_reached(permits, &held);
    assert_int_equal(held, TC_PERMIT_USE);
    take_all(permits, COUNT - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_as_many_as_there_are),
        UNIT_TEST(test_one_probes),
        UNIT_TEST(test_first_come_first_served),
        UNIT_TEST(test_half_of_them),
        UNIT_TEST(test_passing_the_half),
        UNIT_TEST(test_waiting_for_the_prober),
        UNIT_TEST(test_none_is_lost_or_doubled),
    };

    return UNIT_RUN(tests);
}
