#include "import/text/html_inline.h"

#include <string.h>

#include "import/text/html_tree.h"

const char *tc_html_inline_mark(const GumboNode *node)
{
    static const struct {
        GumboTag tag;
        const char *name;
    } marks[] = {
        { GUMBO_TAG_STRONG, "strong" }, { GUMBO_TAG_B, "strong" },
        { GUMBO_TAG_EM, "em" },         { GUMBO_TAG_I, "em" },
        { GUMBO_TAG_CITE, "em" },       { GUMBO_TAG_VAR, "em" },
        { GUMBO_TAG_DFN, "em" },        { GUMBO_TAG_CODE, "code" },
        { GUMBO_TAG_KBD, "code" },      { GUMBO_TAG_SAMP, "code" },
        { GUMBO_TAG_TT, "code" },       { GUMBO_TAG_S, "strike" },
        { GUMBO_TAG_STRIKE, "strike" }, { GUMBO_TAG_DEL, "strike" },
        { GUMBO_TAG_SUB, "sub" },       { GUMBO_TAG_SUP, "sup" },
        { GUMBO_TAG_DT, "strong" },     { GUMBO_TAG_SUMMARY, "strong" },
    };

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (tc_html_tree_is(node, marks[i].tag)) {
            return marks[i].name;
        }
    }
    return tc_html_tree_is(node, GUMBO_TAG_A) ? "link" : NULL;
}

int tc_html_inline_open(const GumboNode *node, tc_prose_t *prose,
                        tc_content_t *content)
{
    const char *name = tc_html_inline_mark(node);
    const char *href = tc_html_tree_attribute(node, "href");

    if (name == NULL) {
        return 0;
    }
    if (strcmp(name, "link") != 0) {
        tc_prose_open(prose, name, NULL, NULL);
        return 1;
    }
    href += strspn(href, " \t\r\n");
    if (*href == '\0') {
        return 0; /* the place that a link leads to, not a link */
    }
    if (!tc_content_is_link(href)) {
        tc_content_tell(content, "a link became text: %s", href);
        return 0;
    }
    tc_prose_open(prose, "link", href, tc_html_tree_attribute(node, "title"));
    return 1;
}

static int is_any(const GumboNode *node, const GumboTag *tags, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (tc_html_tree_is(node, tags[i])) {
            return 1;
        }
    }
    return 0;
}

int tc_html_inline_is_block(const GumboNode *node)
{
    static const GumboTag tags[] = {
        GUMBO_TAG_P,       GUMBO_TAG_DIV,        GUMBO_TAG_SECTION,
        GUMBO_TAG_ARTICLE, GUMBO_TAG_MAIN,       GUMBO_TAG_HEADER,
        GUMBO_TAG_FOOTER,  GUMBO_TAG_ASIDE,      GUMBO_TAG_NAV,
        GUMBO_TAG_CENTER,  GUMBO_TAG_ADDRESS,    GUMBO_TAG_DETAILS,
        GUMBO_TAG_SUMMARY, GUMBO_TAG_DL,         GUMBO_TAG_DT,
        GUMBO_TAG_DD,      GUMBO_TAG_FIGURE,     GUMBO_TAG_FIGCAPTION,
        GUMBO_TAG_UL,      GUMBO_TAG_OL,         GUMBO_TAG_LI,
        GUMBO_TAG_TABLE,   GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_PRE,
        GUMBO_TAG_H1,      GUMBO_TAG_H2,         GUMBO_TAG_H3,
        GUMBO_TAG_H4,      GUMBO_TAG_H5,         GUMBO_TAG_H6,
        GUMBO_TAG_HR,      GUMBO_TAG_TR,         GUMBO_TAG_FIELDSET,
        GUMBO_TAG_CAPTION, GUMBO_TAG_HGROUP,
    };

    return is_any(node, tags, sizeof(tags) / sizeof(tags[0]));
}

int tc_html_inline_is_object(const GumboNode *node)
{
    static const GumboTag tags[] = {
        GUMBO_TAG_IMG,      GUMBO_TAG_VIDEO,  GUMBO_TAG_AUDIO,
        GUMBO_TAG_IFRAME,   GUMBO_TAG_OBJECT, GUMBO_TAG_EMBED,
        GUMBO_TAG_SVG,      GUMBO_TAG_MATH,   GUMBO_TAG_CANVAS,
        GUMBO_TAG_FORM,     GUMBO_TAG_INPUT,  GUMBO_TAG_SELECT,
        GUMBO_TAG_TEXTAREA, GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE,
        GUMBO_TAG_NOSCRIPT, GUMBO_TAG_APPLET, GUMBO_TAG_MAP,
        GUMBO_TAG_TEMPLATE, GUMBO_TAG_LINK,   GUMBO_TAG_META
    };

    return is_any(node, tags, sizeof(tags) / sizeof(tags[0]));
}

typedef struct {
    tc_prose_t *prose;
    tc_content_t *content;
    apr_array_header_t *late;
    int skip_lists;
} line_t;

static void add_children(const line_t *line, const GumboNode *node, int depth);

static void add_node(const line_t *line, const GumboNode *node, int depth)
{
    int block = tc_html_inline_is_block(node);
    int opened;

    if (!tc_html_tree_is_element(node)) {
        if (node->type != GUMBO_NODE_COMMENT) {
            tc_prose_add(line->prose, node->v.text.text,
                         strlen(node->v.text.text));
        }
        return;
    }
    if (tc_html_inline_is_object(node)) {
        APR_ARRAY_PUSH(line->late, const GumboNode *) = node;
        return;
    }
    if (line->skip_lists && (tc_html_tree_is(node, GUMBO_TAG_UL) ||
                             tc_html_tree_is(node, GUMBO_TAG_OL))) {
        return;
    }
    if (block || tc_html_tree_is(node, GUMBO_TAG_BR)) {
        tc_prose_break(line->prose);
    }
    opened = tc_html_inline_open(node, line->prose, line->content);
    add_children(line, node, depth + 1);
    if (opened) {
        tc_prose_close(line->prose);
    }
    if (block) {
        tc_prose_break(line->prose);
    }
}

static void add_children(const line_t *line, const GumboNode *node, int depth)
{
    const GumboVector *children = tc_html_tree_children(node);

    if (depth > TC_HTML_TREE_DEPTH) {
        for (const GumboNode *at = node; at != NULL;
             at = tc_html_tree_next(at, node)) {
            if (at->type == GUMBO_NODE_TEXT) {
                tc_prose_add(line->prose, at->v.text.text,
                             strlen(at->v.text.text));
            }
        }
        tc_content_tell(line->content, "what is nested too deeply became "
                                       "plain text");
        return;
    }
    for (unsigned i = 0; i < children->length; i++) {
        add_node(line, children->data[i], depth);
    }
}

void tc_html_inline_add(const GumboNode *node, tc_prose_t *prose,
                        tc_content_t *content, apr_array_header_t *late,
                        int skip_lists)
{
    const line_t line = { .prose = prose,
                          .content = content,
                          .late = late,
                          .skip_lists = skip_lists };

    add_children(&line, node, 0);
}
