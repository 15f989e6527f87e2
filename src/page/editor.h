/* The editors' page: its files, out of the module itself, with the headers
 * that keep a page safe which writes for its reader. */
#ifndef TC_PAGE_EDITOR_H
#define TC_PAGE_EDITOR_H

#include <httpd.h>

/* The content handler of SetHandler talecraft-editor. */
int tc_editor_handle(request_rec *r);

#endif
