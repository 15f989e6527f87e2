/*
 * For the tests of src/cache/cache.c: a child's cache, begun anew for each
 * test, and answers for it.
 */
#ifndef TC_TESTS_CACHE_FIND_H
#define TC_TESTS_CACHE_FIND_H

#include "cache/cache.h"
#include "cache_segment.h"
#include "cache_store.h"

#define POSTS "posts"

static inline void forget_stored(void)
{
    int at;

    for (at = 0; at < STORED; at++) {
        free(stored.values[at]);
        stored.values[at] = NULL;
    }
}

static inline int cache_start(void **state)
{
    if (segment_start(state) != 0) {
        return -1;
    }
    forget_stored();
    /* a front of its own for each test, as a child's */
    tc_cache_child_init(*state, NULL);
    return 0;
}

#define FIND_TEST(function) \
    cmocka_unit_test_setup_teardown(function, cache_start, unit_pool_end)

static inline tc_answer_t answer_of(const char *body)
{
    static const char *const tags[] = { POSTS };

    return (tc_answer_t){ .body = body,
                          .content_type = "application/json",
                          .len = strlen(body),
                          .version = "3",
                          .tags = tags,
                          .tags_count = 1,
                          .ttl = 300 };
}

static inline const tc_entry_t *put(apr_pool_t *p, const char *key,
                                    const tc_answer_t *answer)
{
    tc_fill_t *fill;

    assert_null(tc_cache_find(p, SITE, key, &fill));
    assert_non_null(fill);
    return tc_cache_store(p, fill, answer);
}

static inline void assert_body(const tc_entry_t *entry, const char *body)
{
    assert_non_null(entry);
    assert_int_equal(entry->body[TC_CODING_IDENTITY].len, strlen(body));
    assert_memory_equal(entry->body[TC_CODING_IDENTITY].bytes, body,
                        strlen(body));
}

#endif
