/* cache/: codings, made when they are wanted. */

#include <apr_general.h>
#include <brotli/decode.h>
#include <zlib.h>

#include "cache/cache.h"
#include "cache/item.h"
#include "cache/tags.h"
#include "cache_find.h"
#include "cache_segment.h"
#include "cache_store.h"

#define LONG_BODY 4096

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

static const tc_entry_t *both(apr_pool_t *p, const tc_entry_t *entry)
{
    entry = tc_cache_coded(p, entry, TC_CODING_GZIP, 1);
    return tc_cache_coded(p, entry, TC_CODING_BR, 1);
}

static void codings_are_made_when_they_are_wanted(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of(long_body(p));
    const tc_entry_t *entry = put(p, "k", &answer), *again;
    tc_fill_t *fill;

    assert_null(entry->body[TC_CODING_GZIP].bytes);
    assert_null(entry->body[TC_CODING_BR].bytes);
    again = tc_cache_coded(p, entry, TC_CODING_BR, 0);
    assert_ptr_not_equal(again, entry);
    assert_non_null(again->body[TC_CODING_BR].bytes);
    assert_null(again->body[TC_CODING_GZIP].bytes);
    assert_string_equal(again->body[TC_CODING_IDENTITY].etag,
                        entry->body[TC_CODING_IDENTITY].etag);
    /* it is kept: in the front, in the store, for who has the older one */
    assert_ptr_equal(tc_cache_find(p, SITE, "k", &fill), again);
    assert_ptr_equal(tc_cache_coded(p, entry, TC_CODING_BR, 0), again);
    assert_ptr_equal(tc_cache_coded(p, again, TC_CODING_BR, 0), again);
    tc_cache_child_init(p, NULL);
    entry = tc_cache_find(p, SITE, "k", &fill);
    assert_string_equal(entry->body[TC_CODING_BR].etag,
                        again->body[TC_CODING_BR].etag);
    tc_tags_raise(SITE, POSTS);
    assert_null(tc_cache_find(p, SITE, "k", &fill));
    tc_cache_coded(p, entry, TC_CODING_GZIP, 0);
    assert_null(tc_cache_find(p, SITE, "k", &fill));

    answer.wanted = TC_CODING_GZIP;
    entry = put(p, "wanted", &answer);
    assert_non_null(entry->body[TC_CODING_GZIP].bytes);
    assert_null(entry->body[TC_CODING_BR].bytes);
    again = tc_cache_find(p, SITE, "wanted", &fill);
    assert_string_equal(again->body[TC_CODING_GZIP].etag,
                        entry->body[TC_CODING_GZIP].etag);
    entry = tc_cache_store(p, NULL, &answer);
    assert_ptr_equal(tc_cache_coded(p, entry, TC_CODING_GZIP, 1), entry);
}

static void what_one_thread_makes_no_other_does(void **state)
{
    apr_pool_t *p = *state;
    tc_answer_t answer = answer_of(long_body(p));
    const tc_entry_t *entry = put(p, "k", &answer);

    assert_true(tc_item_claim(tc_item_of(entry)));
    assert_ptr_equal(tc_cache_coded(p, entry, TC_CODING_BR, 0), entry);
    assert_ptr_equal(tc_cache_coded(p, entry, TC_CODING_BR, 1), entry);
    tc_item_follow(tc_item_of(entry), NULL);
    assert_ptr_not_equal(tc_cache_coded(p, entry, TC_CODING_BR, 0), entry);
}

static void codings_carry_the_same_bytes(void **state)
{
    apr_pool_t *p = *state;
    char *body = long_body(p);
    tc_answer_t answer = answer_of(body);
    const tc_entry_t *entry = both(p, put(p, "k", &answer));
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
    const tc_entry_t *entry = both(p, put(p, "k", &answer));
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
    entry = both(p, put(p, "noise", &answer));
    assert_int_equal(entry->may, 0);
    for (coding = TC_CODING_GZIP; coding < TC_CODING_COUNT; coding++) {
        assert_null(entry->body[coding].bytes);
    }
    assert_memory_equal(entry->body[TC_CODING_IDENTITY].bytes, noise,
                        sizeof(noise));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIND_TEST(codings_are_made_when_they_are_wanted),
        FIND_TEST(what_one_thread_makes_no_other_does),
        FIND_TEST(codings_carry_the_same_bytes),
        FIND_TEST(a_coding_that_gains_nothing_is_not_kept)
    };

    return UNIT_RUN(tests);
}
