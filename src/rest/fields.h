/*
 * Validation against a resource's field table, with the texts of Django REST
 * Framework. The tables (api/<resource>_fields.c) are data: they also give
 * the OpenAPI schemas.
 */
#ifndef TC_REST_FIELDS_H
#define TC_REST_FIELDS_H

#include "base/json/json.h"
#include "core/error.h"
#include "http/context.h"
#include "rest/table.h"
#include "rest/values.h"

/* Check a body; the result is from ctx->p. partial: nothing is required, as
 * by PATCH. Never fails; look at tc_values_error. */
tc_values_t *tc_fields_check(tc_ctx_t *ctx, const tc_fields_t *table,
                             const tc_json_t *body, int partial);

/* Read the body and check it, by PATCH partially. Errors: those of
 * tc_body_object; what the fields are wrong in is left to tc_values_error. */
tc_error_t *tc_fields_read(tc_ctx_t *ctx, const tc_fields_t *table,
                           tc_values_t **values);

#endif
