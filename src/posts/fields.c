/* The fields of a post, in the order of the contract. */
#include "posts/fields.h"

#include <stddef.h>

#include "api/authors.h"
#include "api/categories.h"
#include "api/media.h"
#include "api/tags.h"
#include "api/users.h"
#include "base/text/most.h"
#include "posts/tags.h"
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
      .max = TC_MOST_TITLE },
    { .name = "slug",
      .type = TC_F_SLUG,
      .flags = TC_FIELD_BLANK,
      .max = TC_MOST_POST_SLUG,
      .about = "Unique; made from the title where it is left out." },
    { .name = "content",
      .type = TC_F_BLOCKS,
      .flags = TC_FIELD_REQUIRED,
      .about = "At most 2,000 blocks and 1 MiB." },
    TC_PART_TEXT("excerpt", TC_MOST_EXCERPT),
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
    { .name = "published_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_NULL | TC_FIELD_ADMIN,
      .about = "A past time; written by ADMIN, it publishes nothing." },
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
    { .name = "created_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_ADMIN,
      .about = "A past time; written by ADMIN." },
    TC_PART_READ("updated_at", TC_F_DATETIME, 0),
    { .name = "media_blocks",
      .type = TC_F_ARRAY,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &tc_media_public,
      .about = "The media that the blocks mention, each once, in order." },
    { .name = "tags",
      .type = TC_F_TAGS,
      .flags = TC_FIELD_NO_COLUMN,
      .max = TC_MOST_TAGS,
      .shape = &tc_api_tags_reference,
      .about = "Sent as names, ids or the objects that were read; unknown "
               "names make a tag. Names are told apart by their slugs." },
    { .name = "author_profile",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_SOMETIMES,
      .shape = &tc_authors_shape,
      .about = "With include=author_profile." },
    TC_PART_READ("version", TC_F_INTEGER, 0),
};

const tc_fields_t tc_posts_fields = TC_PART_TABLE("Post", post_fields);

const tc_shape_t tc_posts_fields_detail = { .name = "Post",
                                            .of = &tc_posts_fields,
                                            .about = "A post, whole.",
                                            .versioned = 1 };

static const char *const item_only[] = {
    "id",         "title",     "slug",          "excerpt",
    "status",     "read_time", "published_at",  "created_at",
    "updated_at", "no_index",  "canonical_url", "scheduled_publish_at",
    "version",    NULL
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
    { .name = "tags",
      .type = TC_F_ARRAY,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &tc_api_tags_name,
      .about = "Names, in their order." },
    { .name = "author_name",
      .type = TC_F_STRING,
      .flags = TC_FIELD_READ_ONLY,
      .about = "First and last name, or the user name." },
    TC_PART_READ("category_id", TC_F_INTEGER, TC_FIELD_NULL),
    TC_PART_READ("category_slug", TC_F_SLUG, TC_FIELD_NULL),
    { .name = "last_edited_by",
      .type = TC_F_USERNAME,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .about = "User name." },
    TC_PART_READ("has_working_copy", TC_F_BOOLEAN, 0),
    TC_PART_READ("working_copy_submitted", TC_F_BOOLEAN, 0),
    { .name = "open_notes",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Notes that are not resolved; answers do not count." },
};

static const tc_fields_t item_more = TC_PART_MORE(item_fields);

static const char *const signed_only[] = { "scheduled_publish_at",
                                           "version",
                                           "last_edited_by",
                                           "has_working_copy",
                                           "working_copy_submitted",
                                           "open_notes",
                                           NULL };

const tc_shape_t tc_posts_fields_item_public = {
    .name = "PostItemPublic",
    .of = &tc_posts_fields,
    .only = item_only,
    .without = signed_only,
    .more = &item_more,
    .about = "A post in a list, as the public sees it."
};

const tc_shape_t tc_posts_fields_item = {
    .name = "PostItem",
    .of = &tc_posts_fields,
    .only = item_only,
    .more = &item_more,
    .public_form = &tc_posts_fields_item_public,
    .about = "A post in a list; some of it only to who has signed in."
};

static const tc_field_t schedule_fields[] = {
    { .name = "scheduled_publish_at",
      .type = TC_F_DATETIME,
      .flags = TC_FIELD_NULL | TC_FIELD_REQUIRED,
      .about = "In the future." },
};

const tc_fields_t tc_posts_fields_schedule = TC_PART_TABLE("Schedule",
                                                           schedule_fields);

static const tc_field_t reject_fields[] = {
    { .name = "note",
      .type = TC_F_STRING,
      .flags = TC_FIELD_BLANK | TC_FIELD_NULL,
      .max = 4000,
      .about = "Why, as a note on the post." },
};

const tc_fields_t tc_posts_fields_reject = TC_PART_TABLE("Reject",
                                                         reject_fields);

const tc_shape_t tc_posts_fields_some = {
    .name = "PostFields",
    .schema = "{\"type\":\"object\",\"description\":\"Writeable fields of a "
              "post.\",\"additionalProperties\":true}",
    .example = "{\"title\":\"The harbour at five\"}"
};

const tc_shape_t tc_posts_fields_name = {
    .name = "FieldName",
    .schema = "{\"type\":\"string\",\"description\":\"A field's name.\"}",
    .example = "\"title\""
};
