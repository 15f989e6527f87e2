/*
 * cache/ under threads: readers, fillers and writers of four keys at full
 * speed. A reader never gets anything older than the last write that was
 * answered before it asked.
 */

#include <sched.h>

#include <apr_strings.h>

#include "cache/cache.h"
#include "cache/segment.h"
#include "cache/tags.h"
#include "cache_segment.h"
#include "cache_store.h"

#define KEYS 4
#define READERS 6
#define WRITERS 2
#define SECONDS 2

static const char *const keys[KEYS] = { "a", "b", "c", "d" };

/* The "database": a version a key, and the last one that was answered. */
static struct {
    apr_uint64_t committed[KEYS];
    apr_uint64_t answered[KEYS];
    apr_uint64_t hits, fills, unkept, violations;
    int stop;
} world;

static void add(apr_uint64_t *place, apr_uint64_t value)
{
    __atomic_fetch_add(place, value, __ATOMIC_SEQ_CST);
}

static void *write_keys(void *data)
{
    unsigned int at = (unsigned int)(apr_uintptr_t)data;

    while (!TC_LOAD(&world.stop)) {
        unsigned int key = at++ % KEYS;
        apr_uint64_t version, stands;

        version = __atomic_add_fetch(&world.committed[key], 1,
                                     __ATOMIC_SEQ_CST);
        tc_tags_raise(SITE, keys[key]);
        stands = TC_LOAD(&world.answered[key]);
        while (stands < version &&
               !TC_SWAP_IF(&world.answered[key], &stands, version)) {
        }
        if (at % 16 == 0) {
            apr_sleep(200);
        }
    }
    return NULL;
}

static apr_uint64_t version_of(const tc_entry_t *entry)
{
    char text[32] = "";

    memcpy(text, entry->body[TC_CODING_IDENTITY].bytes,
           entry->body[TC_CODING_IDENTITY].len);
    return (apr_uint64_t)apr_atoi64(text);
}

static const tc_entry_t *read_and_store(apr_pool_t *p, unsigned int key,
                                        tc_fill_t *fill)
{
    tc_answer_t answer = { .content_type = "application/json",
                           .version = "0",
                           .tags = &keys[key],
                           .tags_count = 1,
                           .ttl = 60 };

    answer.body = apr_psprintf(p, "%" APR_UINT64_T_FMT,
                               TC_LOAD(&world.committed[key]));
    answer.len = strlen(answer.body);
    if (key % 2 == 0) {
        sched_yield(); /* a read that takes its time */
    }
    return tc_cache_store(p, fill, &answer);
}

static void *read_keys(void *data)
{
    unsigned int at = (unsigned int)(apr_uintptr_t)data;
    apr_pool_t *p;

    apr_pool_create_unmanaged_ex(&p, NULL, NULL);
    while (!TC_LOAD(&world.stop)) {
        unsigned int key = at++ % KEYS;
        apr_uint64_t floor = TC_LOAD(&world.answered[key]);
        const tc_entry_t *entry;
        tc_fill_t *fill;

        entry = tc_cache_find(p, SITE, keys[key], &fill);
        if (entry != NULL) {
            add(&world.hits, 1);
        }
        else if (fill != NULL && at % 61 == 0) {
            apr_pool_clear(p); /* a filler that gives up */
            continue;
        }
        else {
            add(fill != NULL ? &world.fills : &world.unkept, 1);
            entry = read_and_store(p, key, fill);
        }
        if (version_of(entry) < floor) {
            add(&world.violations, 1);
        }
        apr_pool_clear(p);
    }
    apr_pool_destroy(p);
    return NULL;
}

static void no_reader_gets_what_was_changed_before_it_asked(void **state)
{
    pthread_t threads[READERS + WRITERS];
    apr_uintptr_t at;

    tc_cache_child_init(*state, NULL);
    for (at = 0; at < READERS + WRITERS; at++) {
        pthread_create(&threads[at], NULL,
                       at < READERS ? read_keys : write_keys, (void *)at);
    }
    apr_sleep(apr_time_from_sec(SECONDS));
    TC_STORE(&world.stop, 1);
    for (at = 0; at < READERS + WRITERS; at++) {
        pthread_join(threads[at], NULL);
    }
    print_message("hits %" APR_UINT64_T_FMT ", fills %" APR_UINT64_T_FMT
                  ", unkept %" APR_UINT64_T_FMT "\n",
                  world.hits, world.fills, world.unkept);
    assert_true(world.hits > 0);
    assert_true(world.fills > 0);
    assert_int_equal(world.violations, 0);
}

typedef struct {
    const char *key;
    apr_uint64_t entries;
    apr_uint64_t fills;
} crowd_t;

static void *ask_once(void *data)
{
    crowd_t *crowd = data;
    tc_answer_t answer = { .version = "0",
                           .ttl = 60,
                           .body = "[]",
                           .len = 2,
                           .content_type = "application/json" };
    const tc_entry_t *entry;
    tc_fill_t *fill;
    apr_pool_t *p;

    apr_pool_create_unmanaged_ex(&p, NULL, NULL);
    entry = tc_cache_find(p, SITE, crowd->key, &fill);
    if (entry == NULL && fill != NULL) {
        add(&crowd->fills, 1);
        apr_sleep(apr_time_from_msec(100));
        entry = tc_cache_store(p, fill, &answer);
    }
    add(&crowd->entries, entry != NULL);
    apr_pool_destroy(p);
    return NULL;
}

static void a_crowd_at_one_key_reads_once(void **state)
{
    crowd_t crowd = { .key = "crowd" };
    pthread_t threads[READERS];
    int at;

    tc_cache_child_init(*state, NULL);
    for (at = 0; at < READERS; at++) {
        pthread_create(&threads[at], NULL, ask_once, &crowd);
    }
    for (at = 0; at < READERS; at++) {
        pthread_join(threads[at], NULL);
    }
    assert_int_equal(crowd.fills, 1);
    assert_int_equal(crowd.entries, READERS);
}

static void nobody_waits_longer_than_two_seconds(void **state)
{
    apr_pool_t *p = *state;
    tc_fill_t *fill, *second;
    apr_time_t began;

    tc_cache_child_init(p, NULL);
    assert_null(tc_cache_find(p, SITE, "slow", &fill));
    assert_non_null(fill);
    began = apr_time_now();
    assert_null(tc_cache_find(p, SITE, "slow", &second));
    assert_null(second);
    assert_in_range(apr_time_as_msec(apr_time_now() - began), 1900, 2500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CACHE_TEST(no_reader_gets_what_was_changed_before_it_asked),
        CACHE_TEST(a_crowd_at_one_key_reads_once),
        CACHE_TEST(nobody_waits_longer_than_two_seconds),
    };

    return UNIT_RUN(tests);
}
