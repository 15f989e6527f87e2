/* Blocks that are one element of HTML: lists, tables, quotes, code, pictures
 * and what holds them. */
#ifndef TC_IMPORT_TEXT_HTML_PARTS_H
#define TC_IMPORT_TEXT_HTML_PARTS_H

#include <apr_pools.h>
#include <gumbo.h>

#include "import/text/content.h"

/* Each writes blocks of one element; what is from p lives as long as that. */
void tc_html_parts_heading(apr_pool_t *p, const GumboNode *node, int level,
                           tc_content_t *content);
void tc_html_parts_list(apr_pool_t *p, const GumboNode *node,
                        tc_content_t *content);
void tc_html_parts_quote(apr_pool_t *p, const GumboNode *node,
                         tc_content_t *content);
void tc_html_parts_code(apr_pool_t *p, const GumboNode *node,
                        tc_content_t *content);
void tc_html_parts_table(apr_pool_t *p, const GumboNode *node,
                         tc_content_t *content);
/* An element with a text and something that stands out (a note, a tip). */
void tc_html_parts_callout(apr_pool_t *p, const GumboNode *node,
                           tc_content_t *content);
/* Picture, video, frame; of what nothing here is like the source stays as code,
 * with a remark. caption may be NULL. */
void tc_html_parts_object(apr_pool_t *p, const GumboNode *node,
                          tc_content_t *content, const tc_prose_t *caption);
#endif
