/*
 * GET /schema/: the OpenAPI 3.1 description of the API, written from the
 * route table, the field tables and the list tables.
 */
#ifndef TC_OPENAPI_OPENAPI_H
#define TC_OPENAPI_OPENAPI_H

#include "base/json/json.h"
#include "core/error.h"
#include "http/context.h"
#include "rest/table.h"

tc_error_t *tc_openapi_read(tc_ctx_t *ctx);
extern const tc_shape_t tc_openapi_shape;

/* The tag of what belongs to no resource. */
#define TC_OPENAPI_SERVICE "service"

/* The schema of a block of any type. */
#define TC_OPENAPI_BLOCK "Block"

/* Where the description is written; p: for texts that live as long as the
 * writer. */
typedef struct {
    apr_pool_t *p;
    tc_writer_t *w;
    const char *base; /* URL of the API, without a slash at the end */
} tc_openapi_t;

/* "key":"text"; nothing where text is NULL. */
void tc_openapi_text(const tc_openapi_t *o, const char *key, const char *text);
/* "key": ready JSON */
void tc_openapi_raw(const tc_openapi_t *o, const char *key, const char *json);
/* {"$ref":"#/components/<kind>/<name>"} */
void tc_openapi_ref(const tc_openapi_t *o, const char *kind, const char *name);

#endif
