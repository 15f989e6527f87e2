/* HTML of posts, as other systems keep it, into blocks. */
#ifndef TC_IMPORT_TEXT_HTML_H
#define TC_IMPORT_TEXT_HTML_H

#include <apr_pools.h>

#include "import/text/content.h"

/* The class of a figure that tc_shortcodes_html makes of a gallery; its ids
 * stand in data-ids. */
#define TC_HTML_GALLERY "tc-gallery"

/*
 * Append all that is in the text as blocks. lines: blank lines part
 * paragraphs, and an end of a line is one, as WordPress shows classic texts.
 * Nothing is dropped: what no block is like stays as code, and is told. 0: the
 * text is too large to be read, nothing was appended.
 */
int tc_html_blocks(apr_pool_t *p, const char *html, apr_size_t len, int lines,
                   tc_content_t *content);

/* The words of a piece of HTML, in one line, from p. */
const char *tc_html_words(apr_pool_t *p, const char *html);

/* What a line of HTML says, with marks, appended to a prose. */
void tc_html_line(apr_pool_t *p, const char *html, tc_prose_t *prose,
                  tc_content_t *content);

#endif
