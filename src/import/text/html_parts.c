#include "import/text/html_parts.h"

#include <string.h>

#include <apr_strings.h>

#include "import/text/html_inline.h"
#include "import/text/html_tree.h"

#define CELLS_MAX 1000 /* of a row */

static apr_array_header_t *nodes_make(apr_pool_t *p)
{
    return apr_array_make(p, 4, sizeof(const GumboNode *));
}

/* What could not stand within a text follows it. */
static void write_late(apr_pool_t *p, const apr_array_header_t *late,
                       tc_content_t *content)
{
    for (int i = 0; i < late->nelts; i++) {
        tc_html_parts_object(p, APR_ARRAY_IDX(late, i, const GumboNode *),
                             content, NULL);
    }
}

static tc_prose_t *prose_of(apr_pool_t *p, const GumboNode *node,
                            tc_content_t *content, apr_array_header_t *late)
{
    tc_prose_t *prose = tc_prose_make(p);

    tc_html_inline_add(node, prose, content, late, 0);
    return prose;
}

void tc_html_parts_heading(apr_pool_t *p, const GumboNode *node, int level,
                           tc_content_t *content)
{
    apr_array_header_t *late = nodes_make(p);
    tc_prose_t *prose = prose_of(p, node, content, late);

    if (!tc_prose_is_blank(prose)) {
        tc_writer_t *w = tc_content_begin(content, "heading");

        tc_prose_write(prose, w, "text", "marks");
        tc_writer_put_int(w, "level", level);
        tc_content_end(content);
    }
    write_late(p, late, content);
}

void tc_html_parts_callout(apr_pool_t *p, const GumboNode *node,
                           tc_content_t *content)
{
    apr_array_header_t *late = nodes_make(p);
    tc_prose_t *prose = prose_of(p, node, content, late);

    if (!tc_prose_is_blank(prose)) {
        tc_prose_write(prose, tc_content_begin(content, "callout"), "text",
                       "marks");
        tc_content_end(content);
    }
    write_late(p, late, content);
}

/* -------------------------------------------------------------------- lists */

typedef struct {
    apr_pool_t *p;
    tc_content_t *content;
    apr_array_header_t *texts; /* of tc_prose_t * */
    apr_array_header_t *late;
    int nested;
} items_t;

static void add_item(items_t *items, const GumboNode *node)
{
    tc_prose_t *prose = tc_prose_make(items->p);

    tc_html_inline_add(node, prose, items->content, items->late, 1);
    if (!tc_prose_is_blank(prose)) {
        APR_ARRAY_PUSH(items->texts, tc_prose_t *) = prose;
    }
}

/* A list has no lists: items of those within follow their own. */
static void collect_items(items_t *items, const GumboNode *list)
{
    const GumboNode *at = tc_html_tree_next(list, list);

    for (; at != NULL; at = tc_html_tree_next(at, list)) {
        if (tc_html_tree_is(at, GUMBO_TAG_LI)) {
            add_item(items, at);
        }
        items->nested |= tc_html_tree_is(at, GUMBO_TAG_UL) ||
                         tc_html_tree_is(at, GUMBO_TAG_OL);
    }
}

static int any_marks(const apr_array_header_t *texts)
{
    for (int i = 0; i < texts->nelts; i++) {
        if (tc_prose_has_marks(APR_ARRAY_IDX(texts, i, tc_prose_t *))) {
            return 1;
        }
    }
    return 0;
}

static void write_texts(const apr_array_header_t *texts, tc_writer_t *w)
{
    tc_writer_open(w, '[');
    for (int i = 0; i < texts->nelts; i++) {
        tc_writer_string(w,
                         tc_prose_text(APR_ARRAY_IDX(texts, i, tc_prose_t *)));
    }
    tc_writer_close(w, ']');
}

static void write_marks(const apr_array_header_t *texts, tc_writer_t *w)
{
    tc_writer_open(w, '[');
    for (int i = 0; i < texts->nelts; i++) {
        tc_prose_write_marks(APR_ARRAY_IDX(texts, i, tc_prose_t *), w);
    }
    tc_writer_close(w, ']');
}

void tc_html_parts_list(apr_pool_t *p, const GumboNode *node,
                        tc_content_t *content)
{
    items_t items = { .p = p,
                      .content = content,
                      .texts = apr_array_make(p, 8, sizeof(tc_prose_t *)),
                      .late = nodes_make(p) };

    collect_items(&items, node);
    if (items.texts->nelts > 0) {
        tc_writer_t *w = tc_content_begin(content, "list");

        tc_writer_key(w, "items");
        write_texts(items.texts, w);
        if (any_marks(items.texts)) {
            tc_writer_key(w, "item_marks");
            write_marks(items.texts, w);
        }
        if (tc_html_tree_is(node, GUMBO_TAG_OL)) {
            tc_writer_put_string(w, "style", "ordered");
        }
        tc_content_end(content);
    }
    if (items.nested) {
        tc_content_tell(content, "a list within a list became items of one");
    }
    write_late(p, items.late, content);
}

/* ------------------------------------------------------------- quotes, code */

void tc_html_parts_quote(apr_pool_t *p, const GumboNode *node,
                         tc_content_t *content)
{
    apr_array_header_t *late = nodes_make(p);
    const GumboVector *children = tc_html_tree_children(node);
    const GumboNode *cite = NULL;
    tc_prose_t *prose = tc_prose_make(p);
    const GumboNode *last = children->length > 0
                                ? children->data[children->length - 1]
                                : NULL;

    while (last != NULL && !tc_html_tree_is_element(last) &&
           last->index_within_parent > 0) {
        last = children->data[last->index_within_parent - 1];
    }
    if (tc_html_tree_is(last, GUMBO_TAG_CITE) ||
        tc_html_tree_is(last, GUMBO_TAG_FOOTER)) {
        cite = last;
    }
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *child = children->data[i];

        if (child != cite) {
            /* a parent of one child, so that the child's own mark counts */
            GumboNode only = *node;
            void *data[] = { children->data[i] };

            only.v.element.children = (GumboVector){ .data = data,
                                                     .length = 1,
                                                     .capacity = 1 };
            tc_html_inline_add(&only, prose, content, late, 0);
        }
    }
    if (!tc_prose_is_blank(prose)) {
        tc_writer_t *w = tc_content_begin(content, "quote");

        tc_prose_write(prose, w, "text", "marks");
        if (cite != NULL) {
            tc_prose_t *source = prose_of(p, cite, content, late);

            if (!tc_prose_is_blank(source)) {
                tc_writer_put_string(w, "cite", tc_prose_text(source));
            }
        }
        tc_content_end(content);
    }
    write_late(p, late, content);
}

static const char *language_of(apr_pool_t *p, const GumboNode *node)
{
    static const char *const beginnings[] = { "language-", "lang-", "lang:" };
    const GumboNode *code = tc_html_tree_find(node, GUMBO_TAG_CODE);

    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
        const char *name = tc_html_tree_class_rest(p, node, beginnings[i]);

        if (name == NULL && code != NULL) {
            name = tc_html_tree_class_rest(p, code, beginnings[i]);
        }
        if (name != NULL) {
            return name;
        }
    }
    return NULL;
}

void tc_html_parts_code(apr_pool_t *p, const GumboNode *node,
                        tc_content_t *content)
{
    apr_size_t len;
    const char *text = tc_html_tree_text(p, node, &len);

    while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == ' ')) {
        len--;
    }
    tc_content_code(content, text, len, language_of(p, node));
}

/* ------------------------------------------------------------------- tables */

typedef struct {
    apr_array_header_t *rows; /* of apr_array_header_t * of tc_prose_t * */
    int columns;
    int header;
} table_t;

static void add_row(apr_pool_t *p, const GumboNode *tr, table_t *table,
                    tc_content_t *content, apr_array_header_t *late)
{
    const GumboVector *cells = tc_html_tree_children(tr);
    apr_array_header_t *row = apr_array_make(p, 4, sizeof(tc_prose_t *));
    int heads = 0;

    for (unsigned i = 0; i < cells->length && row->nelts < CELLS_MAX; i++) {
        const GumboNode *cell = cells->data[i];

        if (tc_html_tree_is(cell, GUMBO_TAG_TH) ||
            tc_html_tree_is(cell, GUMBO_TAG_TD)) {
            APR_ARRAY_PUSH(row, tc_prose_t *) = prose_of(p, cell, content,
                                                         late);
            heads += tc_html_tree_is(cell, GUMBO_TAG_TH);
        }
    }
    if (row->nelts == 0) {
        return;
    }
    if (table->rows->nelts == 0) {
        table->header = heads == row->nelts ||
                        tc_html_tree_is(tr->parent, GUMBO_TAG_THEAD);
    }
    table->columns = row->nelts > table->columns ? row->nelts : table->columns;
    APR_ARRAY_PUSH(table->rows, apr_array_header_t *) = row;
}

static void write_rows(const table_t *table, tc_writer_t *w,
                       void (*write)(const apr_array_header_t *,
                                     tc_writer_t *))
{
    tc_writer_open(w, '[');
    for (int i = 0; i < table->rows->nelts; i++) {
        write(APR_ARRAY_IDX(table->rows, i, apr_array_header_t *), w);
    }
    tc_writer_close(w, ']');
}

void tc_html_parts_table(apr_pool_t *p, const GumboNode *node,
                         tc_content_t *content)
{
    table_t table = { .rows = apr_array_make(p, 8, sizeof(void *)) };
    apr_array_header_t *late = nodes_make(p);
    int marks = 0;
    tc_writer_t *w;

    for (const GumboNode *at = node; at != NULL;
         at = tc_html_tree_next(at, node)) {
        if (tc_html_tree_is(at, GUMBO_TAG_CAPTION)) {
            tc_content_paragraph(content, prose_of(p, at, content, late));
        }
        else if (tc_html_tree_is(at, GUMBO_TAG_TR)) {
            add_row(p, at, &table, content, late);
        }
    }
    /* rows are all as long as the longest */
    for (int i = 0; i < table.rows->nelts; i++) {
        apr_array_header_t *row = APR_ARRAY_IDX(table.rows, i,
                                                apr_array_header_t *);

        while (row->nelts < table.columns) {
            APR_ARRAY_PUSH(row, tc_prose_t *) = tc_prose_make(p);
        }
        marks |= any_marks(row);
    }
    if (table.rows->nelts > 0) {
        w = tc_content_begin(content, "table");
        tc_writer_key(w, "rows");
        write_rows(&table, w, write_texts);
        if (marks) {
            tc_writer_key(w, "cell_marks");
            write_rows(&table, w, write_marks);
        }
        tc_writer_put_bool(w, "header", table.header);
        tc_content_end(content);
    }
    write_late(p, late, content);
}

/* ----------------------------------------------------------------- pictures */

/* Of <video src> or its first <source>. */
static const char *source_url(const GumboNode *node)
{
    const char *url = tc_html_tree_attribute(node, "src");

    if (*url == '\0') {
        url = tc_html_tree_attribute(tc_html_tree_find(node, GUMBO_TAG_SOURCE),
                                     "src");
    }
    return url;
}

/* Scripts and styles do something where they stood, and are no text to read. */
static int is_silent(const GumboNode *node)
{
    return tc_html_tree_is(node, GUMBO_TAG_SCRIPT) ||
           tc_html_tree_is(node, GUMBO_TAG_STYLE) ||
           tc_html_tree_is(node, GUMBO_TAG_LINK) ||
           tc_html_tree_is(node, GUMBO_TAG_META);
}

static void keep_source(apr_pool_t *p, const GumboNode *node,
                        tc_content_t *content)
{
    apr_size_t len;
    const char *source = tc_html_tree_source(node, &len);
    const char *name = gumbo_normalized_tagname(node->v.element.tag);

    if (is_silent(node)) {
        tc_content_tell(content, "<%s> was left out: %s", name,
                        apr_pstrmemdup(p, source, len));
        return;
    }
    tc_content_tell(content, "<%s> was kept as its source", name);
    tc_content_code(content, source, len, "html");
}

/* A picture leads nowhere; a link to the picture itself is no loss. */
static void tell_link(const GumboNode *image, tc_content_t *content)
{
    const char *href = "";
    int video;

    if (tc_html_tree_is(image->parent, GUMBO_TAG_A)) {
        href = tc_html_tree_attribute(image->parent, "href");
    }
    if (*href != '\0' && tc_content_media(content, href, NULL, &video) == 0) {
        tc_content_tell(content, "a picture was a link to %s", href);
    }
}

void tc_html_parts_object(apr_pool_t *p, const GumboNode *node,
                          tc_content_t *content, const tc_prose_t *caption)
{
    const char *url = source_url(node);

    if (tc_html_tree_is(node, GUMBO_TAG_IMG)) {
        tell_link(node, content);
        tc_content_picture(content, url,
                           tc_html_tree_class_rest(p, node, "wp-image-"),
                           tc_html_tree_attribute(node, "alt"), caption);
    }
    else if (*url != '\0' && (tc_html_tree_is(node, GUMBO_TAG_VIDEO) ||
                              tc_html_tree_is(node, GUMBO_TAG_AUDIO))) {
        tc_content_picture(content, url, NULL, NULL, caption);
    }
    else if (*url != '\0' && tc_html_tree_is(node, GUMBO_TAG_IFRAME)) {
        tc_content_embed(content, url, caption);
    }
    else {
        keep_source(p, node, content);
        if (caption != NULL && !tc_prose_is_blank(caption)) {
            tc_prose_t *text = tc_prose_make(p);

            tc_prose_add_lines(text, tc_prose_text(caption),
                               strlen(tc_prose_text(caption)));
            tc_content_paragraph(content, text);
        }
    }
}
