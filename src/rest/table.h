/*
 * Field tables: what bodies hold, as data. Validation, columns and the schemas
 * of the description are made from them.
 */
#ifndef TC_REST_TABLE_H
#define TC_REST_TABLE_H

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

#endif
