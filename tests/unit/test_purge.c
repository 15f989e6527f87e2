/*
 * Purging a cache in front: the words of the directive, keys, waiting times.
 */

#include <apr_file_io.h>
#include <apr_strings.h>

#include "cache/tags.h"
#include "cache_segment.h"
#include "core/purge_target.h"
#include "core/site.h"
#include "outbox/keys.h"
#include "outbox/retry.h"

static const char *target(apr_pool_t *p, const char *line,
                          const tc_purge_target_t **made)
{
    char **words = NULL;
    int count = 0;

    assert_int_equal(apr_tokenize_to_argv(line, &words, p), APR_SUCCESS);
    while (words[count] != NULL) {
        count++;
    }
    return tc_purge_target_read(p, "/srv/httpd", count, words, made);
}

static void test_words(void **state)
{
    const tc_purge_target_t *made = NULL;

    assert_null(
        target(*state, "https://cache.example:8443/p?x=secret", &made));
    assert_string_equal(made->url, "https://cache.example:8443/p?x=secret");
    assert_string_equal(made->place, "https://cache.example:8443");
    assert_int_equal(made->form, TC_PURGE_HEADER);
    assert_int_equal(made->headers->nelts, 0);
    assert_null(made->ca_file);

    assert_null(target(*state, "http://[::1]/ ca=ca.pem form=json", &made));
    assert_string_equal(made->place, "http://[::1]");
    assert_int_equal(made->form, TC_PURGE_JSON);
    assert_string_equal(made->ca_file, "/srv/httpd/ca.pem");

    assert_null(target(*state, "none", &made));
    assert_null(made);
}

static void test_wrong_words(void **state)
{
    static const char *const lines[] = {
        "",
        "cache.example",
        "//cache.example/",
        "ftp://cache.example/",
        "http:///path",
        "https://me@cache.example/",
        "https://me:word@cache.example/",
        "https://cache.example/#part",
        "https://cache.example/\303\251",
        "https://cache.example/ none",
        "https://cache.example/ form=",
        "https://cache.example/ headers=",
        "https://cache.example/ ca=",
        "https://cache.example/ method=PURGE",
        "none https://cache.example/",
    };
    const tc_purge_target_t *made;

    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        const char *wrong = target(*state, lines[i], &made);

        if (wrong == NULL || made != NULL) {
            fail_msg("taken: %s", lines[i]);
        }
        assert_int_equal(strncmp(wrong, "TalecraftPurge: ", 16), 0);
    }
}

/* A file with this text; *made is what becomes of it. */
static const char *file(apr_pool_t *p, const char *text, apr_size_t len,
                        const tc_purge_target_t **made)
{
    char *path = apr_pstrdup(p, "/tmp/tc-test-purge-XXXXXX");
    const char *wrong;
    apr_file_t *made_file;

    assert_int_equal(
        apr_file_mktemp(&made_file, path,
                        APR_FOPEN_CREATE | APR_FOPEN_WRITE | APR_FOPEN_EXCL,
                        p),
        APR_SUCCESS);
    assert_int_equal(apr_file_write_full(made_file, text, len, NULL),
                     APR_SUCCESS);
    apr_file_close(made_file);
    wrong = target(p, apr_pstrcat(p, "http://a/ headers=", path, NULL), made);
    apr_file_remove(path, p);
    return wrong;
}

static void test_headers(void **state)
{
    static const char text[] = "# a comment\n\n  \t\n"
                               "Authorization:Bearer  a b \r\n"
                               "  X-Empty-Line-After: 1\n\n"
                               "Last: without newline";
    static const char *const wanted[] = { "Authorization: Bearer  a b",
                                          "X-Empty-Line-After: 1",
                                          "Last: without newline" };
    const tc_purge_target_t *made;

    assert_null(file(*state, text, sizeof(text) - 1, &made));
    assert_int_equal(made->headers->nelts, 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(APR_ARRAY_IDX(made->headers, i, const char *),
                            wanted[i]);
    }
    assert_null(file(*state, "", 0, &made));
    assert_int_equal(made->headers->nelts, 0);
}

static void test_wrong_headers(void **state)
{
    static const char *const texts[] = {
        "secret",         ": secret",           "A:",
        "A: \t \r",       "A B: secret",        "A: se\001cret",
        "A: se\rcret",    "Surrogate-Key: a",   "content-length: 3",
        "EXPECT: secret", "A: 1\nB secret\n",   "Transfer-Encoding: x",
        "Connection: a",  "Content-Type: text", "\"A\": secret",
    };
    apr_pool_t *p = *state;
    const tc_purge_target_t *made;
    char *large = apr_palloc(p, 20000);

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        const char *wrong = file(p, texts[i], strlen(texts[i]), &made);

        if (wrong == NULL || made != NULL) {
            fail_msg("taken: %s", texts[i]);
        }
        assert_null(strstr(wrong, "secret"));
    }
    memset(large, '#', 20000);
    assert_non_null(file(p, large, 20000, &made));
    assert_non_null(file(p, "A: 1\n\0B: 2", 10, &made));
}

static void test_names(void **state)
{
    apr_pool_t *p = *state;
    apr_array_header_t *tags = apr_array_make(p, 4, sizeof(const char *));
    const apr_array_header_t *names;
    char name[TC_KEY_NAME_LEN + 1];

    APR_ARRAY_PUSH(tags, const char *) = "post/1";
    APR_ARRAY_PUSH(tags, const char *) = "posts";
    APR_ARRAY_PUSH(tags, const char *) = "post/1";
    names = tc_keys_names(p, SITE, tags);
    assert_int_equal(names->nelts, 2);
    /* what answers carry */
    tc_tags_key_name(name, SITE, tc_tags_slot(SITE, "posts"));
    assert_string_equal(APR_ARRAY_IDX(names, 1, const char *), name);
    assert_string_not_equal(
        APR_ARRAY_IDX(tc_keys_names(p, OTHER_SITE, tags), 1, const char *),
        name);
    assert_string_equal(tc_keys_json(p, names),
                        apr_psprintf(p, "{\"tags\":[\"%s\",\"%s\"]}",
                                     APR_ARRAY_IDX(names, 0, const char *),
                                     name));
}

/* Within a quarter of these seconds, and both ends are met. */
static void test_wait(void **state)
{
    static const int seconds[] = { 1, 2, 4, 8, 16, 60, 60 };

    (void)state;
    for (int i = 0; i < 7; i++) {
        apr_interval_time_t middle = apr_time_from_sec(seconds[i]);
        apr_interval_time_t least = APR_INT64_MAX, most = 0;

        for (apr_uint32_t chance = 0; chance < 5000; chance += 10) {
            apr_interval_time_t wait = tc_retry_purge(i + 1, 0, chance);

            least = wait < least ? wait : least;
            most = wait > most ? wait : most;
        }
        assert_int_equal(least, middle - middle / 4);
        assert_int_equal(most, middle + middle / 4);
    }
    assert_true(tc_retry_purge(1000000, 0, 0xffffffffU) <=
                apr_time_from_sec(75));
}

static void test_retry_after(void **state)
{
    (void)state;
    assert_int_equal(tc_retry_purge(1, 30, 7), apr_time_from_sec(30));
    assert_int_equal(tc_retry_purge(9, 30, 7), tc_retry_purge(9, 0, 7));
    assert_int_equal(tc_retry_purge(1, -5, 7), tc_retry_purge(1, 0, 7));
    assert_int_equal(tc_retry_purge(1, APR_INT64_MAX, 7),
                     apr_time_from_sec(3600));
}

static void test_most(void **state)
{
    (void)state;
    assert_int_equal(tc_keys_most(TC_PURGE_HEADER), 256);
    assert_int_equal(tc_keys_most(TC_PURGE_JSON), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CACHE_TEST(test_words),       CACHE_TEST(test_wrong_words),
        CACHE_TEST(test_headers),     CACHE_TEST(test_wrong_headers),
        CACHE_TEST(test_names),       CACHE_TEST(test_wait),
        CACHE_TEST(test_retry_after), CACHE_TEST(test_most),
    };

    return UNIT_RUN(tests);
}
