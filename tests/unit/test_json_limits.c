/*
 * JSON that is too much: how deep and how many values.
 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "base/json/json.h"

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

static char *nested(apr_pool_t *p, int depth)
{
    char *text = apr_pcalloc(p, (apr_size_t)depth * 2 + 1);

    memset(text, '[', (size_t)depth);
    memset(text + depth, ']', (size_t)depth);
    return text;
}

static void test_depth(void **state)
{
    apr_pool_t *p = *state;
    char *text;

    parse(p, nested(p, TC_JSON_MAX_DEPTH));
    text = nested(p, TC_JSON_MAX_DEPTH + 1);
    assert_string_equal(refuse(p, text, strlen(text)),
                        "Nesting too deep: line 1 column 101");
    text = nested(p, 200000);
    refuse(p, text, strlen(text));
    /* brackets in strings are no nesting, also behind escaped quotes */
    text = apr_pstrcat(p, "\"\\\"", nested(p, 150), "\"", NULL);
    parse(p, text);
    /* siblings do not add up */
    text = apr_pstrcat(p, "[", nested(p, 90), ",", nested(p, 90), "]", NULL);
    parse(p, text);
    text = apr_psprintf(p, "[\n\"\xC3\xA4\",%s", nested(p, 100));
    assert_string_equal(refuse(p, text, strlen(text)),
                        "Nesting too deep: line 2 column 104");
}

/* "[x,x,...]": so many values with the array itself. */
static char *many(apr_pool_t *p, int values, const char *x)
{
    size_t len = strlen(x);
    char *text = apr_palloc(p, (apr_size_t)values * (len + 1) + 2);
    char *end = text;

    *end++ = '[';
    for (int i = 1; i < values; i++) {
        memcpy(end, x, len);
        end[len] = ',';
        end += len + 1;
    }
    end[-1] = ']';
    *end = '\0';
    return text;
}

static void test_number_of_values(void **state)
{
    static const char *const values[] = { "{}",   "[]",          "[ ]", "0",
                                          "\"\"", "\",\\\"[{\"", "null" };
    apr_pool_t *p = *state;
    char *text;

    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        parse(p, many(p, TC_JSON_MAX_VALUES, values[i]));
        text = many(p, TC_JSON_MAX_VALUES + 1, values[i]);
        assert_non_null(strstr(refuse(p, text, strlen(text)),
                               "Too many values: line 1 column "));
    }
    /* members count, names do not: {"a":1} is two values */
    parse(p, many(p, TC_JSON_MAX_VALUES / 2, "{\"a\":1}"));
    text = many(p, TC_JSON_MAX_VALUES / 2 + 2, "{\"a\":1}");
    refuse(p, text, strlen(text));
    parse(p, many(p, TC_JSON_MAX_VALUES / 4, "{\"a\":[1,{}]}"));
    text = many(p, TC_JSON_MAX_VALUES / 4 + 1, "{\"a\":[1,{}]}");
    refuse(p, text, strlen(text));
    /* the place is where the value begins that is one too many */
    text = many(p, TC_JSON_MAX_VALUES, "0");
    text[strlen(text) - 1] = ',';
    text = apr_pstrcat(p, text, "\n  \"\xC3\xA4\", 7]", NULL);
    assert_string_equal(refuse(p, text, strlen(text)),
                        "Too many values: line 2 column 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_depth),
        UNIT_TEST(test_number_of_values),
    };

    return UNIT_RUN(tests);
}
