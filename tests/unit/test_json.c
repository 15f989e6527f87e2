/*
 * JSON: what is read, what is refused, what is written and what is picked.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "base/json/json.h"
#include "base/json/pick.h"
#include "base/json/writer.h"
#include "unit.h"

static tc_json_t *parse(apr_pool_t *p, const char *text)
{
    const char *error = NULL;
    tc_json_t *value = tc_json_parse(p, text, strlen(text), &error);

    if (!value) {
        fail_msg("%s: %s", text, error);
    }
    assert_null(error);
    return value;
}

static const char *refuse(apr_pool_t *p, const char *text, apr_size_t len)
{
    const char *error = NULL;

    if (tc_json_parse(p, text, len, &error)) {
        fail_msg("accepted: %s", text);
    }
    assert_non_null(error);
    return error;
}

static const char *round_trip(apr_pool_t *p, const char *text)
{
    return tc_writer_of_json(p, parse(p, text), NULL);
}

static void test_kinds(void **state)
{
    static const struct {
        const char *text;
        tc_json_kind_t kind;
        const char *python;
    } cases[] = {
        { "null", TC_JSON_NULL, "NoneType" },
        { "true", TC_JSON_BOOL, "bool" },
        { " false ", TC_JSON_BOOL, "bool" },
        { "0", TC_JSON_INT, "int" },
        { "-9223372036854775808", TC_JSON_INT, "int" },
        { "1.0", TC_JSON_REAL, "float" },
        { "1e3", TC_JSON_REAL, "float" },
        { "\"\"", TC_JSON_STRING, "str" },
        { "[]", TC_JSON_ARRAY, "list" },
        { "{}", TC_JSON_OBJECT, "dict" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        tc_json_t *value = parse(*state, cases[i].text);

        assert_int_equal(tc_json_kind(value), cases[i].kind);
        assert_string_equal(tc_json_python_type(value), cases[i].python);
    }
}

static void test_values(void **state)
{
    tc_json_t *v = parse(*state, "{\"a\":[1,2.5,\"x\\u0000y\",true,null],"
                                 "\"b\":{\"c\":-7}}");
    tc_json_t *a = tc_json_get(v, "a");
    apr_size_t len;

    assert_int_equal(tc_json_size(v), 2);
    assert_int_equal(tc_json_size(a), 5);
    assert_int_equal(tc_json_int(tc_json_at(a, 0)), 1);
    assert_true(tc_json_real(tc_json_at(a, 0)) == 1.0);
    assert_true(tc_json_real(tc_json_at(a, 1)) == 2.5);
    assert_int_equal(tc_json_int(tc_json_at(a, 1)), 0);
    assert_memory_equal(tc_json_string(tc_json_at(a, 2), &len), "x\0y", 4);
    assert_int_equal(len, 3);
    assert_int_equal(tc_json_bool(tc_json_at(a, 3)), 1);
    assert_int_equal(tc_json_bool(tc_json_at(a, 0)), 0);
    assert_int_equal(tc_json_kind(tc_json_at(a, 4)), TC_JSON_NULL);
    assert_null(tc_json_at(a, 5));
    assert_null(tc_json_get(v, "missing"));
    assert_null(tc_json_get(a, "a"));
    assert_null(tc_json_at(v, 0));
    assert_int_equal(tc_json_int(tc_json_get(tc_json_get(v, "b"), "c")), -7);
    assert_int_equal(tc_json_size(tc_json_at(a, 2)), 0);
    assert_null(tc_json_string(a, &len));
    assert_int_equal(len, 0);
    assert_null(tc_json_string(a, NULL));
    assert_int_equal(tc_json_int(a), 0);
    assert_true(tc_json_real(a) == 0.0);
}

static void test_limits(void **state)
{
    tc_json_t *v = parse(*state, "[9223372036854775807,-9223372036854775808,"
                                 "1.7976931348623157e308,5e-324,1e-400]");

    assert_true(tc_json_int(tc_json_at(v, 0)) == INT64_MAX);
    assert_true(tc_json_int(tc_json_at(v, 1)) == INT64_MIN);
    assert_true(tc_json_real(tc_json_at(v, 2)) == 1.7976931348623157e308);
    assert_true(tc_json_real(tc_json_at(v, 3)) > 0.0);
    assert_true(tc_json_real(tc_json_at(v, 4)) == 0.0);
    assert_string_equal(tc_writer_of_json(*state, v, NULL),
                        "[9223372036854775807,-9223372036854775808,"
                        "1.7976931348623157e+308,5e-324,0.0]");
}

static void test_refused(void **state)
{
    static const char *const cases[] = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "nul",
        "NaN",
        "Infinity",
        "-",
        "01",
        "1.",
        ".5",
        "+1",
        "1 2",
        "{} {}",
        "[1] x",
        "\"a\nb\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\xFF\"",
        "\"\xC0\x80\"",
        "\"\xED\xA0\x80\"",
        "\"\xF4\x90\x80\x80\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "1e400",
        "-1e400",
        "9223372036854775808",
        "-9223372036854775809",
        "\xEF\xBB\xBF{}",
        "[1}",
        "]",
        "\"",
        "\"\\",
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *error = refuse(*state, cases[i], strlen(cases[i]));

        assert_non_null(strstr(error, "line "));
        assert_non_null(strstr(error, "column "));
    }
    refuse(*state, "[1]\0", 4);
    refuse(*state, "\"a\0b\"", 5);
}

static void test_error_text(void **state)
{
    static const char text[] = "{\n  \"password\": hunter2\n}";
    const char *error = refuse(*state, text, strlen(text));

    assert_null(strstr(error, "hunter2"));
    assert_null(strstr(error, "password"));
    assert_non_null(strstr(error, "line 2 "));
    assert_string_equal(refuse(*state, "1e400", 5),
                        "Number out of range: line 1 column 5");
    assert_non_null(strstr(refuse(*state, "[1] x", 5), "Extra data"));
    assert_non_null(strstr(refuse(*state, "\"\xFF\"", 3), "Invalid UTF-8"));
    assert_non_null(strstr(refuse(*state, "{\"a\":", 5), "Unexpected end"));
}

static void test_round_trips(void **state)
{
    static const char *const same[] = {
        "{\"b\":1,\"a\":2,\"C\":[true,false,null]}",
        "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7F\"",
        "\"გამარჯობა 你好 🎉 ü\"",
        "0.1",
        "1.0",
        "-0.0",
        "100.0",
        "0.0001",
        "1e-05",
        "123456789012345.6",
        "1e+16",
        "1234567890123456.0",
        "9007199254740993.0",
        "0.30000000000000004",
        "2.2250738585072014e-308",
        "1.5e-310",
        "41.715137",
        "-12.25",
        "1e+100",
        "1.2345e-07",
        "[]",
        "{}",
        "[[],{}]",
    };

    for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
        if (strcmp(same[i], "9007199254740993.0") == 0) {
            /* no double: its neighbour is written */
            assert_string_equal(round_trip(*state, same[i]),
                                "9007199254740992.0");
            continue;
        }
        assert_string_equal(round_trip(*state, same[i]), same[i]);
    }
    assert_string_equal(
        round_trip(*state, " { \"a\" : [ 1 , 1E2, 1e22, -0 , 0.10 ] } "),
        "{\"a\":[1,100.0,1e+22,0,0.1]}");
    assert_string_equal(round_trip(*state, "\"\\u00e9\\ud83d\\ude00\\/\""),
                        "\"é😀/\"");
    /* the last of two equal keys counts */
    assert_string_equal(round_trip(*state, "{\"a\":1,\"b\":2,\"a\":3}"),
                        "{\"a\":3,\"b\":2}");
}

static void test_reals_read_back(void **state)
{
    uint64_t seed = 88172645463325252u;
    apr_pool_t *p;

    apr_pool_create(&p, *state);
    for (int i = 0; i < 20000; i++) {
        const char *error;
        const char *text;
        char given[40];
        double number;
        double again;
        tc_json_t *v;

        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        memcpy(&number, &seed, sizeof(number));
        if (!(number - number == 0)) {
            continue; /* infinite or NaN: JSON has neither */
        }
        snprintf(given, sizeof(given), "%.17e", number);
        v = tc_json_parse(p, given, strlen(given), &error);
        assert_non_null(v);
        text = tc_writer_of_json(p, v, NULL);
        again = strtod(text, NULL);
        assert_memory_equal(&again, &number, sizeof(number));
        assert_true(strlen(text) <= 24);
        assert_non_null(strpbrk(text, ".e"));
        apr_pool_clear(p);
    }
}

typedef struct {
    int left;
    char seen[64];
} walk_t;

static int collect(void *baton, const char *key, tc_json_t *value)
{
    walk_t *walk = baton;

    assert_int_equal(tc_json_kind(value), TC_JSON_INT);
    strncat(walk->seen, key, sizeof(walk->seen) - strlen(walk->seen) - 1);
    return --walk->left > 0;
}

static void test_each(void **state)
{
    tc_json_t *v = parse(*state, "{\"z\":1,\"a\":2,\"m\":3,\"b\":4}");
    walk_t walk = { .left = 100 };

    tc_json_each(v, collect, &walk);
    assert_string_equal(walk.seen, "zamb");
    walk = (walk_t){ .left = 2 };
    tc_json_each(v, collect, &walk);
    assert_string_equal(walk.seen, "za");
    walk = (walk_t){ .left = 2 };
    tc_json_each(parse(*state, "[1]"), collect, &walk);
    assert_string_equal(walk.seen, "");
}

static void test_writer(void **state)
{
    tc_writer_t *w = tc_writer_make(*state);
    apr_size_t len;

    tc_writer_open(w, '{');
    tc_writer_key(w, "a\"b");
    tc_writer_int(w, INT64_MIN);
    tc_writer_key(w, "list");
    tc_writer_open(w, '[');
    tc_writer_open(w, '{');
    tc_writer_close(w, '}');
    tc_writer_open(w, '[');
    tc_writer_close(w, ']');
    tc_writer_string(w, "x\ny");
    tc_writer_string(w, NULL);
    tc_writer_string_n(w, "q\0r", 3);
    tc_writer_bool(w, 7);
    tc_writer_bool(w, 0);
    tc_writer_null(w);
    tc_writer_raw(w, "{\"r\":1}");
    tc_writer_json(w, parse(*state, "[1, {\"k\": 2.50}]"));
    tc_writer_close(w, ']');
    tc_writer_key(w, "end");
    tc_writer_string(w, "");
    tc_writer_close(w, '}');
    assert_string_equal(
        tc_writer_text(w, &len),
        "{\"a\\\"b\":-9223372036854775808,\"list\":[{},[],\"x\\ny\",null,"
        "\"q\\u0000r\",true,false,null,{\"r\":1},[1,{\"k\":2.5}]],"
        "\"end\":\"\"}");
    assert_int_equal(len, strlen(tc_writer_text(w, NULL)));
}

static void test_writer_grows(void **state)
{
    tc_writer_t *w = tc_writer_make(*state);
    const char *text;
    apr_size_t len;

    tc_writer_open(w, '[');
    for (int i = 0; i < 20000; i++) {
        tc_writer_int(w, i);
    }
    assert_int_equal(tc_writer_text(w, NULL)[0], '[');
    tc_writer_close(w, ']');
    text = tc_writer_text(w, &len);
    assert_int_equal(strlen(text), len);
    assert_int_equal(tc_json_size(parse(*state, text)), 20000);
}

static void test_writer_damaged_text(void **state)
{
    tc_writer_t *w = tc_writer_make(*state);

    tc_writer_open(w, '[');
    tc_writer_string(w, "ok ü \xFF\xFE ü\xC3");
    tc_writer_string(w, "\xED\xA0\x80|🎉|\xE4\xBD");
    tc_writer_close(w, ']');
    assert_string_equal(tc_writer_text(w, NULL),
                        "[\"ok ü \xEF\xBF\xBD\xEF\xBF\xBD ü\xEF\xBF\xBD\","
                        "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|🎉|\xEF\xBF\xBD"
                        "\xEF\xBF\xBD\"]");
    parse(*state, tc_writer_text(w, NULL));
}

static apr_array_header_t *names(apr_pool_t *p, const char *a, const char *b)
{
    apr_array_header_t *list = apr_array_make(p, 2, sizeof(const char *));

    if (a) {
        APR_ARRAY_PUSH(list, const char *) = a;
    }
    if (b) {
        APR_ARRAY_PUSH(list, const char *) = b;
    }
    return list;
}

static const char *pick(apr_pool_t *p, const char *text, const char *a,
                        const char *b)
{
    return tc_pick(p, text, strlen(text), names(p, a, b));
}

static const char *pick_each(apr_pool_t *p, const char *text, const char *a,
                             const char *b)
{
    return tc_pick_each(p, text, strlen(text), names(p, a, b));
}

static void test_pick(void **state)
{
    static const char text[] =
        "{\"id\":1,\"title\":\"a,\\\"b\\\\\",\"deep\":{\"id\":2,\"l\":[1,"
        "{\"x\":\"}]\"}]},\"r\":1.50,\"last\":null}";

    assert_string_equal(pick(*state, text, "id", NULL), "{\"id\":1}");
    assert_string_equal(pick(*state, text, "last", "title"),
                        "{\"title\":\"a,\\\"b\\\\\",\"last\":null}");
    assert_string_equal(
        pick(*state, text, "deep", "r"),
        "{\"deep\":{\"id\":2,\"l\":[1,{\"x\":\"}]\"}]},\"r\":1.50}");
    assert_string_equal(pick(*state, text, "x", "l"), "{}");
    assert_string_equal(pick(*state, text, NULL, NULL), "{}");
    assert_string_equal(pick(*state, "{}", "id", NULL), "{}");
    assert_string_equal(pick(*state, "{\"a\":[],\"b\":{}}", "a", "b"),
                        "{\"a\":[],\"b\":{}}");
    assert_string_equal(pick(*state, " { \"a\" : 1 , \"b\" : 2 } ", "b", NULL),
                        "{\"b\" : 2 }");
}

static void test_pick_each(void **state)
{
    assert_string_equal(pick_each(*state, "[]", "a", NULL), "[]");
    assert_string_equal(
        pick_each(*state, "[{\"a\":1,\"b\":2},{\"b\":3},{}]", "a", NULL),
        "[{\"a\":1},{},{}]");
    assert_string_equal(
        pick_each(*state, "[{\"a\":[{\"a\":0}],\"b\":2}]", "a", "b"),
        "[{\"a\":[{\"a\":0}],\"b\":2}]");
}

static void test_pick_no_object(void **state)
{
    static const char text[] = "[{\"a\":{\"b\":\"c\\\"\"},\"d\":[1]}]";

    /* every text that ends too early is refused, and nothing is read behind */
    for (apr_size_t len = 0; len < sizeof(text) - 1; len++) {
        char *exact = malloc(len ? len : 1);

        assert_non_null(exact);
        memcpy(exact, text, len);
        assert_null(tc_pick_each(*state, exact, len, names(*state, "a", "d")));
        free(exact);
    }
    assert_null(pick(*state, "[]", "a", NULL));
    assert_null(pick(*state, "null", "a", NULL));
    assert_null(pick_each(*state, "{}", "a", NULL));
    assert_null(pick_each(*state, "[1]", "a", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_kinds),
        UNIT_TEST(test_values),
        UNIT_TEST(test_limits),
        UNIT_TEST(test_refused),
        UNIT_TEST(test_error_text),
        UNIT_TEST(test_round_trips),
        UNIT_TEST(test_reals_read_back),
        UNIT_TEST(test_each),
        UNIT_TEST(test_writer),
        UNIT_TEST(test_writer_grows),
        UNIT_TEST(test_writer_damaged_text),
        UNIT_TEST(test_pick),
        UNIT_TEST(test_pick_each),
        UNIT_TEST(test_pick_no_object),
    };

    return UNIT_RUN(tests);
}
