/* Links for forgotten passwords and invitations. */
#ifndef TC_API_LINKS_H
#define TC_API_LINKS_H

#include "core/error.h"
#include "http/context.h"
#include "rest/table.h"

extern const tc_shape_t tc_links_shape;
extern const tc_fields_t tc_links_reset_fields;

tc_error_t *tc_links_create(tc_ctx_t *ctx); /* POST /users/{id}/link/ */
tc_error_t *tc_links_reset(tc_ctx_t *ctx);  /* POST /auth/reset/ */

#endif
