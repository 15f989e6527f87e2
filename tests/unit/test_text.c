/*
 * Text: counting, trimming, slugs, words.
 */

#include <pthread.h>
#include <string.h>
#include <time.h>

#include <apr_strings.h>

#include "base/text/pattern.h"
#include "base/text/slug.h"
#include "base/text/text.h"
#include "base/text/words.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

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

static const char *repeated(apr_pool_t *p, const char *text, apr_size_t times)
{
    apr_size_t len = strlen(text);
    char *all = apr_palloc(p, len * times + 1);

    for (apr_size_t i = 0; i < times; i++) {
        memcpy(all + i * len, text, len);
    }
    all[len * times] = '\0';
    return all;
}

static void test_quote(void **state)
{
    static const char *const chars[] = { "x", "ü", "你", "🎉" };

    for (size_t i = 0; i < COUNT(chars); i++) {
        const char *most = repeated(*state, chars[i], TC_TEXT_QUOTE_MAX);
        const char *cut = apr_pstrcat(*state, most, "...", NULL);

        assert_ptr_equal(tc_text_quote(*state, most), most);
        assert_string_equal(
            tc_text_quote(*state, apr_pstrcat(*state, most, "x", NULL)), cut);
        assert_string_equal(
            tc_text_quote(*state, apr_pstrcat(*state, most, most, NULL)), cut);
    }
    assert_string_equal(tc_text_quote(*state, ""), "");
    /* what is no UTF-8 has no characters to be counted */
    assert_int_equal(
        strlen(tc_text_quote(*state, repeated(*state, "\x80", 100000))),
        TC_TEXT_QUOTE_BYTES + 3);
}

static void test_slugify(void **state)
{
    static const struct {
        const char *text;
        const char *slug;
    } cases[] = {
        { "Hello, World!", "hello-world" },
        { "  -- Already--a_slug __ ", "already-a_slug" },
        { "Größe und Straße", "grosse-und-strasse" },
        { "Café naïve résumé", "cafe-naive-resume" },
        { "ﬁne ½ ㎏", "fine-12-kg" },
        { "１２３ ＡＢＣ", "123-abc" },
        { "İstanbul", "istanbul" },
        { "Łódź", "lodz" },
        { "a\tb\nc\x1C"
          "d",
          "a-b-c-d" },
        { "a\xC2\xA0"
          "b",
          "a-b" },
        { "don't stop", "dont-stop" },
        { "🎉 party 🎉", "party" },
        { "日本語 text", "ri-ben-yu-text" },
        { "Топ 10 книг", "top-10-knig" },
        { "ΔΟΚΙΜΗ 1", "dokime-1" },
        { "_private_", "private" },
        { "1,000.50 m", "100050-m" },
        /* could be an id, or none */
        { "2024", "post-2024" },
        { "1,000.50", "post-100050" },
        { "１２３", "post-123" },
        { "Null", "post-null" },
        { "nulls", "nulls" },
        /* no letter is left */
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
        assert_string_equal(tc_slug_make(*state, cases[i].text, 300, "post"),
                            cases[i].slug);
    }
}

static void test_slugify_cut(void **state)
{
    assert_string_equal(tc_slug_make(*state, "one two", 4, "post"), "one");
    assert_string_equal(tc_slug_make(*state, "one two", 5, "post"), "one-t");
    assert_string_equal(tc_slug_make(*state, "one two", 7, "post"), "one-two");
    assert_string_equal(tc_slug_make(*state, "გამარჯობა მსოფლიო", 10, "x"),
                        "gamarjoba");
    assert_string_equal(tc_slug_make(*state, "one two", 0, "post"), "post");
    assert_string_equal(tc_slug_make(*state, "12345678a", 8, "post"),
                        "post-123");
}

static void test_slugify_long(void **state)
{
    char *text = apr_pcalloc(*state, 3 * 500 + 1);
    const char *slug;

    for (int i = 0; i < 500; i++) {
        memcpy(text + 3 * i, "ხ", 3);
    }
    slug = tc_slug_make(*state, text, 5000, "post");
    assert_int_equal(strncmp(slug, "khkhkh", 6), 0);
    assert_int_equal(strlen(slug), 1000);
}

static apr_size_t words(const char *text)
{
    return tc_words_count(text, strlen(text));
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
    assert_int_equal(tc_words_count("one two three", 7), 2);
}

static const char *search(apr_pool_t *p, const char *text)
{
    return tc_words_of_search(p, text, strlen(text));
}

static void test_search_words(void **state)
{
    static const struct {
        const char *text;
        const char *found;
    } cases[] = {
        { "", "" },
        { " ?! ", "" },
        { "🎉", "emoji1f389" },
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
        { "가나다 한국어", "가나다 나다 한국어 국어" },
        { "हिन्दी में", "हिन्दी में" },
        { "don't l’été", "don t l ete" },
        { "snake_case 3.14 example.com", "snake case 3 14 example com" },
        { "so\u00ADft \u200Bword", "soft word" },
        { "ﬁne ＡＢＣ", "fine abc" },
        { "'quoted' & | ! :* <-> \\ \"x\"", "quoted x" },
        { "日本語🎉text", "日本語 emoji1f389 text" },
        { "C++, C# (F#) and a+b", "c cplusplus c csharp f fsharp and a b" },
        { ".NET, ASP.NET ...and #tag", "net dotnet asp net and tag" },
        { "👩🏽‍🚀 ❤️ 🇬🇪",
          "emoji1f469 emoji1f680 emoji2764 emoji1f1ec emoji1f1ea" },
        { "대한민국", "대한민국 한민국 민국" },
        { "K팝스타", "k 팝스타 스타" },
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
    found = tc_words_of_search(*state, text, size);
    assert_int_equal(strlen(found), size);
    for (apr_size_t i = 0; i < size; i++) {
        count += found[i] == ' ';
        assert_int_equal(found[i], i % 7 == 6 ? ' ' : (char)('a' + i % 26));
    }
    assert_int_equal(count, size / 7);
    assert_int_equal(tc_words_count(text, size), count + 1);
    /* one endless word is cut */
    memset(text, 'x', size);
    found = tc_words_of_search(*state, text, size);
    assert_int_equal(strlen(found), 128);
}

/* What folds to several times its length ends early, behind a whole word. */
static void test_search_words_grow(void **state)
{
    apr_size_t times = TC_TEXT_WORDS_MAX / 8;
    const char *text = repeated(*state, "\uFDF2\uFDF4 ", times);
    const char *found = search(*state, text);
    apr_size_t len = strlen(found);

    assert_in_range(len, TC_TEXT_WORDS_MAX - 16, TC_TEXT_WORDS_MAX);
    assert_string_equal(apr_pstrcat(*state, found, " ", NULL),
                        repeated(*state, "اللهمحمد ", (len + 1) / 17));
    /* as long as that and no longer: whole */
    text = repeated(*state, "abc ", TC_TEXT_WORDS_MAX / 4);
    assert_string_equal(apr_pstrcat(*state, search(*state, text), " ", NULL),
                        text);
    text = repeated(*state, "x", TC_TEXT_WORDS_MAX * 2);
    assert_int_equal(strlen(search(*state, text)), 128);
}

/*
 * Marks are put in order by their class. Without a limit on how many follow
 * each other, each is moved past all before it, and a text of this length
 * takes seconds. Some marks show themselves only when a character is folded
 * or taken apart, and what is dropped by folding parts them for no one.
 */
static void test_search_words_marks(void **state)
{
    static const char *const runs[] = {
        "\u0301\u0323",             /* classes 230 and 220 */
        "\u0301\u0301\u0301\u0323", /* the same, seldom */
        "\u0344\u0323",             /* two marks in one */
        "\u0F73",                   /* of class 0, but is 129 and 130 */
        "\uFF9E\u0327",             /* of class 0, folded to 8; and 202 */
        "\u0301\u00AD\u0323\u00AD", /* soft hyphens are dropped */
        "\u0301\u200D\u0323\u200D", /* so are joiners */
        "\u0301\uFE0F\u0323\uFE0E", /* and variation selectors */
        "\U0001D165\U0001D16D",     /* 216 and 226 */
        "\u0345\u0301",             /* folded to a letter */
    };

    for (size_t i = 0; i < COUNT(runs); i++) {
        const char *text = apr_pstrcat(
            *state, "Cafe",
            repeated(*state, runs[i], 400000 / strlen(runs[i])), "s end",
            NULL);
        clock_t begun = clock();
        const char *found = search(*state, text);
        double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;

        if (seconds > 0.5) {
            fail_msg("run %d took %.2f s", (int)i, seconds);
        }
        assert_int_equal(strncmp(found, "cafe", 4), 0);
        assert_string_equal(found + strlen(found) - 4, " end");
    }
}

/* As many marks as any language has, and more, change nothing. */
static void test_search_words_some_marks(void **state)
{
    const char *zalgo = apr_pstrcat(
        *state, "Z", repeated(*state, "\u0301\u0323", 10), "a",
        repeated(*state, "\u0327\u0308", 15), "lgo", NULL);

    assert_string_equal(search(*state, zalgo), "zalgo");
    assert_string_equal(search(*state, "Việt Nam Tiếng"), "viet nam tieng");
    assert_string_equal(search(*state, "ｶﾞｷﾞｸﾞ"), "ガギグ");
    assert_string_equal(search(*state, "རྒྱཱི"), search(*state, "རྒྱ\u0F73"));
    /* beyond that marks are dropped, letters are not */
    assert_string_equal(
        search(*state,
               apr_pstrcat(*state, "a", repeated(*state, "\u0301\u0323", 500),
                           "b", repeated(*state, "\u0301", 500), "c", NULL)),
        "abc");
}

static void *hammer(void *baton)
{
    apr_pool_t *p;

    (void)baton;
    if (apr_pool_create_ex(&p, NULL, NULL, NULL) != APR_SUCCESS) {
        return (void *)"no pool";
    }
    for (int i = 0; i < 40; i++) {
        if (strcmp(tc_slug_make(p, "你好世界", 99, "x"), "ni-hao-shi-jie") !=
                0 ||
            strcmp(search(p, "北京大学 ภาษาไทย"), "北京 大学 ภาษา ไทย") != 0 ||
            !tc_pattern_is_email("a@bücher.de") || words("ภาษาไทย") != 2) {
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
        UNIT_TEST(test_quote),
        UNIT_TEST(test_slugify),
        UNIT_TEST(test_slugify_cut),
        UNIT_TEST(test_slugify_long),
        UNIT_TEST(test_count_words),
        UNIT_TEST(test_search_words),
        UNIT_TEST(test_search_words_again),
        UNIT_TEST(test_search_words_long),
        UNIT_TEST(test_search_words_grow),
        UNIT_TEST(test_search_words_marks),
        UNIT_TEST(test_search_words_some_marks),
        UNIT_TEST(test_threads),
    };

    return UNIT_RUN(tests);
}
