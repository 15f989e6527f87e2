/* Handlers of /auth/ but its tokens: log in and out, one's own account; their
 * tables. */
#ifndef TC_API_SESSION_H
#define TC_API_SESSION_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"

tc_error_t *tc_session_login(tc_ctx_t *ctx);
tc_error_t *tc_session_logout(tc_ctx_t *ctx);
tc_error_t *tc_session_me(tc_ctx_t *ctx);
tc_error_t *tc_session_me_update(tc_ctx_t *ctx);
tc_error_t *tc_session_password(tc_ctx_t *ctx);
extern const tc_fields_t tc_session_login_fields;
extern const tc_filter_t tc_session_login_query[];
extern const tc_shape_t tc_session_answer; /* of a login */
extern const tc_fields_t tc_session_me_fields;
extern const tc_shape_t tc_session_me_shape;
extern const tc_fields_t tc_session_password_fields;

#endif
