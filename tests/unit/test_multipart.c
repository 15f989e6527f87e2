/*
 * Multipart: what is read, what is refused, and that no split of the input
 * changes the result. A run is written down as text: "<name|file|type>" for a
 * part's beginning, its data, ";" for its end, and the result at last.
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "base/multipart/multipart.h"

#define TYPE "multipart/form-data; boundary=XyZ"
#define PART(name) "Content-Disposition: form-data; name=\"" name "\"\r\n"

typedef struct {
    char text[20000];
    apr_size_t len;
    int calls_left; /* of data, before it fails */
} record_t;

static void note(record_t *record, const char *bytes, apr_size_t len)
{
    assert_true(record->len + len < sizeof(record->text));
    memcpy(record->text + record->len, bytes, len);
    record->len += len;
    record->text[record->len] = '\0';
}

static void note_text(record_t *record, const char *text)
{
    note(record, text, strlen(text));
}

static apr_status_t on_begin(void *baton, const tc_multipart_part_t *part)
{
    assert_non_null(part->name);
    note_text(baton, "<");
    note_text(baton, part->name);
    note_text(baton, "|");
    note_text(baton, part->filename ? part->filename : "-");
    note_text(baton, "|");
    note_text(baton, part->content_type ? part->content_type : "-");
    note_text(baton, ">");
    return strcmp(part->name, "stop-at-begin") == 0 ? APR_EACCES : APR_SUCCESS;
}

static apr_status_t on_data(void *baton, const char *bytes, apr_size_t len)
{
    record_t *record = baton;

    assert_true(len > 0);
    note(record, bytes, len);
    return record->calls_left-- > 0 ? APR_SUCCESS : APR_ENOSPC;
}

static apr_status_t on_end(void *baton)
{
    note_text(baton, ";");
    return APR_SUCCESS;
}

static const tc_multipart_events_t events = { on_begin, on_data, on_end };

/* A copy of its own for each piece, so that reading beyond it is seen. */
static tc_multipart_result_t feed(tc_multipart_t *parser, const char *bytes,
                                  apr_size_t len)
{
    tc_multipart_result_t result;
    char *copy = malloc(len ? len : 1);

    assert_non_null(copy);
    memcpy(copy, bytes, len);
    result = tc_multipart_feed(parser, copy, len);
    memset(copy, '!', len);
    free(copy);
    return result;
}

/* Fed in pieces: up to first, up to second, then of step bytes. */
static void run(apr_pool_t *p, const char *body, apr_size_t len,
                const apr_size_t split[3], record_t *record)
{
    tc_multipart_result_t result;
    tc_multipart_t *parser;
    apr_size_t at = 0;

    record->len = 0;
    record->calls_left = 1000000;
    parser = tc_multipart_make(p, TYPE, &events, record, &result);
    assert_non_null(parser);
    while (at < len) {
        apr_size_t to = at < split[0]   ? split[0]
                        : at < split[1] ? split[1]
                                        : at + split[2];

        to = to > len ? len : to;
        feed(parser, body + at, to - at);
        at = to;
    }
    result = tc_multipart_end(parser);
    assert_int_equal(tc_multipart_feed(parser, "x", 1), result);
    assert_int_equal(tc_multipart_end(parser), result);
    note_text(record, apr_itoa(p, (int)result));
}

/* Runs the body whole, byte by byte and with every two-way split. */
static void check_bytes(apr_pool_t *parent, const char *body, apr_size_t len,
                        const char *wanted, apr_size_t wanted_len)
{
    record_t *record = apr_palloc(parent, sizeof(*record));
    apr_pool_t *p;

    apr_pool_create(&p, parent);
    for (apr_size_t i = 0; i <= len + 3; i++) {
        apr_size_t split[3] = { i, 0, len + 1 };

        if (i > len) {
            split[0] = 0;
            split[2] = i - len; /* steps of 1, 2, 3 */
        }
        run(p, body, len, split, record);
        if (record->len != wanted_len ||
            memcmp(record->text, wanted, wanted_len) != 0) {
            fail_msg("split %d of %s: %s, not %s", (int)i, body, record->text,
                     wanted);
        }
        apr_pool_clear(p);
    }
    apr_pool_destroy(p);
}

static void check(apr_pool_t *p, const char *body, const char *wanted)
{
    check_bytes(p, body, strlen(body), wanted, strlen(wanted));
}

static void check_result(apr_pool_t *p, const char *body, const char *events_,
                         tc_multipart_result_t result)
{
    check(p, body, apr_psprintf(p, "%s%d", events_, (int)result));
}

static void check_ok(apr_pool_t *p, const char *body, const char *events_)
{
    check_result(p, body, events_, TC_MULTIPART_OK);
}

static void check_malformed(apr_pool_t *p, const char *body,
                            const char *events_)
{
    check_result(p, body, events_, TC_MULTIPART_MALFORMED);
}

static void test_form(void **state)
{
    check_ok(
        *state,
        "--XyZ\r\n" PART(
            "alt_text") "\r\nა ü\r\n--XyZ\r\n"
                        "Content-Disposition: form-data; "
                        "name=\"original_file\"; "
                        "filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
                        "\x89PNG\r\n\x1a\n\r\n--XyZ--\r\n",
        "<alt_text|-|->ა ü;<original_file|a.png|image/png>"
        "\x89PNG\r\n\x1a\n;");
}

static void test_data(void **state)
{
    /* nearly delimiters, empty data, line ends of all kinds */
    check_ok(
        *state,
        "--XyZ\r\n" PART("a") "\r\n\r\n--Xy\r\r\n--XyX\n--XyZ \r\n-XyZ"
                              "\r\n\r\n--XyZ\r\n" PART("b") "\r\n\r\n--XyZ--",
        "<a|-|->\r\n--Xy\r\r\n--XyX\n--XyZ \r\n-XyZ\r\n;<b|-|->;");
    check_ok(*state, "--XyZ\r\n" PART("a") "\r\n-\r\n--XyZ--", "<a|-|->-;");
    check_ok(*state, "--XyZ\r\n" PART("a") "\r\n--XyY\r\n--XyZ--",
             "<a|-|->--XyY;");
    check_ok(*state, "--XyZ\r\n" PART("a") "\r\n\r\r\n\r\n--XyZ--",
             "<a|-|->\r\r\n;");
    check_ok(*state, "--XyZ\r\n" PART("a") "\r\n\n\r\n--XyZ--", "<a|-|->\n;");
    /* a part without a body: its blank line's CRLF is the delimiter's */
    check_ok(*state, "--XyZ\r\n" PART("a") "\r\n--XyZ--", "<a|-|->;");
}

static void test_binary_data(void **state)
{
    static const char body[] = "--XyZ\r\n" PART("a") "\r\n\0\r\n\0--XyZ\0\xFF"
                                                     "\r\n--Xy\0\r\n--XyZ--";
    static const char wanted[] = "<a|-|->\0\r\n\0--XyZ\0\xFF\r\n--Xy\0;0";

    check_bytes(*state, body, sizeof(body) - 1, wanted, sizeof(wanted) - 1);
}

static void test_around(void **state)
{
    check_ok(*state, "--XyZ--", "");
    check_ok(*state, "--XyZ--\r\n", "");
    check_ok(*state, "\r\n--XyZ--", "");
    check_ok(*state, "preamble\r\n--Xy \n--XyZ \r\r\n--XyZ--", "");
    check_ok(*state,
             "--XyZ \t\r\n" PART("a") "\r\n1\r\n--XyZ--epi\r\n--XyZ\r\nlogue",
             "<a|-|->1;");
    check_malformed(*state, "--XyZa\r\n", "");
    check_malformed(*state, "--XyZ\n" PART("a"), "");
    check_malformed(*state, "--XyZ\r\r\n", "");
    check_malformed(*state, "--XyZ-\r\n", "");
    check_malformed(*state, "--XyZ --\r\n", "");
    check_malformed(*state, "{\"json\": true}", "");
    check_malformed(*state, "a--XyZ--", "");
    check_malformed(*state, "--XyZ\r\n" PART("a") "\r\n1\r\n--XyZ1",
                    "<a|-|->1");
}

/* Whatever is missing at the end is noticed. */
static void test_cut_off(void **state)
{
    static const char body[] = "--XyZ\r\n" PART("a") "\r\n12\r\n--XyZ--";
    record_t *record = apr_palloc(*state, sizeof(*record));

    for (apr_size_t len = 0; len < sizeof(body) - 1; len++) {
        run(*state, body, len, (apr_size_t[3]){ len, 0, 1 }, record);
        assert_int_equal(record->text[record->len - 1],
                         '0' + TC_MULTIPART_CUT_OFF);
        assert_null(strchr(record->text, ';'));
    }
    check_result(*state, "--XyZ\r\n" PART("a") "\r\n1\r\n--XyZ\r\n",
                 "<a|-|->1;", TC_MULTIPART_CUT_OFF);
}

static void check_header(apr_pool_t *p, const char *headers,
                         const char *wanted)
{
    char *body = apr_pstrcat(p, "--XyZ\r\n", headers, "\r\n\r\nx\r\n--XyZ--",
                             NULL);

    if (wanted) {
        check_ok(p, body, apr_pstrcat(p, wanted, "x;", NULL));
    }
    else {
        check_malformed(p, body, "");
    }
}

#define CD "Content-Disposition: form-data"

static void test_headers(void **state)
{
    static const struct {
        const char *headers;
        const char *wanted; /* NULL: malformed */
    } cases[] = {
        { CD "; name=a; filename=b.png", "<a|b.png|->" },
        { CD ";name=\"a\" ; filename=\"\"", "<a||->" },
        { "content-DISPOSITION:FORM-data;NAME=\"a\"", "<a|-|->" },
        { CD "; name=\"a;b=c\"; filename=\"x y;z.png\"",
          "<a;b=c|x y;z.png|->" },
        { CD "; name=\"a\"; filename=\"q\\\"uo\\\\te.png\"",
          "<a|q\"uo\\te.png|->" },
        { CD "; name=\"a\"; filename=\"%22.png\"", "<a|%22.png|->" },
        { CD "; name=\"a\"; filename=\"C:\\dir\\f.png\"",
          "<a|C:\\dir\\f.png|->" },
        { CD "; name=\"a\"; filename=\"სურათი 画像.png\"",
          "<a|სურათი 画像.png|->" },
        { CD "; name=\"a\"; filename*=UTF-8''x.png", "<a|x.png|->" },
        { CD "; name=\"a\"; filename*=utf-8'en'%E4%bd%a0%20%22.png",
          "<a|你 \".png|->" },
        { CD "; name=\"a\"; filename*=UTF-8''x.png; filename=\"y\"",
          "<a|x.png|->" },
        { CD "; name=\"a\"; filename=\"y\"; filename*=\"UTF-8''x.png\"",
          "<a|x.png|->" },
        { CD "; name=\"a\"; filename*=UTF-8''%00%4%zz%4a%",
          "<a|%00%4%zzJ%|->" },
        { CD "; name=\"a\"; filename*=iso-8859-1''%e4.png",
          "<a|\xc3\xa4.png|->" },
        { CD "; name=\"a\"; filename*=koi8-r''%e4.png", "<a|%e4.png|->" },
        { CD "; name=\"a\"; filename*=x.png", "<a|x.png|->" },
        { CD "; name=\"a\"; filename*=UTF-8'x.png", "<a|UTF-8'x.png|->" },
        { CD "; name=\"a\"; filename*=UTF-8''", "<a||->" },
        { CD "; name=\"a\";", "<a|-|->" },
        { CD "; name=\"a\"; other=1", "<a|-|->" },
        { CD "; name=\"\"", "<|-|->" },
        { CD, "<|-|->" },
        { "X-Other: 1", "<|-|->" },
        { "Content-Type: text/plain; charset=utf-8\r\n" CD "; name=\"a\"",
          "<a|-|text/plain; charset=utf-8>" },
        { CD ";\r\n name=\"a\";\r\n\tfilename=\"b\"", "<a|b|->" },
        { CD "; name=\"a\"\r\nX-Empty:\r\nX-Blank:  ", "<a|-|->" },
        /* malformed */
        { CD "; name", NULL },
        { CD "; name=", NULL },
        { CD "; name=;filename=a", NULL },
        { CD "; =a", NULL },
        { CD "; name=\"a", NULL },
        { CD "; name=\"a\"b", NULL },
        { CD "; name=a b", NULL },
        { CD "; name=a\"b\"", NULL },
        { CD " name=\"a\"", NULL },
        { CD "; ; name=\"a\"", NULL },
        { CD "; name=\"a\"; name=\"b\"", NULL },
        { CD "; name=\"a\"; filename=b; filename=c", NULL },
        { CD "; name=\"a\"; filename*=UTF-8''b; filename*=UTF-8''c", NULL },
        { CD "; name=\"a\"\r\n" CD "; name=\"b\"", NULL },
        { "Content-Disposition: attachment; filename=\"a\"", NULL },
        { "Content-Disposition:", NULL },
        { "Content-Type: a/b\r\nContent-Type: a/b", NULL },
        { "no colon", NULL },
        { ": no name", NULL },
        { "Spaced : x", NULL },
        { " folded: first", NULL },
        { "A: b\nC: d", NULL },
        { "A: b\rC: d", NULL },
        { "A: \x01", NULL },
        { "A: \x7F", NULL },
        { "\xC3\xA4: b", NULL },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        check_header(*state, cases[i].headers, cases[i].wanted);
    }
}

static void test_nul_in_header(void **state)
{
    static const char body[] = "--XyZ\r\n" CD "; name=\"a\0b\"\r\n\r\nx\r\n"
                               "--XyZ--";
    const char *wanted = apr_itoa(*state, TC_MULTIPART_MALFORMED);

    check_bytes(*state, body, sizeof(body) - 1, wanted, strlen(wanted));
}

static void test_no_headers(void **state)
{
    check_ok(*state, "--XyZ\r\n\r\ndata\r\n--XyZ--", "<|-|->data;");
    check_ok(*state, "--XyZ\r\n\r\n--XyZ--", "<|-|->;");
}

static void test_nested(void **state)
{
    check_result(*state,
                 "--XyZ\r\n" PART("a") "Content-Type: Multipart/Mixed; "
                                       "boundary=Q\r\n\r\n--Q--\r\n--XyZ--",
                 "", TC_MULTIPART_NESTED);
}

static void test_big_headers(void **state)
{
    char *filler = apr_pcalloc(*state, TC_MULTIPART_MAX_HEADERS + 1);
    record_t *record = apr_palloc(*state, sizeof(*record));

    /* exactly the limit, then one byte more; whole and byte by byte */
    for (int extra = 0; extra <= 1; extra++) {
        apr_size_t room = TC_MULTIPART_MAX_HEADERS - strlen("X: \r\n");
        const char *body;

        memset(filler, 'f', room + (apr_size_t)extra);
        body = apr_pstrcat(*state, "--XyZ\r\nX: ", filler,
                           "\r\n\r\nx\r\n--XyZ--", NULL);
        for (apr_size_t step = 1; step <= strlen(body); step += 997) {
            run(*state, body, strlen(body), (apr_size_t[3]){ 0, 0, step },
                record);
            assert_int_equal(record->text[record->len - 1] - '0',
                             extra ? TC_MULTIPART_BIG_HEADERS
                                   : TC_MULTIPART_OK);
        }
    }
    /* a header that never ends takes no more memory than that */
    filler = apr_palloc(*state, 100000);
    memset(filler, 'x', 100000);
    memcpy(filler, "--XyZ\r\nX: ", 10);
    run(*state, filler, 100000, (apr_size_t[3]){ 0, 0, 4096 }, record);
    assert_int_equal(record->text[0] - '0', TC_MULTIPART_BIG_HEADERS);
}

static void test_many_parts(void **state)
{
    record_t *record = apr_palloc(*state, sizeof(*record));
    char *body = apr_pstrdup(*state, "");

    for (int i = 0; i < TC_MULTIPART_MAX_PARTS; i++) {
        body = apr_pstrcat(*state, body, "--XyZ\r\n", PART("a"), "\r\n1\r\n",
                           NULL);
    }
    for (int extra = 0; extra <= 1; extra++) {
        const char *whole = apr_pstrcat(
            *state, body, extra ? "--XyZ\r\n\r\n2\r\n--XyZ--" : "--XyZ--",
            NULL);

        run(*state, whole, strlen(whole), (apr_size_t[3]){ 0, 0, 5000 },
            record);
        assert_int_equal(record->text[record->len - 1] - '0',
                         extra ? TC_MULTIPART_TOO_MANY : TC_MULTIPART_OK);
        assert_int_equal(record->len, TC_MULTIPART_MAX_PARTS * 9 + 1);
    }
}

static void test_stopped(void **state)
{
    static const char body[] = "--XyZ\r\n" PART("a") "\r\n1\r\n--XyZ--";
    record_t *record = apr_pcalloc(*state, sizeof(*record));
    tc_multipart_result_t result;
    tc_multipart_t *parser = tc_multipart_make(*state, TYPE, &events, record,
                                               &result);

    assert_int_equal(feed(parser, body, sizeof(body) - 1),
                     TC_MULTIPART_STOPPED);
    assert_int_equal(tc_multipart_status(parser), APR_ENOSPC);
    assert_int_equal(tc_multipart_end(parser), TC_MULTIPART_STOPPED);
    assert_string_equal(record->text, "<a|-|->1");
    check_result(*state, "--XyZ\r\n" PART("stop-at-begin") "\r\n1\r\n--XyZ--",
                 "<stop-at-begin|-|->", TC_MULTIPART_STOPPED);
}

static void test_boundary(void **state)
{
#define B70 \
    "0123456789'()+_,-./:=?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
    static const struct {
        const char *type;
        const char *boundary; /* NULL: none */
    } cases[] = {
        { "multipart/form-data; boundary=a", "a" },
        { "Multipart/Form-Data;BOUNDARY=\"a b\"", "a b" },
        { "multipart/form-data; charset=utf-8; boundary=a-b;", "a-b" },
        { "multipart/form-data; boundary=\"" B70 "\"", B70 },
        { "multipart/form-data; boundary=----WebKitFormBoundaryAbC",
          "----WebKitFormBoundaryAbC" },
        { "multipart/form-data; boundary=\"" B70 "x\"", NULL },
        { "multipart/form-data", NULL },
        { "multipart/form-data;", NULL },
        { "multipart/form-data; boundary", NULL },
        { "multipart/form-data; boundary=", NULL },
        { "multipart/form-data; boundary=\"\"", NULL },
        { "multipart/form-data; boundary=\"a ", NULL },
        { "multipart/form-data; boundary=\"a \"", NULL },
        { "multipart/form-data; boundary=a*b", NULL },
        { "multipart/form-data; boundary=\"a\r\nb\"", NULL },
        { "multipart/form-data; boundary=ä", NULL },
        { "multipart/form-data; boundary=a; boundary=b", NULL },
        { "multipart/form-data boundary=a", NULL },
        { "multipart/mixed; boundary=a", NULL },
        { "application/json; boundary=a", NULL },
        { "", NULL },
        { NULL, NULL },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        record_t *record = apr_pcalloc(*state, sizeof(*record));
        tc_multipart_result_t result;
        tc_multipart_t *parser = tc_multipart_make(*state, cases[i].type,
                                                   &events, record, &result);
        const char *body;

        if (!cases[i].boundary) {
            assert_null(parser);
            assert_int_equal(result, TC_MULTIPART_NO_BOUNDARY);
            continue;
        }
        assert_non_null(parser);
        assert_int_equal(result, TC_MULTIPART_OK);
        body = apr_psprintf(*state, "--%s\r\n\r\n\r\n--%s--",
                            cases[i].boundary, cases[i].boundary);
        feed(parser, body, strlen(body));
        assert_int_equal(tc_multipart_end(parser), TC_MULTIPART_OK);
        assert_string_equal(record->text, "<|-|->;");
    }
}

static void test_texts(void **state)
{
    (void)state;
    for (int one = TC_MULTIPART_OK; one <= TC_MULTIPART_STOPPED; one++) {
        assert_true(strlen(tc_multipart_text(one)) > 10);
        for (int two = one + 1; two <= TC_MULTIPART_STOPPED; two++) {
            assert_string_not_equal(tc_multipart_text(one),
                                    tc_multipart_text(two));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_form),          UNIT_TEST(test_data),
        UNIT_TEST(test_binary_data),   UNIT_TEST(test_around),
        UNIT_TEST(test_cut_off),       UNIT_TEST(test_headers),
        UNIT_TEST(test_nul_in_header), UNIT_TEST(test_no_headers),
        UNIT_TEST(test_nested),        UNIT_TEST(test_big_headers),
        UNIT_TEST(test_many_parts),    UNIT_TEST(test_stopped),
        UNIT_TEST(test_boundary),      UNIT_TEST(test_texts),
    };

    return UNIT_RUN(tests);
}
