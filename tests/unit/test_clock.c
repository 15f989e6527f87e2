/*
 * Times: every form that is read, what is refused, and the one form written.
 */
#include "unit.h"

#include <time.h>

#include <apr_strings.h>

#include "base/clock.h"

static void test_read(void **state)
{
    static const struct {
        const char *text;
        const char *utc;
    } cases[] = {
        { "2026-02-18T04:19:52.123456Z", "2026-02-18T04:19:52.123456Z" },
        { "2026-02-18 04:19:52.123456z", "2026-02-18T04:19:52.123456Z" },
        { "2026-02-18T04:19", "2026-02-18T04:19:00.000000Z" },
        { "2026-02-18T04:19Z", "2026-02-18T04:19:00.000000Z" },
        { "2026-2-8T4:9:2", "2026-02-08T04:09:02.000000Z" },
        { "2026-02-18T04:19:52.5", "2026-02-18T04:19:52.500000Z" },
        { "2026-02-18T04:19:52,000001", "2026-02-18T04:19:52.000001Z" },
        { "2026-02-18T04:19:52.1234569Z", "2026-02-18T04:19:52.123456Z" },
        { "2026-02-18T04:19:52.123456789012", "2026-02-18T04:19:52.123456Z" },
        { "2026-02-18T04:19:52+04", "2026-02-18T00:19:52.000000Z" },
        { "2026-02-18T04:19:52+0430", "2026-02-17T23:49:52.000000Z" },
        { "2026-02-18T04:19:52-05:45", "2026-02-18T10:04:52.000000Z" },
        { "2026-02-18T04:19:52 +04:00", "2026-02-18T00:19:52.000000Z" },
        { "2026-02-18T04:19+23:59", "2026-02-17T04:20:00.000000Z" },
        { "2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000000Z" },
        { "2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000000Z" },
        { "2023-12-31T23:59:59-00:01", "2024-01-01T00:00:59.000000Z" },
        { "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z" },
        { "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z" },
        { "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z" },
        { "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        apr_time_t when;

        if (tc_clock_parse(cases[i].text, &when) != APR_SUCCESS) {
            fail_msg("refused: %s", cases[i].text);
        }
        assert_string_equal(tc_clock_format(*state, when), cases[i].utc);
    }
}

static void test_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "now",
        "2026-02-18",
        "2026-02-18T",
        "2026-02-18T04",
        "2026-02-18T04:",
        "2026-02-18T04:19:",
        "2026-02-18T04:19:52.",
        "2026-02-18T04:19:52.Z",
        "2026-02-18T04:19.5",
        "2026-02-18t04:19",
        "2026-02-18  04:19",
        "2026/02/18T04:19",
        "20260218T0419",
        "26-02-18T04:19",
        "12026-02-18T04:19",
        "2026-002-18T04:19",
        "2026-02-018T04:19",
        "2026-02-18T004:19",
        "2026-00-18T04:19",
        "2026-13-18T04:19",
        "2026-02-00T04:19",
        "2026-02-29T04:19",
        "1900-02-29T04:19",
        "2026-04-31T04:19",
        "2026-02-18T24:00",
        "2026-02-18T04:60",
        "2026-02-18T04:19:60",
        "2026-02-18T04:19:52+4",
        "2026-02-18T04:19:52+04:",
        "2026-02-18T04:19:52+04:3",
        "2026-02-18T04:19:52+24:00",
        "2026-02-18T04:19:52-99:00",
        "2026-02-18T04:19:52ZZ",
        "2026-02-18T04:19:52Z ",
        " 2026-02-18T04:19:52Z",
        "2026-02-18T04:19:52UTC",
        "2026-02-18T-4:19",
        "+026-02-18T04:19",
        "-001-02-18T04:19",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "2026-02-18T04:19:52+04:00:00",
    };
    apr_time_t when;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        if (tc_clock_parse(cases[i], &when) != APR_EINVAL) {
            fail_msg("accepted: %s", cases[i]);
        }
    }
}

static void test_value(void **state)
{
    apr_time_t when;

    (void)state;
    assert_int_equal(tc_clock_parse("2001-09-09T01:46:40.000007Z", &when),
                     APR_SUCCESS);
    assert_true(when == INT64_C(1000000000000007));
    assert_int_equal(tc_clock_parse("1969-12-31T23:59:59.999999Z", &when),
                     APR_SUCCESS);
    assert_true(when == -1);
}

/* Every week and the turns of years and leap years against the C library's. */
static void test_calendar(void **state)
{
    apr_pool_t *p;

    apr_pool_create(&p, *state);
    for (int64_t day = -719162; day <= 2932896; day += 1) {
        int64_t seconds = day * 86400 + (day & 0xFFFF);
        time_t when = (time_t)seconds;
        apr_time_t again;
        const char *text;
        struct tm tm;

        if (day % 7 != 0 && day % 365 > 3 && day % 1461 > 3) {
            continue;
        }
        text = tc_clock_format(p, seconds * APR_USEC_PER_SEC + 42);
        assert_non_null(gmtime_r(&when, &tm));
        assert_string_equal(
            text, apr_psprintf(p, "%04d-%02d-%02dT%02d:%02d:%02d.000042Z",
                               tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                               tm.tm_hour, tm.tm_min, tm.tm_sec));
        assert_int_equal(tc_clock_parse(text, &again), APR_SUCCESS);
        assert_true(again == seconds * APR_USEC_PER_SEC + 42);
        apr_pool_clear(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_read),
        UNIT_TEST(test_refused),
        UNIT_TEST(test_value),
        UNIT_TEST(test_calendar),
    };

    return UNIT_RUN(tests);
}
