#include "posts/block_types.h"

#include <stddef.h>
#include <string.h>

#include "base/text/most.h"

static const char *const styles[] = { "ordered", "unordered", NULL };
static const char *const tones[] = { "info", "warning", "success", NULL };

const char *const tc_block_types_marks[] = { "strong",      "em",  "code",
                                             "strike",      "sub", "sup",
                                             TC_BLOCK_LINK, NULL };

const tc_block_member_t tc_block_types_id = { .name = "id",
                                              .kind = TC_BLOCK_ID,
                                              .most = 64 };

/* A member stays a line: */
/* clang-format off */

#define MARKS(member, lists) \
    { .name = (member), .kind = TC_BLOCK_MARKS, .most = 1000, \
      .depth = (lists) }
#define PROSE \
    { .name = "text", .kind = TC_BLOCK_TEXT, .required = 1, .read = 1 }, \
    MARKS("marks", 0)
#define CAPTION \
    { .name = "caption", .kind = TC_BLOCK_TEXT }, MARKS("caption_marks", 0)

const tc_block_type_t tc_block_types_all[] = {
    { "paragraph", { PROSE } },
    { "heading", {
        PROSE,
        { .name = "level", .kind = TC_BLOCK_INTEGER, .required = 1,
          .least = 1, .most = 6 } } },
    { "image", {
        { .name = "media_id", .kind = TC_BLOCK_IMAGE, .required = 1 },
        { .name = "alt", .kind = TC_BLOCK_TEXT },
        CAPTION } },
    { "gallery", {
        { .name = "media_ids", .kind = TC_BLOCK_IMAGES, .required = 1,
          .most = TC_MOST_GALLERY },
        CAPTION } },
    { "video", {
        { .name = "media_id", .kind = TC_BLOCK_VIDEO, .required = 1 },
        CAPTION } },
    { "quote", {
        PROSE,
        { .name = "cite", .kind = TC_BLOCK_TEXT } } },
    { "list", {
        { .name = "items", .kind = TC_BLOCK_STRINGS, .required = 1,
          .read = 1 },
        MARKS("item_marks", 1),
        { .name = "style", .kind = TC_BLOCK_CHOICE, .choices = styles } } },
    { "code", {
        { .name = "code", .kind = TC_BLOCK_TEXT, .required = 1 },
        { .name = "language", .kind = TC_BLOCK_TEXT } } },
    { "table", {
        { .name = "rows", .kind = TC_BLOCK_ROWS, .required = 1, .read = 1 },
        MARKS("cell_marks", 2),
        { .name = "header", .kind = TC_BLOCK_BOOLEAN } } },
    { "callout", {
        PROSE,
        { .name = "tone", .kind = TC_BLOCK_CHOICE, .choices = tones } } },
    { "embed", {
        { .name = "url", .kind = TC_BLOCK_HTTPS, .required = 1 },
        CAPTION } },
    { "divider", { { .name = NULL } } },
    { .type = NULL }
};

/* clang-format on */

const tc_block_type_t *tc_block_types_find(const char *name)
{
    if (name == NULL) {
        return NULL;
    }
    for (const tc_block_type_t *type = tc_block_types_all; type->type != NULL;
         type++) {
        if (strcmp(type->type, name) == 0) {
            return type;
        }
    }
    return NULL;
}
