/*
 * GET /schema/: the OpenAPI 3.1 description of the API, written from the
 * route table, the field tables and the list tables.
 */
#ifndef TC_OPENAPI_OPENAPI_H
#define TC_OPENAPI_OPENAPI_H

#include "openapi/shapes.h"
#include "base/json/json.h"
#include "rest/list.h"
#include "http/route.h"

tc_error_t *tc_openapi_read(tc_ctx_t *ctx);

/* Who writes where; p: for texts that live as long as the writer. */
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

/* "key":number */
void tc_openapi_values_number(const tc_openapi_t *o, const char *key,
                       apr_int64_t number);
/* "type", with null beside it where that is allowed, and "enum" */
void tc_openapi_values_type(const tc_openapi_t *o, const char *type, int nullable);
void tc_openapi_values_choices(const tc_openapi_t *o, const char *const *choices,
                        int nullable);
/* "name": schema of a field; writing: as it is sent, not as it is read. */
void tc_openapi_values_field(const tc_openapi_t *o, const tc_field_t *field,
                      int writing);
/* Block and the schemas of all its types. */
void tc_openapi_blocks(const tc_openapi_t *o);

/* The members of "components": schemas, and what operations share. */
void tc_openapi_schemas(const tc_openapi_t *o);
void tc_openapi_shared(const tc_openapi_t *o);

/* The value of "paths". */
void tc_openapi_paths(const tc_openapi_t *o);

/* The answers of a route: the value of "responses". */
void tc_openapi_answers(const tc_openapi_t *o, const tc_route_t *route);

/* The parameters of a route: the value of "parameters". */
void tc_openapi_paths_parameters(const tc_openapi_t *o, const tc_route_t *route);

/* One row of what a route gives, in all forms that a caller may get. */
void tc_openapi_answers_row(const tc_openapi_t *o, const tc_route_t *route);

/* "examples": {"one": {"value": ... }}: what is written between the two. */
void tc_openapi_examples_open(const tc_openapi_t *o);
void tc_openapi_examples_close(const tc_openapi_t *o);

/* "key": {"value": {"detail": text}}, "posts" in it where that is given. */
void tc_openapi_shared_example(const tc_openapi_t *o, const char *key,
                               const char *text, const char *posts);

/* Examples: an answer of a shape, a body, a list's answer. */
void tc_openapi_examples_shape(const tc_openapi_t *o, const char *name);
void tc_openapi_examples_body(const tc_openapi_t *o, const tc_body_t *body);
void tc_openapi_examples_root(const tc_openapi_t *o);

/* 1 where other routes lead to the rows of this one: a collection. */
int tc_openapi_answers_is_collection(const tc_route_t *route);

#endif
