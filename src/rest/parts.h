/* What the field tables of several resources have in common. */
#ifndef TC_REST_PARTS_H
#define TC_REST_PARTS_H

#include "rest/table.h"

/* clang-format off: it has no form for parts of an initialiser */

/* A field that only answers have. flags: further ones. */
#define TC_PART_READ(field_name, field_type, more)  \
    {                                               \
        .name = (field_name), .type = (field_type), \
        .flags = TC_FIELD_READ_ONLY | (more)        \
    }

#define TC_PART_ID TC_PART_READ("id", TC_F_INTEGER, 0)

#define TC_PART_TIMES                             \
    TC_PART_READ("created_at", TC_F_DATETIME, 0), \
        TC_PART_READ("updated_at", TC_F_DATETIME, 0)

/* A text that may be blank. */
#define TC_PART_TEXT(field_name, longest)                                   \
    {                                                                       \
        .name = (field_name), .type = TC_F_STRING, .flags = TC_FIELD_BLANK, \
        .max = (longest)                                                    \
    }

/* What search engines are told of a page. */
#define TC_PART_SEO                                                       \
    TC_PART_TEXT("seo_title", 255), TC_PART_TEXT("seo_description", 320), \
        TC_PART_TEXT("seo_keywords", 255),                                \
        { .name = "canonical_url",                                        \
          .type = TC_F_URL,                                               \
          .flags = TC_FIELD_BLANK,                                        \
          .max = 500 },                                                   \
    {                                                                     \
        .name = "no_index", .type = TC_F_BOOLEAN                          \
    }

/* What users may change of themselves. */
#define TC_PART_PERSON         \
    { .name = "email",         \
      .type = TC_F_EMAIL,      \
      .flags = TC_FIELD_BLANK, \
      .max = 254 },            \
        TC_PART_TEXT("first_name", 150), TC_PART_TEXT("last_name", 150)

/* The initialiser of the tc_fields_t of an array of fields. */
#define TC_PART_TABLE(table_name, array)                   \
    {                                                      \
        .name = (table_name), .fields = (array),           \
        .count = (int)(sizeof(array) / sizeof((array)[0])) \
    }

/* The same of fields that only add to others' (tc_shape_t.more). */
#define TC_PART_MORE(array) TC_PART_TABLE(NULL, array)

/* clang-format on */

#endif
