#include "import/text/html.h"

#include <string.h>

#include <apr_strings.h>

#include "import/text/html_figure.h"
#include "import/text/html_inline.h"
#include "import/text/html_parts.h"
#include "import/text/html_tree.h"

typedef struct {
    apr_pool_t *p;
    tc_content_t *content;
    tc_prose_t *prose; /* the paragraph that is being read */
    int lines;
} flow_t;

static void flow(flow_t *f, const GumboNode *node, int depth);

static void flush(const flow_t *f)
{
    tc_content_paragraph(f->content, f->prose);
}

/* --------------------------------------------------------------------- text */

/* Bytes up to a blank line; *next: behind it. */
static apr_size_t to_blank_line(const char *text, const char **next)
{
    const char *at = text;

    while ((at = strchr(at, '\n')) != NULL) {
        const char *after = at + 1 + strspn(at + 1, " \t\r");

        if (*after == '\n') {
            *next = after + strspn(after, " \t\r\n");
            return (apr_size_t)(at - text);
        }
        at++;
    }
    *next = text + strlen(text);
    return (apr_size_t)(*next - text);
}

static void add_text(const flow_t *f, const char *text)
{
    if (!f->lines) {
        tc_prose_add(f->prose, text, strlen(text));
        return;
    }
    while (*text != '\0') {
        const char *next;
        apr_size_t len = to_blank_line(text, &next);

        tc_prose_add_lines(f->prose, text, len);
        if (text[len] != '\0') {
            flush(f);
        }
        text = next;
    }
}

/* ----------------------------------------------------------------- comments */

static int begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* A block of WordPress's that has no HTML: it is made when it is shown. */
static void add_made_block(const flow_t *f, const char *text)
{
    const char *source = apr_pstrcat(f->p, "<!--", text, "-->", NULL);

    text += strspn(text, " ");
    if (begins(text, "wp:spacer") || begins(text, "wp:separator") ||
        begins(text, "wp:more") || begins(text, "wp:nextpage")) {
        return;
    }
    tc_content_tell(f->content,
                    "a block without a text was kept as its "
                    "source: %s",
                    apr_pstrmemdup(f->p, text, strcspn(text, " {/")));
    flush(f);
    tc_content_code(f->content, source, strlen(source), "html");
}

static void add_comment(const flow_t *f, const char *text)
{
    const char *word = text + strspn(text, " \t\r\n");
    apr_size_t len = strlen(word);

    while (len > 0 && strchr(" \t\r\n", word[len - 1]) != NULL) {
        len--;
    }
    if (begins(word, "wp:") && len > 0 && word[len - 1] == '/') {
        add_made_block(f, text);
    }
    else if (begins(word, "more") || begins(word, "nextpage")) {
        flush(f); /* it parts a teaser, or pages */
    }
    else if (!begins(word, "wp:") && !begins(word, "/wp:") &&
             !begins(word, "kg-card") && len > 0) {
        tc_content_tell(f->content, "a comment in the HTML was left out: %s",
                        word);
    }
}

/* ----------------------------------------------------------------- elements */

static int heading_level(const GumboNode *node)
{
    static const GumboTag tags[] = {
        GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_H3,
        GUMBO_TAG_H4, GUMBO_TAG_H5, GUMBO_TAG_H6
    };

    for (int i = 0; i < 6; i++) {
        if (tc_html_tree_is(node, tags[i])) {
            return i + 1;
        }
    }
    return 0;
}

static void gallery_of_ids(const flow_t *f, const GumboNode *node)
{
    apr_array_header_t *ids = apr_array_make(f->p, 8, sizeof(apr_int64_t));
    const char *at = tc_html_tree_attribute(node, "data-ids");

    while (*(at += strspn(at, ", ")) != '\0') {
        apr_size_t len = strcspn(at, ", ");
        const char *old = apr_pstrmemdup(f->p, at, len);
        int video;
        apr_int64_t id = tc_content_media(f->content, "", old, &video);

        if (id != 0 && !video) {
            APR_ARRAY_PUSH(ids, apr_int64_t) = id;
        }
        else {
            tc_content_tell(f->content,
                            "a gallery shows picture %s, which is "
                            "not among the media",
                            old);
        }
        at += len;
    }
    tc_content_gallery(f->content, ids, NULL);
}

/* Blocks of one element. 0: the element only holds others. */
static int add_part(const flow_t *f, const GumboNode *node)
{
    int level = heading_level(node);

    if (level > 0) {
        tc_html_parts_heading(f->p, node, level, f->content);
    }
    else if (tc_html_tree_has_class(node, TC_HTML_GALLERY)) {
        gallery_of_ids(f, node);
    }
    else if (tc_html_tree_is(node, GUMBO_TAG_FIGURE) ||
             tc_html_tree_has_class(node, "wp-block-gallery")) {
        return tc_html_figure_add(f->p, node, f->content);
    }
    else if (tc_html_tree_is(node, GUMBO_TAG_UL) ||
             tc_html_tree_is(node, GUMBO_TAG_OL)) {
        tc_html_parts_list(f->p, node, f->content);
    }
    else if (tc_html_tree_is(node, GUMBO_TAG_BLOCKQUOTE)) {
        tc_html_parts_quote(f->p, node, f->content);
    }
    else if (tc_html_tree_is(node, GUMBO_TAG_PRE)) {
        tc_html_parts_code(f->p, node, f->content);
    }
    else if (tc_html_tree_is(node, GUMBO_TAG_TABLE)) {
        tc_html_parts_table(f->p, node, f->content);
    }
    else if (tc_html_tree_is(node, GUMBO_TAG_HR)) {
        tc_content_divider(f->content);
    }
    else if (tc_html_tree_has_class(node, "kg-callout-card")) {
        tc_html_parts_callout(f->p, node, f->content);
    }
    else {
        return 0;
    }
    return 1;
}

/* A smiley is a character that is shown as a picture. */
static int is_smiley(const GumboNode *node)
{
    return tc_html_tree_is(node, GUMBO_TAG_IMG) &&
           (tc_html_tree_has_class(node, "wp-smiley") ||
            tc_html_tree_has_class(node, "emoji"));
}

static void add_holder(flow_t *f, const GumboNode *node, int depth)
{
    int block = tc_html_inline_is_block(node);
    int opened;

    if (block) {
        flush(f);
    }
    opened = tc_html_inline_open(node, f->prose, f->content);
    flow(f, node, depth + 1);
    if (opened) {
        tc_prose_close(f->prose);
    }
    if (block) {
        flush(f);
    }
}

static void add_element(flow_t *f, const GumboNode *node, int depth)
{
    if (tc_html_tree_is(node, GUMBO_TAG_BR)) {
        tc_prose_break(f->prose);
    }
    else if (is_smiley(node)) {
        const char *alt = tc_html_tree_attribute(node, "alt");

        tc_prose_add(f->prose, alt, strlen(alt));
    }
    else if (tc_html_inline_is_object(node)) {
        flush(f);
        tc_html_parts_object(f->p, node, f->content, NULL);
    }
    else if (tc_html_inline_is_block(node) ||
             tc_html_tree_has_class(node, TC_HTML_GALLERY)) {
        flush(f);
        if (!add_part(f, node)) {
            add_holder(f, node, depth);
        }
    }
    else {
        add_holder(f, node, depth);
    }
}

static void flow(flow_t *f, const GumboNode *node, int depth)
{
    const GumboVector *children = tc_html_tree_children(node);

    if (depth > TC_HTML_TREE_DEPTH) {
        apr_array_header_t *late = apr_array_make(f->p, 4, sizeof(void *));

        tc_html_inline_add(node, f->prose, f->content, late, 0);
        flush(f);
        for (int i = 0; i < late->nelts; i++) {
            tc_html_parts_object(f->p,
                                 APR_ARRAY_IDX(late, i, const GumboNode *),
                                 f->content, NULL);
        }
        return;
    }
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *child = children->data[i];

        if (tc_html_tree_is_element(child)) {
            add_element(f, child, depth);
        }
        else if (child->type == GUMBO_NODE_COMMENT) {
            add_comment(f, child->v.text.text);
        }
        else {
            add_text(f, child->v.text.text);
        }
    }
}

int tc_html_blocks(apr_pool_t *p, const char *html, apr_size_t len, int lines,
                   tc_content_t *content)
{
    const GumboNode *root = tc_html_tree_make(p, html, len);
    flow_t f = {
        .p = p, .content = content, .prose = tc_prose_make(p), .lines = lines
    };

    if (root == NULL) {
        return 0;
    }
    flow(&f, root, 0);
    flush(&f);
    return 1;
}

const char *tc_html_words(apr_pool_t *p, const char *html)
{
    const GumboNode *root = tc_html_tree_make(p, html, strlen(html));
    tc_prose_t *prose = tc_prose_make(p);
    apr_size_t len = 0;
    const char *text = "";

    if (root != NULL) {
        text = tc_html_tree_text(p, root, &len);
    }
    tc_prose_add(prose, text, len);
    return tc_prose_text(prose);
}

void tc_html_line(apr_pool_t *p, const char *html, tc_prose_t *prose,
                  tc_content_t *content)
{
    const GumboNode *root = tc_html_tree_make(p, html, strlen(html));
    apr_array_header_t *late = apr_array_make(p, 4, sizeof(void *));

    if (root == NULL) {
        tc_content_tell(content, "HTML that is too large was left out");
        return;
    }
    tc_html_inline_add(root, prose, content, late, 0);
    for (int i = 0; i < late->nelts; i++) {
        tc_content_tell(
            content, "something in a line was left out: <%s>",
            gumbo_normalized_tagname(
                APR_ARRAY_IDX(late, i, const GumboNode *)->v.element.tag));
    }
}
