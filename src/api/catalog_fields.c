/* The fields of categories and ad placements, in the contract's order. */
#include "api/catalog.h"

#include "rest/parts.h"

static const tc_field_t category_fields[] = {
    TC_PART_ID,
    { .name = "name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED,
      .max = 120 },
    { .name = "slug",
      .type = TC_F_SLUG,
      .flags = TC_FIELD_BLANK,
      .max = 140,
      .about = "Unique; made from the name where it is left out." },
    { .name = "description", .type = TC_F_STRING, .flags = TC_FIELD_BLANK },
    { .name = "parent",
      .type = TC_F_SLUG_REL,
      .flags = TC_FIELD_NULL | TC_FIELD_NO_COLUMN,
      .about = "Slug of the category above it." },
    { .name = "post_count",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Posts in it that the public sees." },
    TC_PART_SEO,
    { .name = "is_featured", .type = TC_F_BOOLEAN },
    { .name = "order", .type = TC_F_INTEGER, .min = 0, .max = 2147483647 },
    { .name = "is_active",
      .type = TC_F_BOOLEAN,
      .about = "Shown to EDITOR and ADMIN." },
    { .name = "created_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Shown to EDITOR and ADMIN." },
    { .name = "updated_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Shown to EDITOR and ADMIN." },
};

const tc_fields_t tc_categories_fields = TC_PART_TABLE("Category",
                                                     category_fields);

static const tc_field_t ad_fields[] = {
    TC_PART_ID,
    { .name = "name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED,
      .max = 100,
      .about = "Unique." },
    { .name = "description", .type = TC_F_STRING, .flags = TC_FIELD_BLANK },
    { .name = "is_active", .type = TC_F_BOOLEAN },
    { .name = "show_on_desktop", .type = TC_F_BOOLEAN },
    { .name = "show_on_mobile", .type = TC_F_BOOLEAN },
    TC_PART_TIMES,
};

const tc_fields_t tc_ads_fields = TC_PART_TABLE("AdPlacement", ad_fields);
