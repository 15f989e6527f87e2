/* What the field tables of several resources have in common. */
#ifndef TC_REST_PARTS_H
#define TC_REST_PARTS_H

#include "base/text/most.h"
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
#define TC_PART_SEO                                               \
    TC_PART_TEXT("seo_title", TC_MOST_SEO_TITLE),                 \
        TC_PART_TEXT("seo_description", TC_MOST_SEO_DESCRIPTION), \
        TC_PART_TEXT("seo_keywords", TC_MOST_SEO_KEYWORDS),       \
        { .name = "canonical_url",                                \
          .type = TC_F_URL,                                       \
          .flags = TC_FIELD_BLANK,                                \
          .max = TC_MOST_CANONICAL_URL },                         \
    {                                                             \
        .name = "no_index", .type = TC_F_BOOLEAN                  \
    }

/* What users may change of themselves. */
#define TC_PART_PERSON                                   \
    { .name = "email",                                   \
      .type = TC_F_EMAIL,                                \
      .flags = TC_FIELD_BLANK,                           \
      .max = TC_MOST_EMAIL },                            \
        TC_PART_TEXT("first_name", TC_MOST_PERSON_NAME), \
        TC_PART_TEXT("last_name", TC_MOST_PERSON_NAME)

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
