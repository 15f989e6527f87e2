/*
 * Field tables: what bodies hold, as data, and shapes: what of it answers
 * hold. Validation, columns and the schemas of the description are made from
 * them.
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
    TC_F_SECRET,   /* of a webhook */
    TC_F_INTEGER,
    TC_F_BOOLEAN,
    TC_F_DATETIME,
    TC_F_CHOICE,
    TC_F_PK,       /* a relation by id (or the object that was read) */
    TC_F_SLUG_REL, /* a relation by slug */
    TC_F_IDS,      /* a list of ids, looked at by the handler */
    TC_F_MEMBERS,  /* an object with members of any kind, likewise */
    TC_F_CHOICES,  /* a list of choices, kept as JSON */
    TC_F_BLOCKS,   /* a post's content: its own checks, kept as JSON */
    TC_F_TAGS,     /* a post's tags: likewise */
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
#define TC_FIELD_NOT_NEW 512u   /* ignored where a row is made (201) */

#define TC_FIELD_ONLY_NEW 1024u /* ignored but there */
#define TC_FIELD_ADMIN 2048u    /* ignored from all but ADMIN */

struct tc_shape;

typedef struct {
    const char *name;   /* in JSON */
    const char *column; /* in the database, NULL: as name */
    tc_field_type_t type;
    unsigned flags;
    int max;                      /* characters; integers: largest value */
    int min;                      /* integers: smallest value */
    const char *const *choices;   /* TC_F_CHOICE, NULL-terminated */
    const struct tc_shape *shape; /* of an object or of an array's items */
    const char *about;            /* one sentence for the description */
} tc_field_t;

typedef struct tc_fields {
    const char *name; /* of its schema, "Post" */
    const tc_field_t *fields;
    int count;
} tc_fields_t;

/* An object that answers hold: a field table whole or in part, and more. */
typedef struct tc_shape {
    const char *name;                   /* of its schema */
    const tc_fields_t *of;              /* whose fields it has */
    const char *const *only;            /* these of them; NULL: all */
    const char *const *without;         /* all but these; NULL: all */
    const tc_fields_t *more;            /* further fields, or NULL */
    const struct tc_shape *public_form; /* what lesser callers get, or NULL:
                                           the rest of its fields is optional
                                           in the description */
    const char *about;
    int versioned; /* a row with a version: Prefer: return=minimal counts */
    /* what is no object of fields: */
    const char *schema;           /* its JSON Schema, or NULL */
    const char *example;          /* JSON */
    const struct tc_shape *holds; /* what that schema refers to, or NULL */
} tc_shape_t;

#endif
