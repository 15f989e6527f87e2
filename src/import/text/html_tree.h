/*
 * HTML as a tree, by gumbo: the only unit that has it parse. Time and memory
 * are bounded, whatever the text: a text that needs more is none.
 */
#ifndef TC_IMPORT_TEXT_HTML_TREE_H
#define TC_IMPORT_TEXT_HTML_TREE_H

#include <apr_pools.h>
#include <gumbo.h>

#include "import/text/prose.h"

#define TC_HTML_TREE_BYTES (4 * 1024 * 1024) /* of a text at most */
#define TC_HTML_TREE_DEPTH 200 /* deeper elements are text alone */

/* The element that holds all of a piece of HTML, from p; the text must live as
 * long. NULL: it is too large, or takes too much memory to read. */
const GumboNode *tc_html_tree_make(apr_pool_t *p, const char *html,
                                   apr_size_t len);

/* NULL-safe looks at a node. */
int tc_html_tree_is(const GumboNode *node, GumboTag tag);
int tc_html_tree_is_element(const GumboNode *node);
const GumboVector *tc_html_tree_children(const GumboNode *node);
/* "" where there is no such attribute. */
const char *tc_html_tree_attribute(const GumboNode *node, const char *name);
/* 1 where a class has this name, or begins with it. */
int tc_html_tree_has_class(const GumboNode *node, const char *name);
/* What behind that beginning stands in a class, from p; NULL: in none. */
const char *tc_html_tree_class_rest(apr_pool_t *p, const GumboNode *node,
                                    const char *beginning);
/* The first element of this kind in it, itself included, or NULL. */
const GumboNode *tc_html_tree_find(const GumboNode *node, GumboTag tag);
/* The next node in reading order, within top; NULL at the end. */
const GumboNode *tc_html_tree_next(const GumboNode *node,
                                   const GumboNode *top);

/* The text that it holds, exactly, from p; br is an end of a line. */
const char *tc_html_tree_text(apr_pool_t *p, const GumboNode *node,
                              apr_size_t *len);
/* Its source, from its first to its last tag. */
const char *tc_html_tree_source(const GumboNode *node, apr_size_t *len);

#endif
