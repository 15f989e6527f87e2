/* GET /docs/: the description of the API as a page. */
#ifndef TC_OPENAPI_DOCS_H
#define TC_OPENAPI_DOCS_H

#include "core/error.h"
#include "http/context.h"

/* Named by the viewer's version, so that it may be kept for ever. */
#define TC_DOCS_VIEWER "/docs/rapidoc-9.3.8.js"

/* Of its form. */
#define TC_DOCS_SIGN_IN "/docs/sign-in.js"

tc_error_t *tc_docs_page(tc_ctx_t *ctx);
tc_error_t *tc_docs_viewer(tc_ctx_t *ctx);
tc_error_t *tc_docs_sign_in(tc_ctx_t *ctx);

#endif
