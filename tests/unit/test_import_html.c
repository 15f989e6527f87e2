/*
 * HTML, as WordPress and others keep it, into blocks.
 */
#include <string.h>

#include <apr_strings.h>

#include "import/text/content.h"
#include "import/text/html.h"
#include "import/text/shortcodes.h"
#include "unit.h"

/* What the import would know: pictures by name, their remarks. */
typedef struct {
    apr_pool_t *p;
    const char *told;
} world_t;

static apr_int64_t media(void *baton, const char *url, const char *old_id,
                         int *video)
{
    (void)baton;
    *video = strstr(url, "/film.mp4") != NULL;
    if (old_id != NULL && strcmp(old_id, "12") == 0) {
        return 112;
    }
    return strstr(url, "/one.jpg") != NULL   ? 1
           : strstr(url, "/two.jpg") != NULL ? 2
           : *video                          ? 3
                                             : 0;
}

static void tell(void *baton, const char *what)
{
    world_t *world = baton;

    world->told = apr_pstrcat(world->p, world->told, what, "\n", NULL);
}

static const char *convert(apr_pool_t *p, const char *html, int lines,
                           const char **told)
{
    world_t world = { .p = p, .told = "" };
    tc_content_hooks_t hooks = { .media = media,
                                 .tell = tell,
                                 .baton = &world };
    tc_content_t *content = tc_content_make(p, &hooks);
    const char *problem;
    const char *json;

    html = lines ? tc_shortcodes_html(p, html, &hooks) : html;
    assert_int_equal(tc_html_blocks(p, html, strlen(html), lines, content), 1);
    json = tc_content_json(content, &problem);
    assert_null(problem);
    if (told != NULL) {
        *told = world.told;
    }
    else {
        assert_string_equal(world.told, "");
    }
    return json;
}

typedef struct {
    const char *html;
    const char *json;
} pair_t;

static void check_all(apr_pool_t *p, const pair_t *pairs, size_t count,
                      int lines)
{
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(convert(p, pairs[i].html, lines, NULL),
                            pairs[i].json);
    }
}

#define CHECK_ALL(p, pairs, lines) \
    check_all(p, pairs, sizeof(pairs) / sizeof(*(pairs)), lines)

static void test_text_and_marks(void **state)
{
    static const pair_t pairs[] = {
        { "", "[]" },
        { "<p>  \n </p><div></div>", "[]" },
        { "<p>Plain  words\n here.</p>",
          "[{\"type\":\"paragraph\",\"text\":\"Plain words here.\"}]" },
        { "<p>Some <b>bold <i>both</i></b> end</p>",
          "[{\"type\":\"paragraph\",\"text\":\"Some bold both end\","
          "\"marks\":[[5,14,\"strong\"],[10,14,\"em\"]]}]" },
        /* offsets are code points */
        { "<p>\xe2\x82\xac\xe2\x82\xac <a href=\"https://example.org/x\" "
          "title=\"T\"> there </a>!</p>",
          "[{\"type\":\"paragraph\",\"text\":\"\xe2\x82\xac\xe2\x82\xac there "
          "!\",\"marks\":[[3,8,\"link\",{\"href\":\"https://example.org/x\","
          "\"title\":\"T\"}]]}]" },
        { "one<br>two<p>three</p>four",
          "[{\"type\":\"paragraph\",\"text\":\"one\\ntwo\"},"
          "{\"type\":\"paragraph\",\"text\":\"three\"},"
          "{\"type\":\"paragraph\",\"text\":\"four\"}]" },
        { "<h2>A <em>head</em></h2><hr>",
          "[{\"type\":\"heading\",\"text\":\"A head\",\"marks\":[[2,6,\"em\"]]"
          ",\"level\":2},{\"type\":\"divider\"}]" },
        { "<p>&lt;b&gt; &amp; &#233;</p>",
          "[{\"type\":\"paragraph\",\"text\":\"<b> & \xc3\xa9\"}]" },
        /* a mark that goes over two paragraphs is one of each */
        { "<strong><p>a</p><p>b</p></strong>",
          "[{\"type\":\"paragraph\",\"text\":\"a\",\"marks\":"
          "[[0,1,\"strong\"]]},{\"type\":\"paragraph\",\"text\":\"b\","
          "\"marks\":[[0,1,\"strong\"]]}]" },
    };

    CHECK_ALL(*state, pairs, 0);
}

static void test_parts(void **state)
{
    static const pair_t pairs[] = {
        { "<ul><li>a <b>b</b></li><li></li><li>c</li></ul>",
          "[{\"type\":\"list\",\"items\":[\"a b\",\"c\"],\"item_marks\":"
          "[[[2,3,\"strong\"]],[]]}]" },
        { "<ol><li>x</li></ol>",
          "[{\"type\":\"list\",\"items\":[\"x\"],\"style\":\"ordered\"}]" },
        { "<blockquote><p>Said.</p><p>More.</p><cite>Who</cite></blockquote>",
          "[{\"type\":\"quote\",\"text\":\"Said.\\nMore.\",\"cite\":\"Who\"}"
          "]" },
        { "<pre class=\"wp-block-code\"><code lang=\"c\" class=\"language-c\">"
          "if (a &lt; b)\n    c();\n</code></pre>",
          "[{\"type\":\"code\",\"code\":\"if (a < b)\\n    c();\","
          "\"language\":\"c\"}]" },
        { "<figure class=\"wp-block-table\"><table><thead><tr><th>A</th>"
          "<th>B</th></tr></thead><tbody><tr><td><i>1</i></td></tr></tbody>"
          "</table><figcaption>Told</figcaption></figure>",
          "[{\"type\":\"table\",\"rows\":[[\"A\",\"B\"],[\"1\",\"\"]],"
          "\"cell_marks\":[[[],[]],[[[0,1,\"em\"]],[]]],\"header\":true},"
          "{\"type\":\"paragraph\",\"text\":\"Told\"}]" },
        { "<div class=\"kg-card kg-callout-card\"><div>Mind</div></div>",
          "[{\"type\":\"callout\",\"text\":\"Mind\"}]" },
    };

    CHECK_ALL(*state, pairs, 0);
}

static void test_media(void **state)
{
    static const pair_t pairs[] = {
        { "<figure class=\"wp-block-image\"><img src=\"x\" alt=\"Alt\" "
          "class=\"a wp-image-12\"/><figcaption>A <b>cap</b></figcaption>"
          "</figure>",
          "[{\"type\":\"image\",\"media_id\":112,\"alt\":\"Alt\",\"caption\":"
          "\"A cap\",\"caption_marks\":[[2,5,\"strong\"]]}]" },
        { "<p>before <img src=\"/one.jpg\"> behind</p>",
          "[{\"type\":\"paragraph\",\"text\":\"before\"},{\"type\":\"image\","
          "\"media_id\":1},{\"type\":\"paragraph\",\"text\":\"behind\"}]" },
        { "<figure class=\"wp-block-gallery\"><figure><img src=\"/one.jpg\">"
          "</figure><figure><img src=\"/two.jpg\"></figure><figcaption>Both"
          "</figcaption></figure>",
          "[{\"type\":\"gallery\",\"media_ids\":[1,2],\"caption\":\"Both\"}"
          "]" },
        { "<figure><video src=\"/film.mp4\"></video></figure>",
          "[{\"type\":\"video\",\"media_id\":3}]" },
        { "<figure class=\"wp-block-embed\"><div>\nhttps://video.example/1\n"
          "</div><figcaption>See</figcaption></figure>",
          "[{\"type\":\"embed\",\"url\":\"https://video.example/1\","
          "\"caption\":\"See\"}]" },
        { "<iframe src=\"//video.example/2\"></iframe>",
          "[{\"type\":\"embed\",\"url\":\"https://video.example/2\"}]" },
        { "<p>https://video.example/3</p>",
          "[{\"type\":\"embed\",\"url\":\"https://video.example/3\"}]" },
    };

    CHECK_ALL(*state, pairs, 0);
}

static void test_classic_lines(void **state)
{
    static const pair_t pairs[] = {
        { "One <em>line\n\nTwo</em>\nlines\n\n\n\nThree",
          "[{\"type\":\"paragraph\",\"text\":\"One line\",\"marks\":"
          "[[4,8,\"em\"]]},{\"type\":\"paragraph\",\"text\":\"Two\\nlines\","
          "\"marks\":[[0,3,\"em\"]]},"
          "{\"type\":\"paragraph\",\"text\":\"Three\"}]" },
        { "[caption id=\"attachment_12\" width=\"9\"]<img "
          "class=\"wp-image-12\" src=\"y\" /> A <i>cap</i>[/caption]",
          "[{\"type\":\"image\",\"media_id\":112,\"caption\":\"A cap\","
          "\"caption_marks\":[[2,5,\"em\"]]}]" },
        { "a\n\n[gallery ids=\"12,12\"]\n\nb",
          "[{\"type\":\"paragraph\",\"text\":\"a\"},{\"type\":\"gallery\","
          "\"media_ids\":[112,112]},{\"type\":\"paragraph\",\"text\":\"b\"}"
          "]" },
        { "[embed]https://video.example/4[/embed]",
          "[{\"type\":\"embed\",\"url\":\"https://video.example/4\"}]" },
        { "[video mp4=\"/film.mp4\"][/video]",
          "[{\"type\":\"video\",\"media_id\":3}]" },
        { "a [1] b [[gallery]]",
          "[{\"type\":\"paragraph\",\"text\":\"a [1] b [[gallery]]\"}]" },
    };

    CHECK_ALL(*state, pairs, 1);
}

/* What no block is like is told, and stays. */
static void test_what_is_told(void **state)
{
    static const struct {
        const char *html;
        const char *json;
        const char *told;
    } cases[] = {
        { "<p><a href=\"javascript:x()\">go</a></p>",
          "[{\"type\":\"paragraph\",\"text\":\"go\"}]",
          "a link became text: javascript:x()\n" },
        { "<img src=\"http://else.example/a.png\" alt=\"A\">",
          "[{\"type\":\"paragraph\",\"text\":\"A\",\"marks\":[[0,1,\"link\","
          "{\"href\":\"http://else.example/a.png\"}]]}]",
          "a picture or video became a link, as its file is not among the "
          "media: http://else.example/a.png\n" },
        { "<form action=\"x\"><input name=a></form>",
          "[{\"type\":\"code\",\"code\":\"<form action=\\\"x\\\"><input "
          "name=a></form>\",\"language\":\"html\"}]",
          "<form> was kept as its source\n" },
        { "<script>steal()</script>", "[]",
          "<script> was left out: <script>steal()</script>\n" },
        { "<!-- wp:latest-posts {\"a\":1} /-->",
          "[{\"type\":\"code\",\"code\":\"<!-- wp:latest-posts {\\\"a\\\":1} "
          "/-->\",\"language\":\"html\"}]",
          "a block without a text was kept as its source: "
          "wp:latest-posts\n" },
        { "<ul><li>a<ul><li>b</li></ul></li></ul>",
          "[{\"type\":\"list\",\"items\":[\"a\",\"b\"]}]",
          "a list within a list became items of one\n" },
        { "<iframe src=\"http://old.example/\"></iframe>",
          "[{\"type\":\"paragraph\",\"text\":\"http://old.example/\",\"marks\""
          ":[[0,19,\"link\",{\"href\":\"http://old.example/\"}]]}]",
          "an embed became a link: http://old.example/\n" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *told;

        assert_string_equal(convert(*state, cases[i].html, 0, &told),
                            cases[i].json);
        assert_string_equal(told, cases[i].told);
    }
}

static const char *repeat(apr_pool_t *p, const char *text, int times)
{
    apr_size_t len = strlen(text);
    char *all = apr_palloc(p, len * times + 1);

    for (int i = 0; i < times; i++) {
        memcpy(all + len * i, text, len);
    }
    all[len * times] = '\0';
    return all;
}

/* Neither the stack nor the memory is the text's to choose. */
static void test_hostile(void **state)
{
    apr_pool_t *p = *state;
    world_t world = { .p = p, .told = "" };
    tc_content_hooks_t hooks = { .media = media,
                                 .tell = tell,
                                 .baton = &world };
    tc_content_t *content = tc_content_make(p, &hooks);
    /* gumbo looks through all that is open at each div, and at no span */
    const char *deep = apr_pstrcat(p, repeat(p, "<div>", 20000),
                                   repeat(p, "<span>", 100000), "deep", NULL);
    const char *many = "<p>";
    const char *problem;

    assert_int_equal(tc_html_blocks(p, deep, strlen(deep), 0, content), 1);
    assert_string_equal(tc_content_json(content, &problem),
                        "[{\"type\":\"paragraph\",\"text\":\"deep\"}]");
    /* each paragraph would open all of them again */
    for (int i = 0; i < 2000; i++) {
        many = apr_pstrcat(p, many, apr_psprintf(p, "<b id=%d>", i), NULL);
    }
    many = apr_pstrcat(p, many, "</p>", repeat(p, "<p>x</p>", 20000), NULL);
    assert_int_equal(tc_html_blocks(p, many, strlen(many), 0, content), 0);
    many = repeat(p, "x", 5 * 1024 * 1024);
    assert_int_equal(tc_html_blocks(p, many, strlen(many), 0, content), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_text_and_marks), UNIT_TEST(test_parts),
        UNIT_TEST(test_media),          UNIT_TEST(test_classic_lines),
        UNIT_TEST(test_what_is_told),   UNIT_TEST(test_hostile),
    };

    return UNIT_RUN(tests);
}
