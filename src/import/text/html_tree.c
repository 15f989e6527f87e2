#include "import/text/html_tree.h"

#include <setjmp.h>
#include <string.h>

#include <apr_buckets.h>
#include <apr_strings.h>

#define MEMORY_MAX (256 * 1024 * 1024)

/* gumbo asks for memory and never looks whether it got some: where there is no
 * more for it, it is left by a jump. What it had is the pool's. */
typedef struct {
    apr_pool_t *p;
    apr_size_t left;
    jmp_buf out;
} memory_t;

static void *allocate(void *userdata, size_t size)
{
    memory_t *memory = userdata;

    if (size > memory->left) {
        longjmp(memory->out, 1);
    }
    memory->left -= size;
    return apr_palloc(memory->p, size);
}

/* gumbo's own way to free a tree recurses as deep as that is. */
static void forget(void *userdata, void *memory)
{
    (void)userdata;
    (void)memory;
}

const GumboNode *tc_html_tree_make(apr_pool_t *p, const char *html,
                                   apr_size_t len)
{
    memory_t *memory = apr_palloc(p, sizeof(*memory));
    GumboOptions options = kGumboDefaultOptions;

    if (len > TC_HTML_TREE_BYTES) {
        return NULL;
    }
    memory->p = p;
    memory->left = MEMORY_MAX;
    options.allocator = allocate;
    options.deallocator = forget;
    options.userdata = memory;
    options.max_errors = 0;
    options.fragment_context = GUMBO_TAG_BODY;
    if (setjmp(memory->out) != 0) {
        return NULL;
    }
    return gumbo_parse_with_options(&options, html, len)->root;
}

int tc_html_tree_is_element(const GumboNode *node)
{
    return node != NULL && (node->type == GUMBO_NODE_ELEMENT ||
                            node->type == GUMBO_NODE_TEMPLATE);
}

int tc_html_tree_is(const GumboNode *node, GumboTag tag)
{
    return tc_html_tree_is_element(node) && node->v.element.tag == tag;
}

const GumboVector *tc_html_tree_children(const GumboNode *node)
{
    static const GumboVector none = { .data = NULL };

    return tc_html_tree_is_element(node) ? &node->v.element.children : &none;
}

const char *tc_html_tree_attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *found = NULL;

    if (tc_html_tree_is_element(node)) {
        found = gumbo_get_attribute(&node->v.element.attributes, name);
    }
    return found != NULL ? found->value : "";
}

/* ------------------------------------------------------------------ classes */

#define BLANKS " \t\n\r\f"

/* The next class at or behind *at, which moves behind it; NULL: no more. */
static const char *next_class(const char **at, apr_size_t *len)
{
    const char *begin = *at + strspn(*at, BLANKS);

    *len = strcspn(begin, BLANKS);
    *at = begin + *len;
    return *len > 0 ? begin : NULL;
}

int tc_html_tree_has_class(const GumboNode *node, const char *name)
{
    const char *at = tc_html_tree_attribute(node, "class");
    apr_size_t wanted = strlen(name);
    const char *one;
    apr_size_t len;

    while ((one = next_class(&at, &len)) != NULL) {
        if (len >= wanted && memcmp(one, name, wanted) == 0) {
            return 1;
        }
    }
    return 0;
}

const char *tc_html_tree_class_rest(apr_pool_t *p, const GumboNode *node,
                                    const char *beginning)
{
    const char *at = tc_html_tree_attribute(node, "class");
    apr_size_t first = strlen(beginning);
    const char *one;
    apr_size_t len;

    while ((one = next_class(&at, &len)) != NULL) {
        if (len > first && memcmp(one, beginning, first) == 0) {
            return apr_pstrmemdup(p, one + first, len - first);
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------ walking */

/* Without recursion: a tree may be as deep as its text is long. */
const GumboNode *tc_html_tree_next(const GumboNode *node, const GumboNode *top)
{
    const GumboVector *children = tc_html_tree_children(node);

    if (children->length > 0) {
        return children->data[0];
    }
    while (node != top && node->parent != NULL) {
        const GumboVector *row = tc_html_tree_children(node->parent);

        if (node->index_within_parent + 1 < row->length) {
            return row->data[node->index_within_parent + 1];
        }
        node = node->parent;
    }
    return NULL;
}

const GumboNode *tc_html_tree_find(const GumboNode *node, GumboTag tag)
{
    for (const GumboNode *at = node; at != NULL;
         at = tc_html_tree_next(at, node)) {
        if (tc_html_tree_is(at, tag)) {
            return at;
        }
    }
    return NULL;
}

static const char *text_of(const GumboNode *node)
{
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
        node->type == GUMBO_NODE_CDATA) {
        return node->v.text.text;
    }
    return tc_html_tree_is(node, GUMBO_TAG_BR) ? "\n" : "";
}

const char *tc_html_tree_text(apr_pool_t *p, const GumboNode *node,
                              apr_size_t *len)
{
    apr_size_t sum = 0;
    char *text;

    for (const GumboNode *at = node; at != NULL;
         at = tc_html_tree_next(at, node)) {
        sum += strlen(text_of(at));
    }
    text = apr_palloc(p, sum + 1);
    sum = 0;
    for (const GumboNode *at = node; at != NULL;
         at = tc_html_tree_next(at, node)) {
        apr_size_t size = strlen(text_of(at));

        memcpy(text + sum, text_of(at), size);
        sum += size;
    }
    text[sum] = '\0';
    *len = sum;
    return text;
}

/* Where the source of a node alone ends; NULL: it has none. */
static const char *own_end(const GumboNode *node)
{
    const GumboStringPiece *piece = &node->v.text.original_text;

    if (tc_html_tree_is_element(node)) {
        piece = node->v.element.original_end_tag.length > 0
                    ? &node->v.element.original_end_tag
                    : &node->v.element.original_tag;
    }
    return piece->length > 0 ? piece->data + piece->length : NULL;
}

const char *tc_html_tree_source(const GumboNode *node, apr_size_t *len)
{
    const char *begin = node->v.element.original_tag.data;
    const char *end = begin;
    const char *name = gumbo_normalized_tagname(node->v.element.tag);

    *len = 0;
    if (begin == NULL || node->v.element.original_tag.length == 0) {
        return "";
    }
    for (const GumboNode *at = node; at != NULL;
         at = tc_html_tree_next(at, node)) {
        const char *one = own_end(at);

        end = one != NULL && one > end ? one : end;
    }
    /* gumbo does not tell where a form ends */
    if (strncasecmp(end, "</", 2) == 0 &&
        strncasecmp(end + 2, name, strlen(name)) == 0 &&
        end[2 + strlen(name)] == '>') {
        end += strlen(name) + 3;
    }
    *len = (apr_size_t)(end - begin);
    return begin;
}
