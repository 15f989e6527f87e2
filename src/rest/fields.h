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

typedef enum {
    TC_F_STRING,
    TC_F_SLUG,
    TC_F_URL,
    TC_F_EMAIL,
    TC_F_USERNAME,
    TC_F_PASSWORD, /* not trimmed */
    TC_F_INTEGER,
    TC_F_BOOLEAN,
    TC_F_DATETIME,
    TC_F_CHOICE,
    TC_F_PK,       /* a relation by id (or the object that was read) */
    TC_F_SLUG_REL, /* a relation by slug */
    TC_F_BLOCKS,   /* a post's content: its own checks, kept as JSON */
    /* only ever read: for the description of the API */
    TC_F_NUMBER,
    TC_F_OBJECT,
    TC_F_ARRAY
} tc_field_type_t;

#define TC_FIELD_REQUIRED 1u /* on create and PUT */
#define TC_FIELD_NULL 2u     /* null is allowed ("" counts as null) */
#define TC_FIELD_BLANK 4u    /* "" is allowed */
#define TC_FIELD_READ_ONLY 8u
#define TC_FIELD_WRITE_ONLY 16u
#define TC_FIELD_UNTRIMMED 32u
#define TC_FIELD_EDITOR 64u     /* ignored from a WRITER */
#define TC_FIELD_NO_COLUMN 128u /* not of the row: the handler uses it */
#define TC_FIELD_SOMETIMES 256u /* an answer may lack it */

typedef struct {
    const char *name;   /* in JSON */
    const char *column; /* in the database, NULL: as name */
    tc_field_type_t type;
    unsigned flags;
    int max;                    /* characters; integers: largest value */
    int min;                    /* integers: smallest value */
    const char *const *choices; /* TC_F_CHOICE, NULL-terminated */
    const char *schema; /* of an object or array, for the description */
    const char *about;  /* one sentence for it */
} tc_field_t;

typedef struct {
    const char *name; /* of its schema, "Post" */
    const tc_field_t *fields;
    int count;
} tc_fields_t;

/* What one field got: */
typedef struct {
    int present; /* the client sent it (and may write it) */
    int is_null;
    const char *text;   /* the value as text for the database; "" possible */
    apr_int64_t number; /* integers, ids, booleans */
    tc_json_t *json;    /* the value as it came */
    apr_array_header_t *errors; /* const char *, NULL where it is fine */
} tc_value_t;

typedef struct {
    const tc_fields_t *table;
    tc_value_t *values;            /* one a field, in table order */
    apr_array_header_t *non_field; /* const char *, or NULL */
} tc_values_t;

/* Check a body; the result is from ctx->p. partial: nothing is required, as
 * by PATCH. Never fails; look at tc_values_error. */
tc_values_t *tc_fields_check(tc_ctx_t *ctx, const tc_fields_t *table,
                             const tc_json_t *body, int partial);

/* Read the body and check it, by PATCH partially. Errors: those of
 * tc_body_object; what the fields are wrong in is left to tc_values_error. */
tc_error_t *tc_fields_read(tc_ctx_t *ctx, const tc_fields_t *table,
                           tc_values_t **values);

/* name must be of the table. */
tc_value_t *tc_values_get(const tc_values_t *values, const char *name);

/* From now on as if it had not been sent, whatever was wrong with it. */
void tc_values_forget(const tc_values_t *values, const char *name);

/* Add an error text to a field (a check of the resource itself). */
void tc_values_add(apr_pool_t *p, tc_values_t *values, const char *field,
                   const char *text);

/* The 400 with all failing fields in table order, or NULL. */
tc_error_t *tc_values_error(apr_pool_t *p, const tc_values_t *values);

/*
 * The fields that were sent and may be written as one JSON object by column
 * name, for json_populate_record: relations as ids, times as ISO text, blank
 * nullable texts as null.
 */
const char *tc_values_json(apr_pool_t *p, const tc_values_t *values);

#endif
