#include "import/text/html_figure.h"

#include "import/text/html_inline.h"
#include "import/text/html_parts.h"
#include "import/text/html_tree.h"

static apr_array_header_t *nodes_make(apr_pool_t *p)
{
    return apr_array_make(p, 4, sizeof(const GumboNode *));
}

static tc_prose_t *prose_of(apr_pool_t *p, const GumboNode *node,
                            tc_content_t *content)
{
    tc_prose_t *prose = tc_prose_make(p);

    tc_html_inline_add(node, prose, content, nodes_make(p), 0);
    return prose;
}

static const tc_prose_t *caption_of(apr_pool_t *p, const GumboNode *caption,
                                    tc_content_t *content)
{
    return caption != NULL ? prose_of(p, caption, content) : NULL;
}

/* The caption of a figure is its own child, not that of a figure in it. */
static const GumboNode *own_caption(const GumboNode *figure)
{
    const GumboVector *children = tc_html_tree_children(figure);

    for (unsigned i = 0; i < children->length; i++) {
        if (tc_html_tree_is(children->data[i], GUMBO_TAG_FIGCAPTION)) {
            return children->data[i];
        }
    }
    return NULL;
}

static void write_gallery(apr_pool_t *p, const GumboNode *node,
                          tc_content_t *content, const tc_prose_t *caption)
{
    apr_array_header_t *ids = apr_array_make(p, 8, sizeof(apr_int64_t));
    apr_array_header_t *late = nodes_make(p);

    for (const GumboNode *at = node; at != NULL;
         at = tc_html_tree_next(at, node)) {
        int video = 0;
        apr_int64_t id = 0;

        if (tc_html_tree_is(at, GUMBO_TAG_IMG)) {
            id = tc_content_media(content, tc_html_tree_attribute(at, "src"),
                                  tc_html_tree_class_rest(p, at, "wp-image-"),
                                  &video);
            if (id != 0 && !video) {
                APR_ARRAY_PUSH(ids, apr_int64_t) = id;
            }
            else {
                APR_ARRAY_PUSH(late, const GumboNode *) = at;
            }
        }
        else if (tc_html_tree_is(at, GUMBO_TAG_FIGCAPTION) &&
                 at->parent != node) {
            const tc_prose_t *text = caption_of(p, at, content);

            if (!tc_prose_is_blank(text)) {
                tc_content_tell(content,
                                "the caption of one picture of a "
                                "gallery: %s",
                                tc_prose_text(text));
            }
        }
    }
    tc_content_gallery(content, ids, caption);
    for (int i = 0; i < late->nelts; i++) {
        tc_html_parts_object(p, APR_ARRAY_IDX(late, i, const GumboNode *),
                             content, NULL);
    }
}

static int count_images(const GumboNode *node)
{
    int count = 0;

    for (const GumboNode *at = node; at != NULL;
         at = tc_html_tree_next(at, node)) {
        count += tc_html_tree_is(at, GUMBO_TAG_IMG);
    }
    return count;
}

static int is_embed(const GumboNode *node)
{
    return tc_html_tree_has_class(node, "wp-block-embed") ||
           tc_html_tree_has_class(node, "kg-embed-card") ||
           tc_html_tree_has_class(node, "kg-bookmark-card");
}

/* The address of an embed: of a frame, of a link, or its bare text. */
static const char *embed_url(apr_pool_t *p, const GumboNode *node,
                             tc_content_t *content)
{
    const GumboNode *frame = tc_html_tree_find(node, GUMBO_TAG_IFRAME);
    const GumboNode *link = tc_html_tree_find(node, GUMBO_TAG_A);
    apr_array_header_t *none = nodes_make(p);
    const GumboVector *children = tc_html_tree_children(node);
    tc_prose_t *text = tc_prose_make(p);

    if (frame != NULL) {
        return tc_html_tree_attribute(frame, "src");
    }
    if (link != NULL) {
        return tc_html_tree_attribute(link, "href");
    }
    for (unsigned i = 0; i < children->length; i++) {
        if (tc_html_tree_is_element(children->data[i]) &&
            !tc_html_tree_is(children->data[i], GUMBO_TAG_FIGCAPTION)) {
            tc_html_inline_add(children->data[i], text, content, none, 1);
        }
    }
    return tc_prose_text(text);
}

int tc_html_figure_add(apr_pool_t *p, const GumboNode *node,
                       tc_content_t *content)
{
    const GumboNode *video = tc_html_tree_find(node, GUMBO_TAG_VIDEO);
    const tc_prose_t *caption;
    int images = count_images(node);

    if (tc_html_tree_find(node, GUMBO_TAG_TABLE) != NULL ||
        tc_html_tree_find(node, GUMBO_TAG_BLOCKQUOTE) != NULL ||
        tc_html_tree_find(node, GUMBO_TAG_PRE) != NULL) {
        return 0;
    }
    if (!is_embed(node) && images == 0 && video == NULL) {
        return 0;
    }
    caption = caption_of(p, own_caption(node), content);
    if (is_embed(node)) {
        tc_content_embed(content, embed_url(p, node, content), caption);
    }
    else if (images > 1 || tc_html_tree_has_class(node, "wp-block-gallery")) {
        write_gallery(p, node, content, caption);
    }
    else {
        tc_html_parts_object(
            p, images > 0 ? tc_html_tree_find(node, GUMBO_TAG_IMG) : video,
            content, caption);
    }
    return 1;
}
