/* GET / of the API. */
#ifndef TC_OPENAPI_WELCOME_H
#define TC_OPENAPI_WELCOME_H

#include "core/error.h"
#include "http/context.h"

/* The collections and their URLs; for who asks for HTML before all else, as
 * browsers do, a page that leads to the docs and the editors' page. */
tc_error_t *tc_welcome_root(tc_ctx_t *ctx);

#endif
