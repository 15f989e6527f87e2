#include "import/text/cards.h"

#include <string.h>

#include <apr_escape.h>
#include <apr_strings.h>

#include "base/json/writer.h"
#include "import/text/html.h"

typedef void (*card_fn)(tc_cards_t *cards, const tc_json_t *payload);

tc_cards_t *tc_cards_make(apr_pool_t *p, tc_content_t *content)
{
    tc_cards_t *cards = apr_pcalloc(p, sizeof(*cards));

    cards->p = p;
    cards->content = content;
    cards->pieces = apr_array_make(p, 32, sizeof(const char *));
    return cards;
}

void tc_cards_html(tc_cards_t *cards, const char *html)
{
    APR_ARRAY_PUSH(cards->pieces, const char *) = html;
}

void tc_cards_text(tc_cards_t *cards, const char *text)
{
    tc_cards_html(cards, apr_pescape_entity(cards->p, text, 0));
}

void tc_cards_attribute(tc_cards_t *cards, const char *name, const char *value)
{
    if (*value != '\0') {
        tc_cards_html(cards, apr_pstrcat(cards->p, " ", name, "=\"", NULL));
        tc_cards_text(cards, value);
        tc_cards_html(cards, "\"");
    }
}

void tc_cards_end(tc_cards_t *cards)
{
    const char *html = apr_array_pstrcat(cards->p, cards->pieces, 0);

    cards->pieces->nelts = 0;
    if (*html != '\0' &&
        !tc_html_blocks(cards->p, html, strlen(html), 0, cards->content)) {
        cards->failed = 1;
    }
}

/* ------------------------------------------------------------------- pieces */

/* "" where there is no such text. */
static const char *get(const tc_json_t *payload, const char *name)
{
    const tc_json_t *member = tc_json_get(payload, name);
    const char *text = member != NULL ? tc_json_string(member, NULL) : NULL;

    return text != NULL ? text : "";
}

static int is_on(const tc_json_t *payload, const char *name)
{
    const tc_json_t *member = tc_json_get(payload, name);

    return member != NULL && tc_json_bool(member);
}

/* An element around HTML that the payload has; none where it has none. */
static void put_element(tc_cards_t *cards, const tc_json_t *payload,
                        const char *name, const char *element)
{
    const char *html = get(payload, name);

    if (*html != '\0') {
        tc_cards_html(cards, apr_pstrcat(cards->p, "<", element, ">", html,
                                         "</", element, ">", NULL));
    }
}

static void put_caption(tc_cards_t *cards, const tc_json_t *payload)
{
    put_element(cards, payload, "caption", "figcaption");
}

static void put_image(tc_cards_t *cards, const tc_json_t *payload,
                      const char *name)
{
    const char *src = get(payload, name);

    if (*src != '\0') {
        tc_cards_html(cards, "<img");
        tc_cards_attribute(cards, "src", src);
        tc_cards_attribute(cards, "alt", get(payload, "alt"));
        tc_cards_html(cards, ">");
    }
}

/* A paragraph that is a link; words may be blank. */
static void put_link(tc_cards_t *cards, const char *href, const char *words)
{
    if (*href != '\0') {
        tc_cards_html(cards, "<p><a");
        tc_cards_attribute(cards, "href", href);
        tc_cards_html(cards, ">");
        tc_cards_text(cards, *words != '\0' ? words : href);
        tc_cards_html(cards, "</a></p>");
    }
}

/* ------------------------------------------------------- pictures and films */

static void add_image(tc_cards_t *cards, const tc_json_t *payload)
{
    const char *href = get(payload, "href");

    tc_cards_html(cards, "<figure>");
    if (*href != '\0') {
        tc_cards_html(cards, "<a");
        tc_cards_attribute(cards, "href", href);
        tc_cards_html(cards, ">");
    }
    put_image(cards, payload, "src");
    tc_cards_html(cards, *href != '\0' ? "</a>" : "");
    put_caption(cards, payload);
    tc_cards_html(cards, "</figure>");
}

static void add_gallery(tc_cards_t *cards, const tc_json_t *payload)
{
    const tc_json_t *images = tc_json_get(payload, "images");

    tc_cards_html(cards, "<figure class=\"wp-block-gallery\">");
    for (apr_size_t i = 0; images != NULL && i < tc_json_size(images); i++) {
        put_image(cards, tc_json_at(images, i), "src");
    }
    put_caption(cards, payload);
    tc_cards_html(cards, "</figure>");
}

static void add_video(tc_cards_t *cards, const tc_json_t *payload)
{
    tc_cards_html(cards, "<figure><video");
    tc_cards_attribute(cards, "src", get(payload, "src"));
    tc_cards_html(cards, "></video>");
    put_caption(cards, payload);
    tc_cards_html(cards, "</figure>");
}

static void add_audio(tc_cards_t *cards, const tc_json_t *payload)
{
    tc_content_tell(cards->content, "an audio card became a link: %s",
                    get(payload, "src"));
    put_link(cards, get(payload, "src"), get(payload, "title"));
}

static void add_file(tc_cards_t *cards, const tc_json_t *payload)
{
    const char *title = get(payload, "fileTitle");

    tc_content_tell(cards->content, "a file became a link: %s",
                    get(payload, "src"));
    put_link(cards, get(payload, "src"),
             *title != '\0' ? title : get(payload, "fileName"));
    put_element(cards, payload, "fileCaption", "p");
}

/* ----------------------------------------------------------- other contents */

/* Of a bookmark the title is its caption, where it has no other. */
static void put_embed(tc_cards_t *cards, const tc_json_t *payload,
                      const char *title)
{
    tc_cards_html(cards, "<figure class=\"kg-embed-card\"><a");
    tc_cards_attribute(cards, "href", get(payload, "url"));
    tc_cards_html(cards, "></a>");
    if (*get(payload, "caption") == '\0' && *title != '\0') {
        tc_cards_html(cards, "<figcaption>");
        tc_cards_text(cards, title);
        tc_cards_html(cards, "</figcaption>");
    }
    put_caption(cards, payload);
    tc_cards_html(cards, "</figure>");
}

static void add_embed(tc_cards_t *cards, const tc_json_t *payload)
{
    if (*get(payload, "url") != '\0') {
        put_embed(cards, payload, "");
        return;
    }
    put_element(cards, payload, "html", "div");
    put_element(cards, payload, "caption", "p");
}

static void add_bookmark(tc_cards_t *cards, const tc_json_t *payload)
{
    const tc_json_t *metadata = tc_json_get(payload, "metadata");

    put_embed(cards, payload, metadata != NULL ? get(metadata, "title") : "");
}

static void add_html(tc_cards_t *cards, const tc_json_t *payload)
{
    tc_cards_html(cards, get(payload, "html"));
}

static void put_code(tc_cards_t *cards, const char *code, const char *language)
{
    tc_cards_html(cards, "<pre><code");
    if (*language != '\0') {
        tc_cards_attribute(cards, "class",
                           apr_pstrcat(cards->p, "language-", language, NULL));
    }
    /* an end of a line right behind <pre> is none of the text */
    tc_cards_html(cards, ">");
    tc_cards_text(cards, code);
    tc_cards_html(cards, "</code></pre>");
}

static void add_code(tc_cards_t *cards, const tc_json_t *payload)
{
    put_code(cards, get(payload, "code"), get(payload, "language"));
    put_element(cards, payload, "caption", "p");
}

static void add_markdown(tc_cards_t *cards, const tc_json_t *payload)
{
    tc_content_tell(cards->content, "Markdown was kept as its source");
    put_code(cards, get(payload, "markdown"), "markdown");
}

static void add_rule(tc_cards_t *cards, const tc_json_t *payload)
{
    (void)payload;
    tc_cards_html(cards, "<hr>");
}

static void add_callout(tc_cards_t *cards, const tc_json_t *payload)
{
    const char *emoji = get(payload, "calloutEmoji");

    tc_cards_html(cards, "<div class=\"kg-callout-card\">");
    if (*emoji != '\0') {
        tc_cards_text(cards, emoji);
        tc_cards_html(cards, " ");
    }
    tc_cards_html(cards, get(payload, "calloutText"));
    tc_cards_html(cards, "</div>");
}

static void add_toggle(tc_cards_t *cards, const tc_json_t *payload)
{
    tc_content_tell(cards->content,
                    "a toggle became a heading and its text: %s",
                    tc_html_words(cards->p, get(payload, "heading")));
    put_element(cards, payload, "heading", "h4");
    put_element(cards, payload, "content", "div");
}

static void add_button(tc_cards_t *cards, const tc_json_t *payload)
{
    put_link(cards, get(payload, "buttonUrl"), get(payload, "buttonText"));
}

static void add_header(tc_cards_t *cards, const tc_json_t *payload)
{
    put_image(cards, payload, "backgroundImageSrc");
    put_element(cards, payload, "header", "h2");
    put_element(cards, payload, "subheader", "p");
    if (is_on(payload, "buttonEnabled")) {
        add_button(cards, payload);
    }
}

static void add_signup(tc_cards_t *cards, const tc_json_t *payload)
{
    tc_content_tell(cards->content, "a form to sign up became its text");
    put_image(cards, payload, "backgroundImageSrc");
    put_element(cards, payload, "header", "h2");
    put_element(cards, payload, "subheader", "p");
    put_element(cards, payload, "disclaimer", "p");
}

static void add_action(tc_cards_t *cards, const tc_json_t *payload)
{
    put_image(cards, payload, "imageUrl");
    put_element(cards, payload, "textValue", "div");
    add_button(cards, payload);
}

static void add_product(tc_cards_t *cards, const tc_json_t *payload)
{
    put_image(cards, payload, "productImageSrc");
    put_element(cards, payload, "productTitle", "h4");
    put_element(cards, payload, "productDescription", "div");
    if (is_on(payload, "productRatingEnabled")) {
        tc_content_tell(cards->content, "a product's stars were left out");
    }
    put_link(cards, get(payload, "productUrl"), get(payload, "productButton"));
}

/* It was in no page that the public saw. */
static void add_mail(tc_cards_t *cards, const tc_json_t *payload)
{
    tc_content_tell(cards->content,
                    "what mails alone have was left out: "
                    "%s",
                    tc_html_words(cards->p, get(payload, "html")));
}

static void add_paywall(tc_cards_t *cards, const tc_json_t *payload)
{
    (void)payload;
    tc_content_tell(cards->content, "what comes behind the public preview was "
                                    "for members alone");
}

static void add_other(tc_cards_t *cards, const char *name,
                      const tc_json_t *payload)
{
    tc_content_tell(cards->content, "a card was kept as its source: %s", name);
    put_code(cards, tc_writer_of_json(cards->p, payload, NULL), "json");
}

/* NULL: nothing here is like it. */
static card_fn card_of(const char *name)
{
    static const struct {
        const char *name;
        card_fn add;
    } known[] = { { "image", add_image },
                  { "gallery", add_gallery },
                  { "video", add_video },
                  { "audio", add_audio },
                  { "file", add_file },
                  { "embed", add_embed },
                  { "bookmark", add_bookmark },
                  { "html", add_html },
                  { "card-html", add_html },
                  { "code", add_code },
                  { "codeblock", add_code },
                  { "markdown", add_markdown },
                  { "card-markdown", add_markdown },
                  { "hr", add_rule },
                  { "horizontalrule", add_rule },
                  { "callout", add_callout },
                  { "toggle", add_toggle },
                  { "button", add_button },
                  { "header", add_header },
                  { "signup", add_signup },
                  { "call-to-action", add_action },
                  { "product", add_product },
                  { "email", add_mail },
                  { "email-cta", add_mail },
                  { "paywall", add_paywall },
                  { NULL, NULL } };
    int i = 0;

    while (known[i].name != NULL && strcmp(name, known[i].name) != 0) {
        i++;
    }
    return known[i].add;
}

void tc_cards_add(tc_cards_t *cards, const char *name,
                  const tc_json_t *payload)
{
    card_fn add = card_of(name);

    tc_cards_end(cards);
    if (add != NULL) {
        add(cards, payload);
    }
    else {
        add_other(cards, name, payload);
    }
    tc_cards_end(cards);
}
