/* base/metrics: counters that many threads raise at once. */

#include <pthread.h>
#include <stdio.h>

#include "base/metrics/metrics.h"
#include "unit.h"

#define THREADS 4

static void *count_many(void *data)
{
    for (int turn = 0; turn < 5000; turn++) {
        tc_metrics_add(data, TC_METRIC_HIT, 1);
        if (turn % 5 == 0) {
            tc_metrics_request(data, 3, turn % 10 ? 404 : 299, turn, 7);
        }
    }
    return data;
}

static void counts_of_many_threads_are_all_there(void **state)
{
    static tc_metrics_t hosts[TC_METRICS_HOSTS];
    tc_metrics_t *one = tc_metrics_host(hosts, "one:80");
    pthread_t threads[THREADS];
    tc_metrics_route_t sums;
    apr_uint64_t answered = 0;

    (void)state;
    assert_ptr_equal(tc_metrics_host(hosts, "one:80"), one);
    assert_ptr_not_equal(tc_metrics_host(hosts, "two:80"), one);
    for (int at = 0; at < THREADS; at++) {
        pthread_create(&threads[at], NULL, count_many, one);
    }
    for (int at = 0; at < THREADS; at++) {
        pthread_join(threads[at], NULL);
    }
    assert_int_equal(tc_metrics_sum(one, TC_METRIC_HIT), THREADS * 5000);
    assert_int_equal(tc_metrics_sum(one, TC_METRIC_MISS), 0);
    tc_metrics_route(one, 3, &sums);
    for (int at = 0; at < TC_METRICS_STATUSES; at++) {
        answered += sums.statuses[at];
        assert_true(tc_metrics_status(at) == 404 ||
                    tc_metrics_status(at) == 0 || sums.statuses[at] == 0);
    }
    assert_int_equal(answered, THREADS * 1000);
    assert_int_equal(sums.statuses[TC_METRICS_STATUSES - 1], THREADS * 500);
    /* turns 0, 5, ... 250 took no longer than the first bucket's end */
    assert_int_equal(sums.buckets[0], THREADS * 51);
    assert_int_equal(sums.bytes, THREADS * 7000);
}

static void hosts_that_find_no_slot_share_the_last(void **state)
{
    static tc_metrics_t hosts[TC_METRICS_HOSTS];
    char name[16];

    (void)state;
    for (int at = 0; at < TC_METRICS_HOSTS + 5; at++) {
        int last = at < TC_METRICS_HOSTS ? at : TC_METRICS_HOSTS - 1;

        snprintf(name, sizeof(name), "host%d", at);
        assert_ptr_equal(tc_metrics_host(hosts, name), &hosts[last]);
    }
    tc_metrics_add(NULL, TC_METRIC_HIT, 1);
    tc_metrics_request(NULL, 1, 200, 1, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_many_threads_are_all_there),
        cmocka_unit_test(hosts_that_find_no_slot_share_the_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
