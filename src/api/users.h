/* Handlers of /users/ and its field tables. */
#ifndef TC_API_USERS_H
#define TC_API_USERS_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"

extern const tc_list_t tc_users_page;
tc_error_t *tc_users_create(tc_ctx_t *ctx);
tc_error_t *tc_users_read(tc_ctx_t *ctx);
tc_error_t *tc_users_update(tc_ctx_t *ctx); /* PUT and PATCH */
tc_error_t *tc_users_delete(tc_ctx_t *ctx);
extern const tc_fields_t tc_users_fields;
extern const tc_fields_t tc_users_create_fields;
extern const tc_shape_t tc_users_shape;
extern const tc_shape_t tc_users_person; /* a user in a post */

#endif
