/* WordPress's shortcodes: "[caption ...]...[/caption]" in a text. */
#ifndef TC_IMPORT_TEXT_SHORTCODES_H
#define TC_IMPORT_TEXT_SHORTCODES_H

#include <apr_pools.h>

#include "import/text/content.h"

/* The text with HTML in place of caption, gallery (of named ids), embed, video
 * and audio, from p. Others stay as they are, and are told. */
const char *tc_shortcodes_html(apr_pool_t *p, const char *text,
                               const tc_content_hooks_t *hooks);

#endif
