/*
 * Django's patterns, with the cases of its own tests and more.
 */

#include <string.h>

#include "base/text/pattern.h"
#include "base/text/text.h"
#include "base/text/url.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define A10 "aaaaaaaaaa"
#define A60 A10 A10 A10 A10 A10 A10
#define LABEL63 A60 "aaa"

static void test_slug_pattern(void **state)
{
    (void)state;
    assert_true(tc_pattern_is_slug("a"));
    assert_true(tc_pattern_is_slug("Az-09_"));
    assert_true(tc_pattern_is_slug("-_-"));
    assert_false(tc_pattern_is_slug(""));
    assert_false(tc_pattern_is_slug("a b"));
    assert_false(tc_pattern_is_slug("a\n"));
    assert_false(tc_pattern_is_slug("a.b"));
    assert_false(tc_pattern_is_slug("ü"));
    assert_false(tc_pattern_is_slug("٣"));
}

static void test_username(void **state)
{
    static const char *const good[] = {
        "a", "Jane.Doe@x+y-z_0", "გიორგი", "小明", "élan", "٣", "½x", "Ⅷ",
    };
    static const char *const bad[] = {
        "",  "a b", "a\n",           "a/b",  "a\xCC\x81",
        "🎉", "a!",  "x\xE2\x80\x8D", "\xFF",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(tc_pattern_is_username(good[i]));
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(tc_pattern_is_username(bad[i]));
    }
}

static void test_email(void **state)
{
    static const char *const good[] = {
        "email@here.com",
        "weirder-email@here.and.there.com",
        "!def!xyz%abc@example.com",
        "email@[127.0.0.1]",
        "email@[2001:dB8::1]",
        "email@[::fffF:127.0.0.1]",
        "example@valid-----hyphens.com",
        "example@valid-with-hyphens.com",
        "test@domain.with.idn.tld.उदाहरण.परीक्षा",
        "email@localhost",
        "\"test@test\"@example.com",
        "example@atm." LABEL63,
        "example@" LABEL63 ".atm",
        "\"\\\011\"@here.com",
        "a@bücher.de",
        "a@例え.テスト",
        "a@xn--bcher-kva.de",
        "\"\"@b.de",
    };
    static const char *const bad[] = {
        "",
        "abc",
        "abc@",
        "abc@bar",
        "a @x.cz",
        "abc@.com",
        "something@@somewhere.com",
        "email@127.0.0.1",
        "email@[127.0.0.256]",
        "email@[127.0.0.01]",
        "email@[2001:db8::12345]",
        "email@[2001:db8:0:0:1]",
        "email@[::ffff:127.0.0.256]",
        "email@[]",
        "example@invalid-.com",
        "example@-invalid.com",
        "example@invalid.com-",
        "example@inv-.alid-.com",
        "example@inv-.-alid.com",
        "example@atm." LABEL63 "a",
        "example@" LABEL63 "a.atm",
        "test@example.com\n\n<script src=\"x.js\">",
        "\"\\\012\"@here.com",
        "trailingdot@shouldfail.com.",
        "a@b.com\n",
        "a\n@b.com",
        "\"test@test\"\n@example.com",
        "a@[127.0.0.1]\n",
        "@b.com",
        ".a@b.com",
        "a.@b.com",
        "a..b@c.com",
        "a@b..com",
        "a@LOCALHOST",
        "ü@b.de",
        "a@b_c.de",
        "a@b.c",
        "a@bü cher.de",
        "\"a@b.de",
        "\"a\"b\"@c.de",
        "\"a b\"@c.de",
        "\"\\\"@b.de",
        "a@b.com\xFF",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        if (!tc_pattern_is_email(good[i])) {
            fail_msg("refused: %s", good[i]);
        }
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        if (tc_pattern_is_email(bad[i])) {
            fail_msg("accepted: %s", bad[i]);
        }
    }
}

static void test_email_length(void **state)
{
    char text[400] = "";

    (void)state;
    memset(text, 'a', 314);
    memcpy(text + 314, "@bc.de", 7);
    assert_true(tc_pattern_is_email(text)); /* 320 characters */
    memset(text, 'a', 315);
    memcpy(text + 315, "@bc.de", 7);
    assert_false(tc_pattern_is_email(text));
}

static const char *const good_urls[] = {
    "http://www.djangoproject.com/",
    "HTTP://WWW.DJANGOPROJECT.COM/",
    "http://localhost/",
    "http://example.com/",
    "http://example.com:0",
    "http://example.com:65535",
    "http://example.com./",
    "http://www.example.com:8000/test",
    "http://valid-with-hyphens.com/",
    "http://subdomain.example.com/",
    "http://a.aa",
    "http://200.8.9.10:8000/test",
    "http://0.0.0.0/",
    "http://255.255.255.255",
    "http://valid-----hyphens.com/",
    "http://example.com?something=value",
    "http://example.com#fragment",
    "http://example.com/index.php?something=value&another=value2",
    "http://➡.ws/䨹",
    "http://مثال.إختبار",
    "http://例子.测试",
    "http://उदाहरण.परीक्षा",
    "http://xn--d5b6ci4b4b3a.xn--54b7fta0cc",
    "http://例え。テスト/",
    "http://😀.la/",
    "http://-.~_!$&'()*+;=%40:80%2f@example.com",
    "http://userid:password@example.com:8080",
    "http://userid@example.com",
    "http://userid:@example.com/",
    "http://foo.com/blah_(wikipedia)#cite-1",
    "http://foo.com/✪df/unicode_(✪)_in_parens",
    "http://1337.net",
    "http://a.b-c.de",
    "http://[FEDC:BA98:7654:3210:FEDC:BA98:7654:3210]:80/index.html",
    "http://[::192.9.5.5]/ipng",
    "http://[::FFFF:129.144.52.38]:80/index.html",
    "http://user@[2001:db8::1]/",
    "http://0.0.0.0/?a=/@b",
    "http://example.com/" A60 A60 A60 A60 A60 A60,
};

static const char *const bad_urls[] = {
    "",
    "foo",
    "http",
    "http:",
    "http:/example.com",
    "http://",
    "http://example",
    "http://example.",
    "http://.com",
    "http://a.b",
    "http://invalid-.com",
    "http://-invalid.com",
    "http://invalid.com-",
    "http://inv-.alid-.com",
    "http://a..b.com",
    "http://a_b.com",
    "http://a.中1/",
    "file://localhost/path",
    "git://example.com/",
    "ftp://example.com",
    "javascript://example.com/",
    "//example.com",
    "://example.com",
    "http://.",
    "http://..",
    "http://../",
    "http://?",
    "http://?.com",
    "http://#",
    "http://## ",
    "http://foo.bar?q=Spaces should be encoded",
    "http:// shouldfail.com",
    "http://foo.bar/foo(bar)baz quux",
    "http://-error-.invalid/",
    "http://1.1.1.1.1",
    "http://123.123.123",
    "http://3628126748",
    "http://123",
    "http://000.000.000.000",
    "http://016.016.016.016",
    "http://256.1.1.1",
    "http://2130706433",
    "http://.www.foo.bar./",
    "http://[::1:2::3]:8080/",
    "http://[]",
    "http://[::1",
    "http://::1]/",
    "http://[1:2:3:4:5:6:7:8:9]",
    "http://[example.com]/",
    "http://example.com:",
    "http://example.com:123456",
    "http://example.com:8a",
    "http://www.djangoproject.com/\n",
    "http://www.django\nproject.com/",
    "http://example.com/a\tb",
    "http://example.com/a\xC2\xA0"
    "b",
    " http://example.com",
    "http://foo@bar@example.com",
    "http://foo/bar@example.com",
    "http://foo:bar:baz@example.com",
    "http://:@example.com",
    "http://@example.com",
    "http://℀.com/",
    "http://" LABEL63 "a.com",
    "http://example." LABEL63 "a",
    "http://\xFF.com",
};

static void test_url(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(good_urls); i++) {
        if (!tc_url_is_valid(good_urls[i], 0)) {
            fail_msg("refused: %s", good_urls[i]);
        }
    }
    for (size_t i = 0; i < COUNT(bad_urls); i++) {
        if (tc_url_is_valid(bad_urls[i], 0)) {
            fail_msg("accepted: %s", bad_urls[i]);
        }
    }
}

static void test_url_https_only(void **state)
{
    (void)state;
    assert_true(tc_url_is_valid("https://example.com/", 0));
    assert_true(tc_url_is_valid("https://example.com/", 1));
    assert_true(tc_url_is_valid("hTTpS://example.com/", 1));
    assert_false(tc_url_is_valid("http://example.com/", 1));
    assert_false(tc_url_is_valid("https:example.com", 1));
}

static void test_url_lengths(void **state)
{
    char *text = apr_pcalloc(*state, 6000);
    char *host = apr_pcalloc(*state, 400);

    memcpy(text, "http://example.com/", 19);
    memset(text + 19, 'a', 2048 - 19);
    assert_true(tc_url_is_valid(text, 0));
    text[2048] = 'a';
    assert_false(tc_url_is_valid(text, 0));
    /* characters are counted, not bytes */
    for (int i = 19; i < 2048; i++) {
        memcpy(text + 19 + 2 * (i - 19), "ü", 3);
    }
    assert_true(tc_url_is_valid(text, 0));
    /* a host of 253 characters, then 254 */
    memcpy(host, "http://", 7);
    for (int i = 0; i < 125; i++) {
        memcpy(host + 7 + 2 * i, "a.", 2);
    }
    memcpy(host + 7 + 250, "com", 4);
    assert_true(tc_url_is_valid(host, 0));
    memcpy(host + 7 + 250, "comm", 5);
    assert_false(tc_url_is_valid(host, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_slug_pattern), UNIT_TEST(test_username),
        UNIT_TEST(test_email),        UNIT_TEST(test_email_length),
        UNIT_TEST(test_url),          UNIT_TEST(test_url_https_only),
        UNIT_TEST(test_url_lengths),
    };

    return UNIT_RUN(tests);
}
