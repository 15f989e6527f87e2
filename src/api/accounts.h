/* Handlers of /auth/ and /users/, and the field tables of their bodies. */
#ifndef TC_API_ACCOUNTS_H
#define TC_API_ACCOUNTS_H

#include "http/context.h"
#include "rest/fields.h"
#include "rest/list.h"

tc_error_t *tc_session_login(tc_ctx_t *ctx);
tc_error_t *tc_session_logout(tc_ctx_t *ctx);
tc_error_t *tc_session_me(tc_ctx_t *ctx);
tc_error_t *tc_session_me_update(tc_ctx_t *ctx);
tc_error_t *tc_session_password(tc_ctx_t *ctx);
tc_error_t *tc_tokens_list(tc_ctx_t *ctx);
tc_error_t *tc_tokens_create(tc_ctx_t *ctx);
tc_error_t *tc_tokens_delete(tc_ctx_t *ctx);

extern const tc_list_t tc_users_page;
tc_error_t *tc_users_list(tc_ctx_t *ctx);
tc_error_t *tc_users_create(tc_ctx_t *ctx);
tc_error_t *tc_users_read(tc_ctx_t *ctx);
tc_error_t *tc_users_update(tc_ctx_t *ctx); /* PUT and PATCH */
tc_error_t *tc_users_delete(tc_ctx_t *ctx);

extern const tc_fields_t tc_session_login_fields;    /* "Login" */
extern const tc_fields_t tc_session_me_fields;       /* "Me" */
extern const tc_fields_t tc_session_password_fields; /* "PasswordChange" */
extern const tc_fields_t tc_tokens_fields;    /* "Token" */

extern const char *const tc_users_roles[];       /* ends with NULL */
extern const tc_fields_t tc_users_fields;        /* "User" */
extern const tc_fields_t tc_users_create_fields; /* "UserCreate" */

#endif
