/* cache/: find and store, with everything but httpd's own socache. */

#include <apr_strings.h>
#include <brotli/decode.h>
#include <zlib.h>

#include "cache/cache.h"
#include "cache/codings.h"
#include "cache/due.h"
#include "cache/entries.h"
#include "cache/front.h"
#include "cache/item.h"
#include "cache/segment.h"
#include "cache/signals.h"
#include "cache/tags.h"
#include "cache_segment.h"
#include "cache_store.h"

#define POSTS "posts"
#define LONG_BODY 4096

static void forget_stored(void)
{
    int at;

    for (at = 0; at < STORED; at++) {
        free(stored.values[at]);
        stored.values[at] = NULL;
    }
}

static int cache_start(void **state)
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

static tc_answer_t answer_of(const char *body)
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

static const tc_entry_t *put(apr_pool_t *p, const char *key,
                             const tc_answer_t *answer)
{
    tc_fill_t *fill;

    assert_null(tc_cache_find(p, SITE, key, &fill));
    assert_non_null(fill);
    return tc_cache_store(p, fill, answer);
}

static void assert_body(const tc_entry_t *entry, const char *body)
{
    assert_non_null(entry);
    assert_int_equal(entry->body[TC_CODING_IDENTITY].len, strlen(body));
    assert_memory_equal(entry->body[TC_CODING_IDENTITY].bytes, body,
                        strlen(body));
}

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

    answer.ttl = 0;
    assert_null(tc_cache_find_stale(p, SITE, "k", stale));
    answer.ttl = 300;
    entry = (tc_entry_t *)put(p, "k", &answer);
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

static char *long_body(apr_pool_t *p)
{
    char *body = apr_palloc(p, LONG_BODY + 1);
    int at;

    for (at = 0; at < LONG_BODY; at++) {
        body[at] = "{\"title\":\"a\",\"id\":0},"[at % 21];
    }
    body[LONG_BODY] = '\0';
    return body;
}

static void codings_carry_the_same_bytes(void **state)
{
    apr_pool_t *p = *state;
    char *body = long_body(p);
    tc_answer_t answer = answer_of(body);
    const tc_entry_t *entry = put(p, "k", &answer);
    unsigned char plain[LONG_BODY + 1];
    size_t plain_len = sizeof(plain);
    z_stream stream = { 0 };

    stream.next_in = (Bytef *)entry->body[TC_CODING_GZIP].bytes;
    stream.avail_in = (uInt)entry->body[TC_CODING_GZIP].len;
    stream.next_out = plain;
    stream.avail_out = sizeof(plain);
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, LONG_BODY);
    inflateEnd(&stream);
    assert_memory_equal(plain, body, LONG_BODY);

    assert_int_equal(BrotliDecoderDecompress(
                         entry->body[TC_CODING_BR].len,
                         (const uint8_t *)entry->body[TC_CODING_BR].bytes,
                         &plain_len, plain),
                     BROTLI_DECODER_RESULT_SUCCESS);
    assert_int_equal(plain_len, LONG_BODY);
    assert_memory_equal(plain, body, LONG_BODY);
    assert_string_not_equal(entry->body[TC_CODING_GZIP].etag,
                            entry->body[TC_CODING_BR].etag);
    assert_string_not_equal(entry->body[TC_CODING_GZIP].etag,
                            entry->body[TC_CODING_IDENTITY].etag);
}

static void a_coding_that_gains_nothing_is_not_kept(void **state)
{
    static const char known[] = "hello world";
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of(known);
    const tc_entry_t *entry = put(p, "k", &answer);
    char noise[1024];
    int coding;

    assert_null(entry->body[TC_CODING_GZIP].bytes);
    assert_string_equal(entry->body[TC_CODING_IDENTITY].etag,
                        "\"3-d447b1ea40e6988b\"");
    assert_int_equal(
        apr_generate_random_bytes((unsigned char *)noise, sizeof(noise)),
        APR_SUCCESS);
    answer.body = noise;
    answer.len = sizeof(noise);
    entry = put(p, "noise", &answer);
    for (coding = TC_CODING_GZIP; coding < TC_CODING_COUNT; coding++) {
        assert_null(entry->body[coding].bytes);
    }
    assert_memory_equal(entry->body[TC_CODING_IDENTITY].bytes, noise,
                        sizeof(noise));
}

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

static void the_front_stays_within_its_bytes(void **state)
{
    apr_pool_t *p = *state;
    apr_size_t limit = 1024 * 1024;
    tc_front_t *front = tc_front_make(limit);
    tc_item_t *item = NULL, *found;
    apr_time_t now = apr_time_now();
    int at;

    for (at = 0; at < 300; at++) {
        item = big_item(p, apr_psprintf(p, "key %d", at), 16 * 1024);
        tc_front_put(front, item, now + apr_time_from_sec(at));
        assert_true(tc_front_bytes(front) <= limit);
        found = tc_front_get(front, &item->origin,
                             now + apr_time_from_sec(at));
        assert_ptr_equal(found, item);
        tc_item_drop(found);
        tc_item_drop(item);
    }
    assert_true(tc_front_bytes(front) > limit / 2);
    item = big_item(p, "huge", limit / 2);
    tc_front_put(front, item, now);
    assert_null(tc_front_get(front, &item->origin, now));
    tc_item_drop(item);
    tc_front_free(front);
}

static void an_older_item_does_not_replace_a_newer_one(void **state)
{
    apr_pool_t *p = *state;
    tc_front_t *front = tc_front_make(1024 * 1024);
    tc_item_t *older = big_item(p, "k", 10);
    tc_item_t *newer, *found;

    tc_tags_raise(SITE, POSTS);
    newer = big_item(p, "k", 10);
    tc_front_put(front, newer, apr_time_now());
    tc_front_put(front, older, apr_time_now());
    found = tc_front_get(front, &older->origin, apr_time_now());
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
        FIND_TEST(a_raise_takes_tags_due_times_and_the_change_s_name),
        FIND_TEST(what_was_stored_is_found_until_its_tag_is_raised),
        FIND_TEST(one_tag_empties_a_whole_site),
        FIND_TEST(sites_and_keys_do_not_mix),
        FIND_TEST(a_write_during_the_read_keeps_the_answer_out),
        FIND_TEST(another_process_finds_it_in_the_store),
        FIND_TEST(torn_values_are_not_taken),
        FIND_TEST(entries_end_with_time_to_live_and_schedule),
        FIND_TEST(nothing_counts_while_the_listener_is_lost),
        FIND_TEST(stale_means_old_but_never_wrong),
        FIND_TEST(a_reload_makes_all_of_it_old),
        FIND_TEST(without_a_fill_the_answer_is_made_but_not_kept),
        FIND_TEST(codings_carry_the_same_bytes),
        FIND_TEST(a_coding_that_gains_nothing_is_not_kept),
        FIND_TEST(the_front_stays_within_its_bytes),
        FIND_TEST(an_older_item_does_not_replace_a_newer_one),
    };

    return UNIT_RUN(tests);
}
