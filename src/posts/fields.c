/* The fields of a post, in the order of the contract. */
#include "posts/fields.h"

#include <stddef.h>

#include "api/categories.h"
#include "api/media.h"
#include "api/users.h"
#include "rest/parts.h"
#include "rest/table.h"

const char *const tc_posts_fields_statuses[] = { "DRAFT",     "IN_REVIEW",
                                                 "SCHEDULED", "PUBLISHED",
                                                 "ARCHIVED",  NULL };

/* clang-format off */
#define IMAGE(field_name) \
    { .name = (field_name), \
      .column = field_name "_id", \
      .type = TC_F_PK, \
      .flags = TC_FIELD_NULL, \
      .shape = &tc_media_public, \
      .about = "Id of a READY image." }
/* clang-format on */

static const tc_field_t post_fields[] = {
    TC_PART_ID,
    { .name = "title",
      .type = TC_F_STRING,
      .flags = TC_FIELD_REQUIRED,
      .max = 255 },
    { .name = "slug",
      .type = TC_F_SLUG,
      .flags = TC_FIELD_BLANK,
      .max = 300,
      .about = "Unique; made from the title where it is left out." },
    { .name = "content",
      .type = TC_F_BLOCKS,
      .flags = TC_FIELD_REQUIRED,
      .about = "At most 2,000 blocks and 1 MiB." },
    TC_PART_TEXT("excerpt", 500),
    { .name = "author",
      .column = "author_id",
      .type = TC_F_PK,
      .flags = TC_FIELD_EDITOR | TC_FIELD_NOT_NEW,
      .shape = &tc_users_person,
      .about = "Changed by EDITOR and ADMIN, with an id." },
    { .name = "category",
      .column = "category_id",
      .type = TC_F_PK,
      .flags = TC_FIELD_NULL,
      .shape = &tc_categories_reference },
    { .name = "status",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_NOT_NEW,
      .choices = tc_posts_fields_statuses,
      .about = "DRAFT at first; changed by EDITOR and ADMIN." },
    { .name = "scheduled_publish_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_NULL | TC_FIELD_EDITOR | TC_FIELD_NOT_NEW,
      .about = "Counts where the status becomes SCHEDULED." },
    TC_PART_READ("published_at", TC_F_DATETIME, TC_FIELD_NULL),
    { .name = "published_by",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .shape = &tc_users_person },
    { .name = "last_edited_by",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .shape = &tc_users_person },
    IMAGE("featured_media"),
    IMAGE("thumbnail_media"),
    IMAGE("og_media"),
    TC_PART_SEO,
    TC_PART_READ("view_count", TC_F_INTEGER, 0),
    { .name = "read_time",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Minutes." },
    TC_PART_TIMES,
    { .name = "media_blocks",
      .type = TC_F_ARRAY,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &tc_media_public,
      .about = "The media that the blocks mention, each once, in order." },
};

const tc_fields_t tc_posts_fields = TC_PART_TABLE("Post", post_fields);

const tc_shape_t tc_posts_fields_detail = { .name = "Post",
                                            .of = &tc_posts_fields,
                                            .about = "A post, whole.",
                                            .versioned = 1 };

static const char *const item_only[] = {
    "id",        "title",        "slug",       "excerpt",    "status",
    "read_time", "published_at", "created_at", "updated_at", NULL
};

static const tc_field_t item_fields[] = {
    { .name = "author",
      .type = TC_F_USERNAME,
      .flags = TC_FIELD_READ_ONLY,
      .about = "User name." },
    { .name = "category",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "The category's name." },
    { .name = "thumbnail",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .shape = &tc_media_public },
};

static const tc_fields_t item_more = TC_PART_MORE(item_fields);

const tc_shape_t tc_posts_fields_item = { .name = "PostItem",
                                          .of = &tc_posts_fields,
                                          .only = item_only,
                                          .more = &item_more,
                                          .about = "A post in a list." };

static const tc_field_t schedule_fields[] = {
    { .name = "scheduled_publish_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_NULL | TC_FIELD_REQUIRED,
      .about = "In the future." },
};

const tc_fields_t tc_posts_fields_schedule = TC_PART_TABLE("Schedule",
                                                           schedule_fields);
