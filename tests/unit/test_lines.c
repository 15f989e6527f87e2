/* Who may have all workers of the media pool. */
#include "unit.h"

#include "media/lines.h"

#define SECONDS(n) apr_time_from_sec(n)
#define START SECONDS(1000)

static void test_short(void **state)
{
    (void)state;
    assert_true(tc_lines_is_short("IMAGE", START, START + SECONDS(2)));
    assert_false(tc_lines_is_short("IMAGE", START, START + SECONDS(3)));
    assert_false(tc_lines_is_short("VIDEO", START, START));
}

static void test_who_is_not_known(void **state)
{
    tc_lines_t lines = { 0 };

    (void)state;
    /* 0 is a line as well */
    assert_false(tc_lines_trusts(&lines, 0, START));
    tc_lines_note(&lines, 0, 1, START);
    assert_true(tc_lines_trusts(&lines, 0, START));
    assert_false(tc_lines_trusts(&lines, 1, START));
}

/* A long job is not made good by short ones behind it. */
static void test_long_is_remembered(void **state)
{
    tc_lines_t lines = { 0 };

    (void)state;
    tc_lines_note(&lines, 7, 0, START);
    tc_lines_note(&lines, 7, 1, START + SECONDS(1));
    assert_false(tc_lines_trusts(&lines, 7, START + SECONDS(599)));
    assert_true(tc_lines_trusts(&lines, 7, START + SECONDS(600)));
}

static void test_the_latest_are_known(void **state)
{
    tc_lines_t lines = { 0 };

    (void)state;
    for (int i = 0; i <= TC_LINES_KNOWN; i++) {
        tc_lines_note(&lines, i, 1, START + i);
    }
    assert_false(tc_lines_trusts(&lines, 0, START + SECONDS(1)));
    for (int i = 1; i <= TC_LINES_KNOWN; i++) {
        assert_true(tc_lines_trusts(&lines, i, START + SECONDS(1)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short),
        cmocka_unit_test(test_who_is_not_known),
        cmocka_unit_test(test_long_is_remembered),
        cmocka_unit_test(test_the_latest_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
