/* The text of a content, for reading time and search. */
#include "posts/blocks_text.h"

#include <apr_buckets.h>
#include <string.h>

#include "base/json/json.h"
#include "base/json/writer.h"

/* Members that readers read, wherever they stand; of list and table the
 * strings within. */
static const char *const read_types[] = { "paragraph", "heading", "quote",
                                          "callout",   "list",    "table" };

typedef struct {
    char *bytes;
    apr_size_t len;
} text_t;

static int is_read(const char *type)
{
    size_t i;

    for (i = 0; i < sizeof(read_types) / sizeof(read_types[0]); i++) {
        if (type != NULL && strcmp(type, read_types[i]) == 0) {
            return 1;
        }
    }
    return 0;
}

static void text_add(text_t *text, const tc_json_t *value)
{
    apr_size_t len;
    const char *bytes = tc_json_string(value, &len);
    apr_size_t i;

    if (bytes != NULL) {
        memcpy(text->bytes + text->len, bytes, len);
        text->len += len;
        text->bytes[text->len++] = '\n';
        return;
    }
    for (i = 0; i < tc_json_size(value); i++) {
        text_add(text, tc_json_at(value, i));
    }
}

tc_blocks_text_t tc_blocks_text(apr_pool_t *p, const tc_json_t *content)
{
    static const char *const members[] = { "text", "items", "rows" };
    text_t text;
    apr_size_t room;
    apr_size_t i;
    size_t m;

    /* the compact text is longer than all strings in it and their ends */
    (void)tc_writer_of_json(p, content, &room);
    text.bytes = apr_palloc(p, room + 1);
    text.len = 0;
    for (i = 0; i < tc_json_size(content); i++) {
        const tc_json_t *block = tc_json_at(content, i);

        if (!is_read(tc_json_string(tc_json_get(block, "type"), NULL))) {
            continue;
        }
        for (m = 0; m < sizeof(members) / sizeof(members[0]); m++) {
            const tc_json_t *value = tc_json_get(block, members[m]);

            if (value != NULL && tc_json_kind(value) != TC_JSON_OBJECT) {
                text_add(&text, value);
            }
        }
    }
    text.bytes[text.len] = '\0';
    return (tc_blocks_text_t){ text.bytes, text.len };
}
