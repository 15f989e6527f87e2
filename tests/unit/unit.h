/*
 * What every unit test program needs: cmocka with its own prerequisites, and
 * a pool that lives for one test.
 */
#ifndef TC_TESTS_UNIT_H
#define TC_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_pools.h>

static inline int unit_start(void **state)
{
    (void)state;
    return apr_initialize() == APR_SUCCESS ? 0 : -1;
}

static inline int unit_stop(void **state)
{
    (void)state;
    apr_terminate();
    return 0;
}

static inline int unit_pool(void **state)
{
    return apr_pool_create((apr_pool_t **)state, NULL) == APR_SUCCESS ? 0 : -1;
}

static inline int unit_pool_end(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

/* A test that gets a pool as its *state. */
#define UNIT_TEST(function) \
    cmocka_unit_test_setup_teardown(function, unit_pool, unit_pool_end)

#define UNIT_RUN(tests) cmocka_run_group_tests(tests, unit_start, unit_stop)

#endif
