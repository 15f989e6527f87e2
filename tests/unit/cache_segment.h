/*
 * For the tests of src/cache: a segment in plain memory, made anew for each
 * test. SITE has a slot and a listener that is never lost.
 */
#ifndef TC_TESTS_CACHE_SEGMENT_H
#define TC_TESTS_CACHE_SEGMENT_H

#include <apr_time.h>

#include "cache/segment.h"
#include "cache/shared.h"
#include "cache/signals.h"
#include "unit.h"

#define SITE 0x1234567890abcdefULL
#define OTHER_SITE 77ULL

static inline int segment_start(void **state)
{
    static tc_segment_t memory;

    tc_segment_init(&memory, 4711, 42);
    tc_segment = &memory;
    tc_segment_generation = 0;
    tc_signals_heard(SITE, apr_time_now() + apr_time_from_sec(3600));
    return unit_pool(state);
}

#define CACHE_TEST(function) \
    cmocka_unit_test_setup_teardown(function, segment_start, unit_pool_end)

#endif
