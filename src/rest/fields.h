/*
 * Validation against a resource's field table, with the texts of Django REST
 * Framework. The tables (on top of api/<resource>.c, and posts/fields.c) are
 * data: they also give the OpenAPI schemas.
 */
#ifndef TC_REST_FIELDS_H
#define TC_REST_FIELDS_H

#include "base/json/json.h"
#include "core/error.h"
#include "http/context.h"
#include "rest/table.h"
#include "rest/values.h"

/* Check a body against what the route takes, with nothing required where it
 * is partial; the result is from ctx->p. Never fails; look at
 * tc_values_error. */
tc_values_t *tc_fields_check(tc_ctx_t *ctx, const tc_json_t *body);

/*
 * The same against any table. Of a lenient route's body what is only incomplete
 * (a blank title, half a URL) is no error. flags:
 */
#define TC_FIELDS_PARTIAL 1u /* nothing is required */
#define TC_FIELDS_LENIENT 2u
#define TC_FIELDS_NEW 4u /* what a new row has not is ignored */
tc_values_t *tc_fields_check_as(tc_ctx_t *ctx, const tc_fields_t *table,
                                const tc_json_t *body, unsigned flags);

/* Read the body and check it. Errors: those of tc_body_object; what is wrong
 * with the fields is left to tc_values_error. */
tc_error_t *tc_fields_read(tc_ctx_t *ctx, tc_values_t **values);

#endif
