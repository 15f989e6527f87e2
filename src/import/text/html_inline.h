/* What stands within a line of HTML: text and marks. */
#ifndef TC_IMPORT_TEXT_HTML_INLINE_H
#define TC_IMPORT_TEXT_HTML_INLINE_H

#include <apr_tables.h>
#include <gumbo.h>

#include "import/text/content.h"
#include "import/text/prose.h"

/* The mark that an element makes of its text, NULL: none. */
const char *tc_html_inline_mark(const GumboNode *node);
/* Opens that mark. 1: tc_prose_close must follow. A link that no mark may have
 * is a remark, and none is opened. */
int tc_html_inline_open(const GumboNode *node, tc_prose_t *prose,
                        tc_content_t *content);

/*
 * All text in the children of node, with marks; what begins a block begins a
 * line. Elements that are no text (pictures, videos, frames) are collected in
 * late (const GumboNode *), to be told as blocks afterwards. Lists in it are
 * not followed where skip_lists is set.
 */
void tc_html_inline_add(const GumboNode *node, tc_prose_t *prose,
                        tc_content_t *content, apr_array_header_t *late,
                        int skip_lists);

/* 1 where the element is a block of its own in HTML's default style. */
int tc_html_inline_is_block(const GumboNode *node);
/* 1 where it is shown, but is no text. */
int tc_html_inline_is_object(const GumboNode *node);

#endif
