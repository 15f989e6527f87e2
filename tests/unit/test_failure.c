/* base/failure: what a decoder says reaches nobody but the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "base/job/failure.h"
#include "base/json/json.h"

static const tc_failure_limits_t limits = { 99500000, 1000, 120 };

static int setup(void **state)
{
    apr_pool_t *p;

    apr_pool_create(&p, NULL);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

static tc_failure_t read_text(apr_pool_t *p, const char *text)
{
    tc_failure_t failure;
    const char *error;

    tc_failure_read(p, tc_json_parse(p, text, strlen(text), &error), &limits,
                    &failure);
    return failure;
}

static void test_round_trip(void **state)
{
    for (int i = 0; i <= TC_REASON_SERVER; i++) {
        tc_failure_t failure = { (tc_reason_t)i, i % 2, "some detail" };
        tc_failure_t got = read_text(
            *state, tc_failure_write(*state, &failure, &limits));

        assert_int_equal(got.reason, i);
        assert_int_equal(got.helps, i % 2);
        assert_string_equal(got.detail, "some detail");
    }
}

static void test_limits_are_named(void **state)
{
    assert_string_equal(tc_failure_sentence(*state, TC_REASON_PIXELS, &limits),
                        "The picture has more than 99.5 megapixels.");
    assert_string_equal(
        tc_failure_sentence(*state, TC_REASON_ALL_PIXELS,
                            &(tc_failure_limits_t){ .pixels = 799999 }),
        "The animation has more than 0.799999 megapixels in all its frames.");
    assert_string_equal(
        tc_failure_sentence(*state, TC_REASON_FRAMES, &limits),
        "The animation has more than the 1000 frames that are allowed.");
    assert_string_equal(
        tc_failure_sentence(*state, TC_REASON_TIME, &limits),
        "Processing took longer than the 120 seconds allowed.");
}

static void test_foreign_sentence(void **state)
{
    tc_failure_t got = read_text(
        *state, "{\"status\":\"failed\",\"error\":\"/srv/media/x: <b>\"}");

    assert_int_equal(got.reason, TC_REASON_UNKNOWN);
    assert_null(got.detail);
    got = read_text(*state, "{\"status\":\"failed\",\"error\":\"Processing "
                            "took longer than the 5 seconds allowed.\"}");
    assert_int_equal(got.reason, TC_REASON_UNKNOWN);
}

static void test_no_answer(void **state)
{
    static const char *const texts[] = { "[]", "{}", "{", "7",
                                         "{\"error\":7,\"detail\":[]}" };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        tc_failure_t got = read_text(*state, texts[i]);

        assert_int_equal(got.reason, TC_REASON_UNKNOWN);
        assert_int_equal(got.helps, 0);
        assert_null(got.detail);
    }
}

static void test_detail_is_one_printable_line(void **state)
{
    char *text = apr_palloc(*state, 2000);
    tc_failure_t got = read_text(
        *state, "{\"detail\":\"a\\nb\\r\\u001b[31m\\u00e9\\u007f\"}");

    assert_string_equal(got.detail, "a?b??[31m???");
    memset(text, 'x', 1999);
    text[1999] = '\0';
    got = read_text(*state, apr_psprintf(*state, "{\"detail\":\"%s\"}", text));
    assert_int_equal(strlen(got.detail), 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, setup, teardown),
        cmocka_unit_test_setup_teardown(test_limits_are_named, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_foreign_sentence, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_no_answer, setup, teardown),
        cmocka_unit_test_setup_teardown(test_detail_is_one_printable_line,
                                        setup, teardown),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
