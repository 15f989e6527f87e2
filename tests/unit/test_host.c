/*
 * Hosts: each is read into one form, and what is none is refused.
 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "base/text/host.h"

static void test_read(void **state)
{
    static const struct {
        const char *text;
        const char *name;
        int port;
    } cases[] = {
        { "localhost", "localhost", 0 },
        { "tales.example", "tales.example", 0 },
        { "Tales.EXAMPLE", "tales.example", 0 },
        { "tales.example.", "tales.example", 0 },
        { "xn--fiqs8s", "xn--fiqs8s", 0 },
        { "a_b.c-d.e1", "a_b.c-d.e1", 0 },
        { "10.1.2.3", "10.1.2.3", 0 },
        { "10.1.2.3:81", "10.1.2.3", 81 },
        { "tales.example:1", "tales.example", 1 },
        { "tales.example.:8443", "tales.example", 8443 },
        { "tales.example:65535", "tales.example", 65535 },
        { "tales.example:00080", "tales.example", 80 },
        { "tales.example:", "tales.example", 0 },
        { "[::1]", "[::1]", 0 },
        { "[::1]:8080", "[::1]", 8080 },
        { "[::1]:", "[::1]", 0 },
        { "[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]", 0 },
        { "[2001:0db8::0001]:443", "[2001:db8::1]", 443 },
        { "[::ffff:10.1.2.3]", "[::ffff:10.1.2.3]", 0 },
        { "[0001:0002:0003:0004:0005:0006:0007:0008]", "[1:2:3:4:5:6:7:8]",
          0 },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        tc_host_t host = { .port = -1 };

        if (!tc_host_parse(*state, cases[i].text, &host)) {
            fail_msg("refused: %s", cases[i].text);
        }
        assert_string_equal(host.name, cases[i].name);
        assert_int_equal(host.port, cases[i].port);
    }
}

static void test_refused(void **state)
{
    static const char *const cases[] = {
        "",
        ".",
        "..",
        "a..b",
        ".a",
        "a..",
        ":",
        ":80",
        "-:x",
        "a:b",
        "a:80:80",
        "a:-1",
        "a:+80",
        "a: 80",
        "a:80 ",
        "a:0",
        "a:000",
        "a:65536",
        "a:99999999999999999999",
        "a b",
        " a",
        "a\t",
        "a/b",
        "a?b",
        "a#b",
        "a@b",
        "u:p@a",
        "a,b",
        "a;b",
        "a%41",
        "a\\b",
        "a\"b",
        "a<b",
        "a'b",
        "a!b",
        "a$b",
        "a&b",
        "a(b",
        "a*b",
        "a+b",
        "a=b",
        "a~b",
        "a|b",
        "a{b}",
        "\x7f",
        "\xc3\xbc.example",
        "\x01",
        "[",
        "]",
        "[]",
        "[]:80",
        "[::1",
        "::1",
        "::1]",
        "a[::1]",
        "[::1]a",
        "[::1]]",
        "[[::1]]",
        "[::1]80",
        "[::1]:x",
        "[::1]:0",
        "[1.2.3.4]",
        "[::g]",
        "[::1%25eth0]",
        "[::1%eth0]",
        "[v1.a]",
        "[a]",
        "[1:2:3:4:5:6:7:8:9]",
        "[2001:db8::1::2]",
    };
    tc_host_t host;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (tc_host_parse(*state, cases[i], &host)) {
            fail_msg("taken: %s", cases[i]);
        }
    }
}

/* `count` labels of `size` letters. */
static const char *labels(apr_pool_t *p, int count, int size)
{
    char *one = apr_palloc(p, (apr_size_t)size + 1);
    const char *all = "";

    memset(one, 'a', (size_t)size);
    one[size] = '\0';
    for (int i = 0; i < count; i++) {
        all = apr_pstrcat(p, all, i ? "." : "", one, NULL);
    }
    return all;
}

static void test_lengths(void **state)
{
    tc_host_t host;

    assert_true(tc_host_parse(*state, labels(*state, 1, 63), &host));
    assert_false(tc_host_parse(*state, labels(*state, 1, 64), &host));
    assert_int_equal(strlen(labels(*state, 127, 1)), 253);
    assert_true(tc_host_parse(*state, labels(*state, 127, 1), &host));
    assert_false(tc_host_parse(*state, labels(*state, 128, 1), &host));
    assert_false(tc_host_parse(*state, labels(*state, 1000, 60), &host));
    assert_false(tc_host_parse(
        *state, apr_pstrcat(*state, "[", labels(*state, 1, 300), "]", NULL),
        &host));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_read, unit_pool, unit_pool_end),
        cmocka_unit_test_setup_teardown(test_refused, unit_pool,
                                        unit_pool_end),
        cmocka_unit_test_setup_teardown(test_lengths, unit_pool,
                                        unit_pool_end),
    };

    return cmocka_run_group_tests(tests, unit_start, unit_stop);
}
