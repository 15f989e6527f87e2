/* cache/: the table of a process. */

#include <apr_strings.h>

#include "cache/front.h"
#include "cache/item.h"
#include "cache/segment.h"
#include "cache/tags.h"
#include "cache_segment.h"

#define POSTS "posts"

static tc_item_t *big_item(apr_pool_t *p, const char *key, apr_size_t len)
{
    tc_origin_t origin = { .site = SITE,
                           .key = key,
                           .key_len = strlen(key),
                           .sequence = tc_tags_now() };
    tc_entry_t entry = { .content_type = "text/plain",
                         .expires = apr_time_now() };

    origin.hash = tc_item_hash(SITE, key, origin.key_len);
    entry.body[TC_CODING_IDENTITY].bytes = apr_pcalloc(p, len);
    entry.body[TC_CODING_IDENTITY].len = len;
    entry.body[TC_CODING_IDENTITY].etag = "\"\"";
    return tc_item_make(&entry, &origin);
}

static int front_has(tc_front_t *front, const tc_item_t *item)
{
    tc_item_t *found = tc_front_get(front, &item->origin);
    int same = found == item;

    tc_item_drop(found);
    return same;
}

static void the_front_stays_within_its_bytes(void **state)
{
    apr_pool_t *p = *state;
    apr_size_t limit = 1024 * 1024;
    tc_front_t *front = tc_front_make(limit, 4096);
    tc_item_t *item = NULL;

    for (int at = 0; at < 300; at++) {
        item = big_item(p, apr_psprintf(p, "key %d", at), 16 * 1024);
        tc_front_put(front, item);
        assert_true(tc_front_bytes(front) <= limit);
        assert_true(front_has(front, item));
        tc_item_drop(item);
    }
    assert_true(tc_front_bytes(front) > limit / 2);
    item = big_item(p, "huge", limit / 2);
    tc_front_put(front, item);
    assert_null(tc_front_get(front, &item->origin));
    tc_item_drop(item);
    tc_front_free(front);
}

/* Of a set with more than it has room for, and of a front with more bytes. */
static void what_is_read_once_leaves_what_is_read_often(void **state)
{
    static const apr_size_t sizes[] = { 10, 16 * 1024 };
    apr_pool_t *p = *state;

    for (int size = 0; size < 2; size++) {
        tc_front_t *front = tc_front_make(1024 * 1024, 4096);
        tc_item_t *hot = big_item(p, "hot", sizes[size]);

        tc_front_put(front, hot);
        for (int at = 0; at < 10000; at++) {
            tc_item_t *once = big_item(p, apr_psprintf(p, "once %d", at),
                                       sizes[size]);

            tc_front_put(front, once);
            tc_item_drop(once);
            if (at % 20 == 0) {
                assert_true(front_has(front, hot));
            }
        }
        tc_item_drop(hot);
        tc_front_free(front);
    }
}

static void an_older_item_does_not_replace_a_newer_one(void **state)
{
    apr_pool_t *p = *state;
    tc_front_t *front = tc_front_make(1024 * 1024, 4096);
    tc_item_t *older = big_item(p, "k", 10);
    tc_item_t *newer, *found;

    tc_tags_raise(SITE, POSTS);
    newer = big_item(p, "k", 10);
    tc_front_put(front, newer);
    tc_front_put(front, older);
    found = tc_front_get(front, &older->origin);
    assert_ptr_equal(found, newer);
    tc_item_drop(found);
    tc_front_remove(front, older);
    assert_true(tc_front_bytes(front) > 0);
    tc_front_remove(front, newer);
    assert_int_equal(tc_front_bytes(front), 0);
    tc_item_drop(older);
    tc_item_drop(newer);
    tc_front_free(front);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CACHE_TEST(the_front_stays_within_its_bytes),
        CACHE_TEST(what_is_read_once_leaves_what_is_read_often),
        CACHE_TEST(an_older_item_does_not_replace_a_newer_one)
    };

    return UNIT_RUN(tests);
}
