/* Figures: pictures, galleries, videos and embeds with their captions. */
#ifndef TC_IMPORT_TEXT_HTML_FIGURE_H
#define TC_IMPORT_TEXT_HTML_FIGURE_H

#include <apr_pools.h>
#include <gumbo.h>

#include "import/text/content.h"

/* A figure of pictures, a video, an embed; 0: it is another one, and nothing
 * was written. */
int tc_html_figure_add(apr_pool_t *p, const GumboNode *node,
                       tc_content_t *content);

#endif
