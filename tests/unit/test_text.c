/*
 * Text: counting, trimming, slugs, Django's patterns, words.
 */
#include "unit.h"

#include <pthread.h>
#include <string.h>

#include <apr_strings.h>

#include "base/text.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define A10 "aaaaaaaaaa"
#define A60 A10 A10 A10 A10 A10 A10
#define LABEL63 A60 "aaa"

static void test_utf8(void **state)
{
    static const char *const good[] = {
        "",
        "plain",
        "\x7F",
        "\xC2\x80",
        "\xDF\xBF",
        "\xE0\xA0\x80",
        "\xED\x9F\xBF",
        "\xEE\x80\x80",
        "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80",
        "\xF4\x8F\xBF\xBF",
        "a long ASCII run, then გამარჯობა, then ASCII again",
    };
    static const char *const bad[] = {
        "\x80",
        "\xBF",
        "\xC0\x80",
        "\xC1\xBF",
        "\xC2",
        "\xC2\x41",
        "\xE0\x9F\xBF",
        "\xE4\xBD",
        "\xE4\xBD\x41",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xF0\x8F\xBF\xBF",
        "\xF0\x9F\x8E",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xFE",
        "\xFF",
        "seven b\xC3",
        "eight by\xFF",
        "ends in the middle of \xE2\x82",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(tc_text_is_utf8(good[i], strlen(good[i])));
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(tc_text_is_utf8(bad[i], strlen(bad[i])));
    }
    assert_true(tc_text_is_utf8("a\0b", 3));
    /* the length counts, not what stands behind */
    assert_false(tc_text_is_utf8("\xC3\xBC", 1));
}

static void test_chars(void **state)
{
    (void)state;
    assert_int_equal(tc_text_chars("", 0), 0);
    assert_int_equal(tc_text_chars("abc", 3), 3);
    assert_int_equal(tc_text_chars("a\0c", 3), 3);
    assert_int_equal(tc_text_chars("გამარჯობა", 27), 9);
    assert_int_equal(tc_text_chars("你好🎉", 10), 3);
    assert_int_equal(tc_text_chars("e\xCC\x81", 3), 2);
}

static void check_trim(const char *text, apr_size_t len, const char *wanted)
{
    tc_text_trim(&text, &len);
    assert_int_equal(len, strlen(wanted));
    assert_memory_equal(text, wanted, len);
}

static void test_trim(void **state)
{
    static const char *const spaces[] = {
        " ",      "\t",           "\n",           "\v",
        "\f",     "\r",           "\x1C",         "\x1D",
        "\x1E",   "\x1F",         "\xC2\x85",     "\xC2\xA0",
        "\u1680", "\u2000",       "\u200A",       "\xE2\x80\xA8",
        "\u2029", "\xE2\x80\xAF", "\xE2\x81\x9F", "\u3000",
    };
    static const char *const others[] = { "\x1B",   "\x08",   "\u200B",
                                          "\u180E", "\uFEFF", "\u2060" };

    for (size_t i = 0; i < COUNT(spaces); i++) {
        const char *text = apr_psprintf(*state, "%s %sü x🎉%s", spaces[i],
                                        spaces[i], spaces[i]);

        check_trim(text, strlen(text), "ü x🎉");
        check_trim(spaces[i], strlen(spaces[i]), "");
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        check_trim(others[i], strlen(others[i]), others[i]);
    }
    check_trim("", 0, "");
    check_trim("  a  b", 5, "a");
    check_trim("ab", 2, "ab");
}

static void test_trim_keeps_nul(void **state)
{
    const char *text = " \0 ";
    apr_size_t len = 3;

    (void)state;
    tc_text_trim(&text, &len);
    assert_int_equal(len, 1);
    assert_int_equal(*text, '\0');
}

static void test_cut(void **state)
{
    assert_string_equal(tc_text_cut(*state, "abc", 2), "ab");
    assert_string_equal(tc_text_cut(*state, "abc", 3), "abc");
    assert_string_equal(tc_text_cut(*state, "abc", 9), "abc");
    assert_string_equal(tc_text_cut(*state, "abc", 0), "");
    assert_string_equal(tc_text_cut(*state, "", 5), "");
    assert_string_equal(tc_text_cut(*state, "你好🎉ü", 3), "你好🎉");
    assert_string_equal(tc_text_cut(*state, "你好🎉ü", 1), "你");
}

static void test_slugify(void **state)
{
    static const struct {
        const char *text;
        const char *slug;
    } cases[] = {
        { "Hello, World!", "hello-world" },
        { "  -- Already--a_slug __ ", "already-a_slug" },
        { "Größe und Straße", "groe-und-strae" },
        { "Café naïve résumé", "cafe-naive-resume" },
        { "ﬁne ½ ㎏", "fine-12-kg" },
        { "１２３ ＡＢＣ", "123-abc" },
        { "İstanbul", "istanbul" },
        { "Łódź", "odz" },
        { "a\tb\nc\x1C"
          "d",
          "a-b-c-d" },
        { "a\xC2\xA0"
          "b",
          "a-b" },
        { "don't stop", "dont-stop" },
        { "🎉 party 🎉", "party" },
        { "日本語 text", "text" },
        { "_private_", "private" },
        { "1,000.50", "100050" },
        /* nothing is left: transliterated */
        { "გამარჯობა მსოფლიო", "gamarjoba-msoplio" },
        { "你好世界", "ni-hao-shi-jie" },
        { "Привет, мир!", "privet-mir" },
        { "ภาษาไทยง่ายมาก", "phasa-thiy-ngay-mak" },
        { "Ελληνικά ΟΔΟΣ", "ellenika-odos" },
        { "가나다 한국어", "ganada-hangug-eo" },
        /* even so nothing */
        { "", "post" },
        { "!!!", "post" },
        { "--__--", "post" },
        { "🎉🎉", "post" },
        { "。、", "post" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(
            tc_text_slugify(*state, cases[i].text, 300, "post"),
            cases[i].slug);
    }
}

static void test_slugify_cut(void **state)
{
    assert_string_equal(tc_text_slugify(*state, "one two", 4, "post"), "one");
    assert_string_equal(tc_text_slugify(*state, "one two", 5, "post"),
                        "one-t");
    assert_string_equal(tc_text_slugify(*state, "one two", 7, "post"),
                        "one-two");
    assert_string_equal(tc_text_slugify(*state, "გამარჯობა მსოფლიო", 10, "x"),
                        "gamarjoba");
    assert_string_equal(tc_text_slugify(*state, "one two", 0, "post"), "post");
}

static void test_slugify_long(void **state)
{
    char *text = apr_pcalloc(*state, 3 * 500 + 1);
    const char *slug;

    for (int i = 0; i < 500; i++) {
        memcpy(text + 3 * i, "ხ", 3);
    }
    slug = tc_text_slugify(*state, text, 5000, "post");
    assert_int_equal(strncmp(slug, "khkhkh", 6), 0);
    assert_int_equal(strlen(slug), 1000);
}

static void test_slug_pattern(void **state)
{
    (void)state;
    assert_true(tc_text_is_slug("a"));
    assert_true(tc_text_is_slug("Az-09_"));
    assert_true(tc_text_is_slug("-_-"));
    assert_false(tc_text_is_slug(""));
    assert_false(tc_text_is_slug("a b"));
    assert_false(tc_text_is_slug("a\n"));
    assert_false(tc_text_is_slug("a.b"));
    assert_false(tc_text_is_slug("ü"));
    assert_false(tc_text_is_slug("٣"));
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
        assert_true(tc_text_is_username(good[i]));
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(tc_text_is_username(bad[i]));
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
        if (!tc_text_is_email(good[i])) {
            fail_msg("refused: %s", good[i]);
        }
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        if (tc_text_is_email(bad[i])) {
            fail_msg("accepted: %s", bad[i]);
        }
    }
}

static void test_email_length(void **state)
{
    char *text = apr_pcalloc(*state, 400);

    memset(text, 'a', 314);
    memcpy(text + 314, "@bc.de", 7);
    assert_true(tc_text_is_email(text)); /* 320 characters */
    memset(text, 'a', 315);
    memcpy(text + 315, "@bc.de", 7);
    assert_false(tc_text_is_email(text));
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
        if (!tc_text_is_url(good_urls[i], 0)) {
            fail_msg("refused: %s", good_urls[i]);
        }
    }
    for (size_t i = 0; i < COUNT(bad_urls); i++) {
        if (tc_text_is_url(bad_urls[i], 0)) {
            fail_msg("accepted: %s", bad_urls[i]);
        }
    }
}

static void test_url_https_only(void **state)
{
    (void)state;
    assert_true(tc_text_is_url("https://example.com/", 0));
    assert_true(tc_text_is_url("https://example.com/", 1));
    assert_true(tc_text_is_url("hTTpS://example.com/", 1));
    assert_false(tc_text_is_url("http://example.com/", 1));
    assert_false(tc_text_is_url("https:example.com", 1));
}

static void test_url_lengths(void **state)
{
    char *text = apr_pcalloc(*state, 6000);
    char *host = apr_pcalloc(*state, 400);

    memcpy(text, "http://example.com/", 19);
    memset(text + 19, 'a', 2048 - 19);
    assert_true(tc_text_is_url(text, 0));
    text[2048] = 'a';
    assert_false(tc_text_is_url(text, 0));
    /* characters are counted, not bytes */
    for (int i = 19; i < 2048; i++) {
        memcpy(text + 19 + 2 * (i - 19), "ü", 3);
    }
    assert_true(tc_text_is_url(text, 0));
    /* a host of 253 characters, then 254 */
    memcpy(host, "http://", 7);
    for (int i = 0; i < 125; i++) {
        memcpy(host + 7 + 2 * i, "a.", 2);
    }
    memcpy(host + 7 + 250, "com", 4);
    assert_true(tc_text_is_url(host, 0));
    memcpy(host + 7 + 250, "comm", 5);
    assert_false(tc_text_is_url(host, 0));
}

static apr_size_t words(const char *text)
{
    return tc_text_count_words(text, strlen(text));
}

static void test_count_words(void **state)
{
    (void)state;
    assert_int_equal(words(""), 0);
    assert_int_equal(words(" ... !? -- "), 0);
    assert_int_equal(words("Hello, World!"), 2);
    assert_int_equal(words("don't 3.14 1,000 e.g."), 4);
    assert_int_equal(words("Größe und Straße"), 3);
    assert_int_equal(words("გამარჯობა მსოფლიო"), 2);
    assert_int_equal(words("Привет, мир"), 2);
    assert_int_equal(words("你好世界"), 2);
    assert_int_equal(words("北京大学的学生"), 4);
    assert_int_equal(words("ภาษาไทยง่ายมาก"), 4);
    assert_int_equal(words("🎉🎉 party"), 1);
    assert_int_equal(tc_text_count_words("one two three", 7), 2);
}

static const char *search(apr_pool_t *p, const char *text)
{
    return tc_text_search_words(p, text, strlen(text));
}

static void test_search_words(void **state)
{
    static const struct {
        const char *text;
        const char *found;
    } cases[] = {
        { "", "" },
        { " ?! ", "" },
        { "🎉", "" },
        { "Hello,  World!", "hello world" },
        { "Größe STRASSE Straße", "grosse strasse strasse" },
        { "Café naïve RÉSUMÉ", "cafe naive resume" },
        { "cafe\xCC\x81", "cafe" },
        { "İstanbul ısı Łódź Ærø Þór", "istanbul isi lodz aero thor" },
        { "გამარჯობა მსოფლიო", "გამარჯობა მსოფლიო" },
        { "ᲒᲐᲛᲐᲠᲯᲝᲑᲐ", "გამარჯობა" },
        { "ПРИВЕТ, ёж!", "привет еж" },
        { "Ελληνικά ΟΔΟΣ", "ελληνικα οδοσ" },
        { "你好世界", "你好 世界" },
        { "北京大学的学生", "北京 大学 的 学生" },
        { "日本語の文章です", "日本語 の 文章 です" },
        { "ｶﾀｶﾅ カタカナ", "カタカナ カタカナ" },
        { "ภาษาไทย", "ภาษา ไทย" },
        { "가나다 한국어", "가나다 한국어" },
        { "हिन्दी में", "हिन्दी में" },
        { "don't l’été", "don t l ete" },
        { "snake_case 3.14 example.com", "snake case 3 14 example com" },
        { "so\u00ADft \u200Bword", "soft word" },
        { "ﬁne ＡＢＣ", "fine abc" },
        { "'quoted' & | ! :* <-> \\ \"x\"", "quoted x" },
        { "日本語🎉text", "日本語 text" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(search(*state, cases[i].text), cases[i].found);
    }
}

/* What the function made is a fixed point for it, in scripts where words do
 * not depend on their neighbours. */
static void test_search_words_again(void **state)
{
    const char *once = search(*state, "Ærø's ½ Größe; ПРИВЕТ ёж don't STOP");

    assert_string_equal(search(*state, once), once);
}

static void test_search_words_long(void **state)
{
    apr_size_t size = 300000;
    char *text = apr_palloc(*state, size + 1);
    const char *found;
    apr_size_t count = 0;

    /* pieces are cut at words: no word is lost, split or joined */
    for (apr_size_t i = 0; i < size; i++) {
        text[i] = i % 7 == 6 ? ' ' : (char)('A' + i % 26);
    }
    text[size] = '\0';
    found = tc_text_search_words(*state, text, size);
    assert_int_equal(strlen(found), size);
    for (apr_size_t i = 0; i < size; i++) {
        count += found[i] == ' ';
        assert_int_equal(found[i], i % 7 == 6 ? ' ' : (char)('a' + i % 26));
    }
    assert_int_equal(count, size / 7);
    assert_int_equal(tc_text_count_words(text, size), count + 1);
    /* one endless word is cut */
    memset(text, 'x', size);
    found = tc_text_search_words(*state, text, size);
    assert_int_equal(strlen(found), 128);
}

static void *hammer(void *baton)
{
    apr_pool_t *p;

    (void)baton;
    if (apr_pool_create_ex(&p, NULL, NULL, NULL) != APR_SUCCESS) {
        return (void *)"no pool";
    }
    for (int i = 0; i < 40; i++) {
        if (strcmp(tc_text_slugify(p, "你好世界", 99, "x"),
                   "ni-hao-shi-jie") != 0 ||
            strcmp(search(p, "北京大学 ภาษาไทย"), "北京 大学 ภาษา ไทย") != 0 ||
            !tc_text_is_email("a@bücher.de") || words("ภาษาไทย") != 2) {
            return (void *)"wrong result";
        }
        apr_pool_clear(p);
    }
    apr_pool_destroy(p);
    return NULL;
}

static void test_threads(void **state)
{
    pthread_t threads[4];

    (void)state;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, hammer, NULL), 0);
    }
    for (int i = 0; i < 4; i++) {
        void *problem = NULL;

        assert_int_equal(pthread_join(threads[i], &problem), 0);
        assert_null(problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_utf8),
        UNIT_TEST(test_chars),
        UNIT_TEST(test_trim),
        UNIT_TEST(test_trim_keeps_nul),
        UNIT_TEST(test_cut),
        UNIT_TEST(test_slugify),
        UNIT_TEST(test_slugify_cut),
        UNIT_TEST(test_slugify_long),
        UNIT_TEST(test_slug_pattern),
        UNIT_TEST(test_username),
        UNIT_TEST(test_email),
        UNIT_TEST(test_email_length),
        UNIT_TEST(test_url),
        UNIT_TEST(test_url_https_only),
        UNIT_TEST(test_url_lengths),
        UNIT_TEST(test_count_words),
        UNIT_TEST(test_search_words),
        UNIT_TEST(test_search_words_again),
        UNIT_TEST(test_search_words_long),
        UNIT_TEST(test_threads),
    };

    return UNIT_RUN(tests);
}
