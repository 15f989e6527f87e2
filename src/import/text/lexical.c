/* Recursion ends at TC_JSON_MAX_DEPTH: documents come from tc_json_parse. */
#include "import/text/lexical.h"

#include <string.h>

#include <apr_strings.h>

/* Lexical's bits of a text's format. */
#define UNDERLINE 8
#define HIGHLIGHT 128

static void add_inline(tc_cards_t *cards, const tc_json_t *node);

static const char *get(const tc_json_t *node, const char *name)
{
    const tc_json_t *member = tc_json_get(node, name);
    const char *text = member != NULL ? tc_json_string(member, NULL) : NULL;

    return text != NULL ? text : "";
}

static int is(const tc_json_t *node, const char *type)
{
    return strcmp(get(node, "type"), type) == 0;
}

static void add_children(tc_cards_t *cards, const tc_json_t *node)
{
    const tc_json_t *children = tc_json_get(node, "children");

    for (apr_size_t i = 0; children != NULL && i < tc_json_size(children);
         i++) {
        add_inline(cards, tc_json_at(children, i));
    }
}

/* ------------------------------------------------------------------- inline */

static void add_text(tc_cards_t *cards, const tc_json_t *node)
{
    static const struct {
        int bit;
        const char *open;
        const char *close;
    } formats[] = {
        { 1, "<strong>", "</strong>" }, { 2, "<em>", "</em>" },
        { 4, "<s>", "</s>" },           { 16, "<code>", "</code>" },
        { 32, "<sub>", "</sub>" },      { 64, "<sup>", "</sup>" },
    };
    const int count = sizeof(formats) / sizeof(formats[0]);
    const tc_json_t *member = tc_json_get(node, "format");
    apr_int64_t format = member != NULL ? tc_json_int(member) : 0;

    if (format & (UNDERLINE | HIGHLIGHT)) {
        tc_content_tell(cards->content,
                        "underlined or highlighted, which no text is here: %s",
                        get(node, "text"));
    }
    for (int i = 0; i < count; i++) {
        tc_cards_html(cards, format & formats[i].bit ? formats[i].open : "");
    }
    tc_cards_text(cards, get(node, "text"));
    for (int i = count - 1; i >= 0; i--) {
        tc_cards_html(cards, format & formats[i].bit ? formats[i].close : "");
    }
}

static void add_link(tc_cards_t *cards, const tc_json_t *node)
{
    tc_cards_html(cards, "<a");
    tc_cards_attribute(cards, "href", get(node, "url"));
    tc_cards_attribute(cards, "title", get(node, "title"));
    tc_cards_html(cards, ">");
    add_children(cards, node);
    tc_cards_html(cards, "</a>");
}

static void add_list(tc_cards_t *cards, const tc_json_t *node)
{
    int ordered = strcmp(get(node, "listType"), "number") == 0;

    tc_cards_html(cards, ordered ? "<ol>" : "<ul>");
    add_children(cards, node);
    tc_cards_html(cards, ordered ? "</ol>" : "</ul>");
}

static void add_inline(tc_cards_t *cards, const tc_json_t *node)
{
    if (is(node, "linebreak")) {
        tc_cards_html(cards, "<br>");
    }
    else if (is(node, "link") || is(node, "autolink")) {
        add_link(cards, node);
    }
    else if (is(node, "list")) {
        add_list(cards, node);
    }
    else if (is(node, "listitem")) {
        tc_cards_html(cards, "<li>");
        add_children(cards, node);
        tc_cards_html(cards, "</li>");
    }
    else if (tc_json_get(node, "text") != NULL) {
        add_text(cards, node);
    }
    else if (tc_json_get(node, "children") != NULL) {
        add_children(cards, node);
    }
    else if (!is(node, "zwnj")) {
        tc_content_tell(cards->content, "something in a line was left out: %s",
                        get(node, "type"));
    }
}

/* ------------------------------------------------------------------- blocks */

/* The element that holds the block; NULL: it is no text. */
static const char *element_of(tc_cards_t *cards, const tc_json_t *node)
{
    const char *tag = get(node, "tag");

    if (is(node, "heading") || is(node, "extended-heading")) {
        return strlen(tag) == 2 && tag[0] == 'h' && tag[1] >= '1' &&
                       tag[1] <= '6'
                   ? apr_pstrdup(cards->p, tag)
                   : "h2";
    }
    if (is(node, "quote") || is(node, "extended-quote") || is(node, "aside")) {
        return "blockquote";
    }
    return is(node, "paragraph") || tc_json_get(node, "text") != NULL ||
                   is(node, "link")
               ? "p"
               : NULL;
}

static void add_block(tc_cards_t *cards, const tc_json_t *node)
{
    const char *element = element_of(cards, node);

    if (is(node, "list")) {
        add_list(cards, node);
    }
    else if (element != NULL) {
        tc_cards_html(cards, apr_pstrcat(cards->p, "<", element, ">", NULL));
        if (tc_json_get(node, "children") != NULL && !is(node, "link")) {
            add_children(cards, node);
        }
        else if (!is(node, "paragraph")) {
            add_inline(cards, node);
        }
        tc_cards_html(cards, apr_pstrcat(cards->p, "</", element, ">", NULL));
    }
    else if (!is(node, "linebreak")) {
        tc_cards_add(cards, get(node, "type"), node);
    }
    tc_cards_end(cards);
}

int tc_lexical_add(tc_cards_t *cards, const tc_json_t *document)
{
    const tc_json_t *root = tc_json_get(document, "root");
    const tc_json_t *children = root != NULL ? tc_json_get(root, "children")
                                             : NULL;

    if (children == NULL || tc_json_kind(children) != TC_JSON_ARRAY) {
        return 0;
    }
    for (apr_size_t i = 0; i < tc_json_size(children); i++) {
        add_block(cards, tc_json_at(children, i));
    }
    return 1;
}
