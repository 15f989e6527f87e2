/* The composer of statements (src/db/sql.h), and every text of sql/queries
 * as it is compiled into the module. */

#include <pthread.h>
#include <string.h>

#include <apr_strings.h>

#include "db/sql.h"
#include "db/sql_kept.h"
#include "db/sql_texts.h"
#include "unit.h"

static const char *compose(apr_pool_t *p, const char *text,
                           const char *const *parts, const char *const *pieces)
{
    tc_sql_text_t one = { .name = "one", .text = text };
    tc_sql_t *sql = tc_sql_from(p, &one);

    for (; parts != NULL && *parts != NULL; parts++) {
        tc_sql_part(sql, *parts);
    }
    for (; pieces != NULL && *pieces != NULL; pieces += 2) {
        tc_sql_piece(sql, pieces[0], pieces[1]);
    }
    return tc_sql_finish(sql)->text;
}

static const char *check(apr_pool_t *p, const char *text)
{
    tc_sql_text_t one = { .name = "one", .text = text };

    return tc_sql_check_text(p, &one);
}

static void test_plain_text_stays(void **state)
{
    assert_string_equal(compose(*state, "SELECT 1", NULL, NULL), "SELECT 1");
    assert_string_equal(compose(*state, "", NULL, NULL), "");
    assert_string_equal(compose(*state, "a\n\nb\n", NULL, NULL), "a\n\nb\n");
}

static void test_parameters_get_numbers(void **state)
{
    assert_string_equal(
        compose(*state, "a = :id AND b = :x_1 AND c = :id", NULL, NULL),
        "a = $1 AND b = $2 AND c = $1");
    assert_string_equal(
        compose(*state, ":a,:b,:c,:d,:e,:f,:g,:h,:i,:j,:k", NULL, NULL),
        "$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11");
    assert_string_equal(compose(*state, "(:id)::bigint", NULL, NULL),
                        "($1)::bigint");
    assert_string_equal(compose(*state, ":id::text::bigint", NULL, NULL),
                        "$1::text::bigint");
}

static void test_what_is_no_parameter(void **state)
{
    static const char *const same[] = {
        "x::text",
        "f(a := 1)",
        "a[1:2]",
        "'it''s :no'",
        "':no' || E'\\':no' || \":no\"",
        "$$ :no $$",
        "$tag$ :no $$ :no $tag$",
        "'HH24:MI:SS' || 'a:b'",
        "1 : 2",
        ":1",
        "a -- :no\n",
    };

    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        assert_string_equal(compose(*state, same[i], NULL, NULL), same[i]);
    }
    assert_string_equal(
        compose(*state, "':no' :a \":no\" :b $$:no$$ :a", NULL, NULL),
        "':no' $1 \":no\" $2 $$:no$$ $1");
}

static void test_parts(void **state)
{
    static const char text[] = "SELECT a\n--? join\n, b :x\n--.\nFROM t\n"
                               "  --? where  \nWHERE c = :y\n--.\n"
                               "--? join\nAND d\n--.\nLIMIT :z";
    static const char *const join[] = { "join", NULL };
    static const char *const both[] = { "where", "join", NULL };
    static const char *const odd[] = { "whereas", "joi", "", NULL };

    assert_string_equal(compose(*state, text, NULL, NULL),
                        "SELECT a\nFROM t\nLIMIT $1");
    assert_string_equal(compose(*state, text, join, NULL),
                        "SELECT a\n, b $1\nFROM t\nAND d\nLIMIT $2");
    assert_string_equal(
        compose(*state, text, both, NULL),
        "SELECT a\n, b $1\nFROM t\nWHERE c = $2\nAND d\nLIMIT $3");
    assert_string_equal(compose(*state, text, odd, NULL),
                        "SELECT a\nFROM t\nLIMIT $1");
}

static void test_pieces(void **state)
{
    static const char text[] = "UPDATE t SET\n--@ set\nWHERE id = :id\n"
                               "ORDER BY\n--@ order\n"
                               "--? set:title\ntitle = :title\n--.\n"
                               "--? set:slug\nslug = :slug\n--.\n"
                               "--? order:title\ntitle ASC\n--.";
    static const char *const two[] = { "set",   "slug",  "set", "title",
                                       "order", "title", NULL };
    static const char *const odd[] = { "order", "slug",  "set", "no",
                                       "no",    "title", NULL };
    static const char *const title[] = { "title", "set", "slug", NULL };

    assert_string_equal(compose(*state, text, NULL, two),
                        "UPDATE t SET\nslug = $1\n,title = $2\n"
                        "WHERE id = $3\nORDER BY\ntitle ASC\n");
    assert_string_equal(compose(*state, text, NULL, odd),
                        "UPDATE t SET\nWHERE id = $1\nORDER BY\n");
    /* The name of a slot or of a piece is not that of a part. */
    assert_string_equal(compose(*state, text, title, NULL),
                        "UPDATE t SET\nWHERE id = $1\nORDER BY\n");
}

static void test_slot_in_a_part(void **state)
{
    static const char text[] = "S\n--? sorted\nORDER BY\n--@ by\n, id\n--.\n"
                               "--? by:a\na\n--.\n";
    static const char *const sorted[] = { "sorted", NULL };
    static const char *const by[] = { "by", "a", NULL };

    assert_null(check(*state, text));
    assert_string_equal(compose(*state, text, sorted, by),
                        "S\nORDER BY\na\n, id\n");
    assert_string_equal(compose(*state, text, NULL, by), "S\n");
}

static void test_values(void **state)
{
    tc_sql_text_t one = { .name = "one",
                          .text = ":b :a :b\n--? more\n:c :d :e\n--.\n" };
    tc_sql_t *sql = tc_sql_from(*state, &one);
    const tc_sql_call_t *call;

    tc_sql_part(sql, "more");
    tc_sql_bind(sql, "a", "first");
    tc_sql_bind(sql, "a", "last");
    tc_sql_bind(sql, "b", NULL);
    tc_sql_bind_int(sql, "c", APR_INT64_MIN);
    tc_sql_bind_bool(sql, "d", 7);
    tc_sql_bind(sql, "unused", "x");
    call = tc_sql_finish(sql);
    assert_string_equal(call->name, "one");
    assert_string_equal(call->text, "$1 $2 $1\n$3 $4 $5\n");
    assert_int_equal(call->count, 5);
    assert_null(call->values[0]);
    assert_string_equal(call->values[1], "last");
    assert_string_equal(call->values[2], "-9223372036854775808");
    assert_string_equal(call->values[3], "t");
    assert_null(call->values[4]);
}

/* ----------------------------------------------------- texts that are kept */

static const tc_sql_text_t choosing = {
    .name = "choosing",
    .text = "SELECT :a\n--? join\nJOIN :b\n--.\n--? where\nWHERE :c\n--.\n"
            "ORDER BY\n--@ order\n--? order:up\n:d ASC\n--.\n"
            "--? order:down\n:d DESC\n--.\n"
};

/* The statement of the choice that the bits of a number stand for. */
static tc_sql_t *choose(apr_pool_t *p, int bits, const char *value)
{
    tc_sql_t *sql = tc_sql_from(p, &choosing);

    if (bits & 1) {
        tc_sql_part(sql, "join");
    }
    if (bits & 2) {
        tc_sql_part(sql, "where");
    }
    if (bits & 4) {
        tc_sql_piece(sql, "order", bits & 8 ? "up" : "down");
    }
    tc_sql_bind(sql, "a", value);
    tc_sql_bind(sql, "d", value);
    return sql;
}

static void same_call(const tc_sql_call_t *kept, const tc_sql_call_t *made)
{
    assert_string_equal(kept->name, made->name);
    assert_string_equal(kept->text, made->text);
    assert_true(kept->hash == made->hash);
    assert_int_equal(kept->count, made->count);
    for (int i = 0; i < made->count; i++) {
        assert_ptr_equal(kept->values[i], made->values[i]);
    }
}

static void test_kept(void **state)
{
    tc_sql_kept_t *kept = tc_sql_kept_make(*state);
    const char *texts[16];

    for (int i = 0; i < 48; i++) {
        const char *value = apr_itoa(*state, i);
        const tc_sql_call_t *call = tc_sql_kept_finish(
            kept, choose(*state, i % 16, value));

        same_call(call, tc_sql_finish(choose(*state, i % 16, value)));
        assert_string_equal(call->values[0], value);
        if (i < 16) {
            texts[i] =
                tc_sql_kept_finish(kept, choose(*state, i, value))->text;
        }
        else {
            assert_ptr_equal(call->text, texts[i % 16]);
        }
    }
}

static void test_more_than_can_be_kept(void **state)
{
    tc_sql_kept_t *kept = tc_sql_kept_make(*state);

    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 2000; i++) {
            tc_sql_text_t one = { .name = apr_itoa(*state, i),
                                  .text = apr_psprintf(*state, "%d :a", i) };
            tc_sql_t *sql = tc_sql_from(*state, &one);

            tc_sql_bind(sql, "a", "x");
            same_call(tc_sql_kept_finish(kept, sql), tc_sql_finish(sql));
        }
    }
}

static void *finish_all(void *kept)
{
    apr_pool_t *p;

    if (apr_pool_create(&p, NULL) != APR_SUCCESS) {
        return NULL;
    }
    for (int i = 0; i < 3000; i++) {
        tc_sql_t *sql = choose(p, i % 16, "x");

        same_call(tc_sql_kept_finish(kept, sql), tc_sql_finish(sql));
    }
    apr_pool_destroy(p);
    return kept;
}

static void test_kept_by_threads(void **state)
{
    tc_sql_kept_t *kept = tc_sql_kept_make(*state);
    pthread_t threads[4];

    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, finish_all, kept),
                         0);
    }
    for (int i = 0; i < 4; i++) {
        void *done = NULL;

        pthread_join(threads[i], &done);
        assert_ptr_equal(done, kept);
    }
}

static void test_faults_are_found(void **state)
{
    static const char *const bad[] = {
        "a\n--? x\nb",                               /* not closed */
        "a\n--.\n",                                  /* nothing open */
        "--? x\n--? y\na\n--.\n--.\n",               /* nested */
        "--?\na\n--.\n",                             /* no name */
        "--? X\na\n--.\n",                           /* no name */
        "--? s:\na\n--.\n--@ s\n",                   /* no piece */
        "--? a b\nc\n--.\n",                         /* two names */
        "--@ s\n",                                   /* slot without piece */
        "--? s:a\nb\n--.\n",                         /* piece without slot */
        "--@ s\n--? s:a\nb\n--.\n--? s:a\nc\n--.\n", /* twice */
        "--@ s\n--? s:a\n--@ s\n--.\n",              /* slot in a piece */
        "--< fragment\n",                            /* was not replaced */
        "SELECT 'open",
        "SELECT \"open",
        "SELECT $x$ open $$",
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const char *fault = check(*state, bad[i]);

        assert_non_null(fault);
        assert_ptr_equal(strstr(fault, "one.sql: "), fault);
    }
    assert_null(check(*state, "SELECT 'a', \"b\", $$c$$\n--? x\nd\n--.\n"));
}

static void test_long_text(void **state)
{
    const char *text = "";
    const char *made;

    for (int i = 0; i < 10; i++) {
        text = apr_pstrcat(*state, text, i == 0 ? ":aa :bb " : text, NULL);
    }
    made = compose(*state, text, NULL, NULL);
    assert_int_equal(strlen(text), 8 * 512);
    assert_int_equal(strlen(made), 6 * 512);
    assert_string_equal(made + 6 * 511, "$1 $2 ");
}

static void test_registered_texts(void **state)
{
    assert_true(tc_sql_texts_count > 0);
    assert_null(tc_sql_check(*state));
    for (apr_size_t i = 0; i < tc_sql_texts_count; i++) {
        assert_non_null(tc_sql_make(*state, tc_sql_texts[i].name));
    }
    assert_null(tc_sql_make(*state, "no_such_statement"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_plain_text_stays),
        UNIT_TEST(test_parameters_get_numbers),
        UNIT_TEST(test_what_is_no_parameter),
        UNIT_TEST(test_parts),
        UNIT_TEST(test_pieces),
        UNIT_TEST(test_slot_in_a_part),
        UNIT_TEST(test_values),
        UNIT_TEST(test_kept),
        UNIT_TEST(test_more_than_can_be_kept),
        UNIT_TEST(test_kept_by_threads),
        UNIT_TEST(test_faults_are_found),
        UNIT_TEST(test_long_text),
        UNIT_TEST(test_registered_texts),
    };

    return UNIT_RUN(tests);
}
