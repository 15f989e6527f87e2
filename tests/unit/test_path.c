/*
 * Paths: their named parameters are read, and nothing else is one.
 */
#include "unit.h"

#include <string.h>

#include "base/text/path.h"

static void test_matches(void **state)
{
    static const struct {
        const char *template;
        const char *path;
        apr_int64_t id; /* 0: none */
        const char *slug;
    } cases[] = {
        { "/", "/", 0, NULL },
        { "/posts/", "/posts/", 0, NULL },
        { "/posts/{id}/", "/posts/42/", 42, NULL },
        { "/posts/{id}/", "/posts/0042/", 42, NULL },
        { "/posts/{id}/", "/posts/0/", -1, NULL },
        { "/posts/{id}/", "/posts/99999999999999999999/", -1, NULL },
        { "/posts/{id}/publish/", "/posts/9/publish/", 9, NULL },
        { "/posts/slug/{slug}/", "/posts/slug/\xd0\x96-1/", 0, "\xd0\x96-1" },
        { "/posts/{id}/notes/{slug}/", "/posts/7/notes/x y/", 7, "x y" },
        { "/{slug}/of/{id}/", "/7/of/8/", 8, "7" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        tc_path_values_t values;

        assert_true(
            tc_path_match(*state, cases[i].template, cases[i].path, &values));
        assert_int_equal(tc_path_number(&values, "id"), cases[i].id);
        if (cases[i].slug == NULL) {
            assert_null(tc_path_text(&values, "slug"));
        }
        else {
            assert_string_equal(tc_path_text(&values, "slug"), cases[i].slug);
        }
        assert_null(tc_path_text(&values, "id"));
        assert_int_equal(tc_path_number(&values, "other"), 0);
    }
}

static void test_other_paths(void **state)
{
    static const char *const cases[][2] = {
        { "/posts/", "/posts" },
        { "/posts/", "/post/" },
        { "/posts/", "/posts/1/" },
        { "/posts/{id}/", "/posts/" },
        { "/posts/{id}/", "/posts//" },
        { "/posts/{id}/", "/posts/1" },
        { "/posts/{id}/", "/posts/1/2/" },
        { "/posts/{id}/", "/posts/-1/" },
        { "/posts/{id}/", "/posts/1x/" },
        { "/posts/{id}/", "/posts/+1/" },
        { "/posts/slug/{slug}/", "/posts/slug//" },
        { "/posts/slug/{slug}/", "/posts/slug/\xff/" },
        { "/posts/{id}/notes/{slug}/", "/posts/x/notes/y/" },
        { "/posts/{unknown}/", "/posts/1/" },
        { "/{id}/{id}/{id}/{id}/", "/1/2/3/4/" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        tc_path_values_t values;

        assert_false(tc_path_match(*state, cases[i][0], cases[i][1], &values));
    }
}

static void test_parameters(void **state)
{
    (void)state;
    assert_string_equal(tc_path_parameter("{slug}/more/")->name, "slug");
    assert_null(tc_path_parameter("{slu}"));
    assert_null(tc_path_parameter("{slugs}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_matches),
        UNIT_TEST(test_other_paths),
        UNIT_TEST(test_parameters),
    };

    return UNIT_RUN(tests);
}
