/* cache/: find and store, with everything but httpd's own socache. */

#include <apr_strings.h>

#include "cache/cache.h"
#include "cache/due.h"
#include "cache/entries.h"
#include "cache/item.h"
#include "cache/segment.h"
#include "cache/signals.h"
#include "cache/tags.h"
#include "cache_segment.h"
#include "cache_find.h"
#include "cache_store.h"

static void a_raise_takes_tags_due_times_and_the_change_s_name(void **state)
{
    static const char *const given[] = { "change=17.18", "posts", "post/1",
                                         "due=1800000000000000" };
    apr_array_header_t *tags = apr_array_make(*state, 4, sizeof(char *));
    apr_uint64_t before = tc_tags_now();

    for (int at = 0; at < 4; at++) {
        APR_ARRAY_PUSH(tags, const char *) = given[at];
    }
    assert_false(tc_tags_change_is_raised(SITE, "17.18"));
    tc_cache_raise(SITE, tags);
    assert_true(tc_tags_change_is_raised(SITE, "17.18"));
    assert_true(tc_tags_value(tc_tags_slot(SITE, "posts")) > before);
    assert_true(tc_tags_value(tc_tags_slot(SITE, "post/1")) > before);
    assert_int_equal(tc_tags_value(tc_tags_slot(SITE, given[0])), 0);
    assert_false(
        tc_due_is_quiet(tc_due_seen(SITE), apr_time_from_sec(1800000000)));
    assert_true(tc_due_is_quiet(tc_due_seen(SITE),
                                apr_time_from_sec(1800000000) - 1000));
    tc_cache_raise(SITE, NULL);
}

static void what_was_stored_is_found_until_its_tag_is_raised(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("{\"a\":1}");
    tc_fill_t *fill;

    answer.post_id = 42;
    answer.no_index = 1;
    assert_body(put(p, "k", &answer), "{\"a\":1}");
    assert_body(tc_cache_find(p, SITE, "k", &fill), "{\"a\":1}");
    assert_null(fill);
    assert_int_equal(tc_cache_find(p, SITE, "k", &fill)->post_id, 42);
    assert_int_equal(tc_cache_find(p, SITE, "k", &fill)->no_index, 1);
    assert_int_equal(tc_cache_find(p, SITE, "k", &fill)->max_age, 300);

    tc_tags_raise(SITE, "post/43");
    tc_tags_raise(OTHER_SITE, POSTS);
    assert_non_null(tc_cache_find(p, SITE, "k", &fill));
    tc_tags_raise(SITE, POSTS);
    assert_null(tc_cache_find(p, SITE, "k", &fill));
    assert_non_null(fill);
}

static void one_tag_empties_a_whole_site(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("[]");
    tc_fill_t *fill;

    put(p, "k", &answer);
    tc_tags_raise(SITE, TC_TAG_ALL);
    assert_null(tc_cache_find(p, SITE, "k", &fill));
}

static void sites_and_keys_do_not_mix(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("[]");
    tc_fill_t *fill;

    tc_signals_heard(OTHER_SITE, apr_time_now());
    put(p, "k", &answer);
    assert_null(tc_cache_find(p, OTHER_SITE, "k", &fill));
    assert_null(tc_cache_find(p, SITE, "k2", &fill));
    assert_null(tc_cache_find(p, 0, "k", &fill));
    assert_null(fill);
}

static void a_write_during_the_read_keeps_the_answer_out(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("old");
    tc_fill_t *fill;

    assert_null(tc_cache_find(p, SITE, "k", &fill));
    tc_tags_raise(SITE, POSTS);
    assert_body(tc_cache_store(p, fill, &answer), "old");
    assert_null(tc_cache_find(p, SITE, "k", &fill));
    assert_non_null(fill);
}

static void another_process_finds_it_in_the_store(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("shared");
    tc_fill_t *fill;
    const tc_entry_t *entry;
    int gets;

    answer.content_type = "application/rss+xml";
    put(p, "k", &answer);
    tc_cache_child_init(p, NULL); /* an empty front */
    entry = tc_cache_find(p, SITE, "k", &fill);
    assert_body(entry, "shared");
    assert_string_equal(entry->content_type, "application/rss+xml");
    gets = stored.gets;
    assert_body(tc_cache_find(p, SITE, "k", &fill), "shared");
    assert_int_equal(stored.gets, gets);

    tc_cache_child_init(p, NULL);
    tc_segment->birth++; /* another life of the server */
    assert_null(tc_cache_find(p, SITE, "k", &fill));
}

static void the_front_takes_what_is_found_again(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("once");
    tc_fill_t *fill;
    int gets;

    put(p, "k", &answer); /* there is room for it */
    gets = stored.gets;
    assert_body(tc_cache_find(p, SITE, "k", &fill), "once");
    assert_int_equal(stored.gets, gets);

    stored.front = 8 * 1024;
    tc_cache_child_init(p, NULL);
    stored.front = 32 * 1024 * 1024;
    for (int at = 0; at < 64; at++) {
        put(p, apr_psprintf(p, "before %d", at), &answer);
    }
    tc_tags_raise(SITE, POSTS);
    put(p, "k", &answer);
    forget_stored();
    assert_null(tc_cache_find(p, SITE, "k", &fill));
    assert_non_null(fill);
    tc_cache_store(p, fill, &answer);
    gets = stored.gets;
    assert_body(tc_cache_find(p, SITE, "k", &fill), "once");
    assert_int_equal(stored.gets, gets + 1);
    assert_body(tc_cache_find(p, SITE, "k", &fill), "once");
    assert_int_equal(stored.gets, gets + 1);
}

static void what_is_absent_is_known_here_alone(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("");
    const tc_entry_t *entry;
    tc_fill_t *fill;

    answer.absent = 1;
    answer.content_type = "";
    assert_true(put(p, "k", &answer)->absent);
    entry = tc_cache_find(p, SITE, "k", &fill);
    assert_non_null(entry);
    assert_true(entry->absent);
    assert_int_equal(entry->may, 0);
    tc_tags_raise(SITE, POSTS);
    assert_null(tc_cache_find(p, SITE, "k", &fill));
    tc_cache_store(p, fill, &answer);
    assert_non_null(tc_cache_find(p, SITE, "k", &fill));
    assert_null(tc_cache_find_stale(p, SITE, "k", apr_time_from_sec(60)));
    tc_cache_child_init(p, NULL);
    assert_null(tc_cache_find(p, SITE, "k", &fill));
}

static void whoever_invents_names_drives_nothing_out(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("here"), absent = answer_of("");
    tc_fill_t *fill;
    int known = 0, gets;

    absent.absent = 1;
    put(p, "k", &answer);
    tc_cache_find(p, SITE, "k", &fill);
    for (int at = 0; at < 20000; at++) {
        put(p, apr_psprintf(p, "none %d", at), &absent);
    }
    gets = stored.gets;
    assert_body(tc_cache_find(p, SITE, "k", &fill), "here");
    assert_int_equal(stored.gets, gets);
    for (int at = 0; at < 20000; at++) {
        known += tc_cache_find(p, SITE, apr_psprintf(p, "none %d", at),
                               &fill) != NULL;
    }
    assert_in_range(known, 100, 4000);
}

static void torn_values_are_not_taken(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("{\"long enough\":\"to be torn\"}");
    tc_origin_t wanted = { .site = SITE, .key = "k", .key_len = 1 };
    const unsigned char *value;
    unsigned char *copy;
    apr_size_t len, at;
    tc_item_t *item;

    put(p, "k", &answer);
    wanted.hash = tc_item_hash(SITE, "k", 1);
    item = tc_entries_get(p, &wanted);
    assert_non_null(item);
    value = item->value;
    len = item->value_len;
    copy = malloc(len);
    for (at = 0; at < len; at++) {
        memcpy(copy, value, len);
        copy[at] ^= 0x20;
        assert_null(tc_item_parse(copy, len, &wanted));
        memcpy(copy, value, len);
        assert_null(tc_item_parse(copy, at, &wanted));
    }
    wanted.key = "l";
    assert_null(tc_item_parse(value, len, &wanted));
    free(copy);
    tc_item_drop(item);
}

static void entries_end_with_time_to_live_and_schedule(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("[]");
    tc_fill_t *fill;

    answer.next_due = apr_time_now() + apr_time_from_sec(100);
    assert_in_range(put(p, "k", &answer)->max_age, 98, 100);
    assert_non_null(tc_cache_find(p, SITE, "k", &fill));

    /* a schedule of another post, made later, comes due */
    tc_due_lower(SITE, apr_time_now() - 1000);
    assert_null(tc_cache_find(p, SITE, "k", &fill));
    assert_body(tc_cache_store(p, fill, &answer), "[]");
    assert_non_null(tc_cache_find(p, SITE, "k", &fill));

    answer.ttl = 0;
    put(p, "short", &answer);
    assert_null(tc_cache_find(p, SITE, "short", &fill));
}

static void nothing_counts_while_the_listener_is_lost(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("[]");
    apr_time_t now = apr_time_now();
    tc_fill_t *fill;

    put(p, "k", &answer);
    tc_signals_heard(SITE, now - apr_time_from_sec(2));
    assert_null(tc_cache_find(p, SITE, "k", &fill));
    assert_null(fill);
    assert_null(tc_cache_find_stale(p, SITE, "k", apr_time_from_msec(500)));
    assert_body(tc_cache_find_stale(p, SITE, "k", apr_time_from_sec(60)),
                "[]");
    tc_signals_heard(SITE, now);
    assert_non_null(tc_cache_find(p, SITE, "k", &fill));
}

static void stale_means_old_but_never_wrong(void **state)
{
    apr_interval_time_t stale = apr_time_from_sec(60);
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("old");
    tc_entry_t *entry;
    tc_fill_t *fill;

    answer.ttl = 0;
    assert_null(tc_cache_find_stale(p, SITE, "k", stale));
    answer.ttl = 300;
    put(p, "k", &answer);
    entry = (tc_entry_t *)tc_cache_find(p, SITE, "k", &fill);
    forget_stored(); /* what is in the front is made older than it is */
    entry->expires = apr_time_now() - apr_time_from_sec(30);
    entry->made = entry->expires - apr_time_from_sec(300);
    assert_body(tc_cache_find_stale(p, SITE, "k", stale), "old");
    assert_null(tc_cache_find_stale(p, SITE, "k", apr_time_from_sec(29)));

    tc_due_lower(SITE, apr_time_now() - 1000);
    assert_null(tc_cache_find_stale(p, SITE, "k", stale));
    tc_due_settled(SITE, tc_due_seen(SITE), 0);
    assert_null(tc_cache_find_stale(p, SITE, "k", stale));

    put(p, "other", &answer);
    assert_non_null(tc_cache_find_stale(p, SITE, "other", stale));
    tc_tags_raise(SITE, POSTS);
    assert_null(tc_cache_find_stale(p, SITE, "other", stale));
}

static void a_reload_makes_all_of_it_old(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("{}");
    tc_answer_t newer = answer_of("{\"new\":1}");
    const apr_interval_time_t stale = apr_time_from_sec(10);

    put(p, "k", &answer);
    tc_segment_generation++;
    tc_cache_child_init(p, NULL);
    assert_body(put(p, "k", &newer), newer.body);
    tc_segment_generation++;
    tc_cache_child_init(p, NULL);
    assert_body(tc_cache_find_stale(p, SITE, "k", stale), newer.body);
    tc_tags_raise(SITE, POSTS);
    assert_null(tc_cache_find_stale(p, SITE, "k", stale));
}

static void without_a_fill_the_answer_is_made_but_not_kept(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of("once");
    const tc_entry_t *entry = tc_cache_store(p, NULL, &answer);
    tc_fill_t *fill;

    assert_body(entry, "once");
    assert_non_null(entry->body[TC_CODING_IDENTITY].etag);
    assert_null(tc_cache_find(p, SITE, "k", &fill));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIND_TEST(a_raise_takes_tags_due_times_and_the_change_s_name),
        FIND_TEST(what_was_stored_is_found_until_its_tag_is_raised),
        FIND_TEST(one_tag_empties_a_whole_site),
        FIND_TEST(sites_and_keys_do_not_mix),
        FIND_TEST(a_write_during_the_read_keeps_the_answer_out),
        FIND_TEST(another_process_finds_it_in_the_store),
        FIND_TEST(the_front_takes_what_is_found_again),
        FIND_TEST(what_is_absent_is_known_here_alone),
        FIND_TEST(whoever_invents_names_drives_nothing_out),
        FIND_TEST(torn_values_are_not_taken),
        FIND_TEST(entries_end_with_time_to_live_and_schedule),
        FIND_TEST(nothing_counts_while_the_listener_is_lost),
        FIND_TEST(stale_means_old_but_never_wrong),
        FIND_TEST(a_reload_makes_all_of_it_old),
        FIND_TEST(without_a_fill_the_answer_is_made_but_not_kept),
    };

    return UNIT_RUN(tests);
}
