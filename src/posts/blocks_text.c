/* The text of a content, for reading time and search. */
#include "posts/blocks_text.h"

#include <apr_buckets.h>
#include <string.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "posts/block_types.h"

typedef struct {
    char *bytes;
    apr_size_t len;
} text_t;

static void text_add(text_t *text, const tc_json_t *value)
{
    apr_size_t len;
    const char *bytes = tc_json_string(value, &len);

    if (bytes != NULL) {
        memcpy(text->bytes + text->len, bytes, len);
        text->len += len;
        text->bytes[text->len++] = '\n';
        return;
    }
    for (apr_size_t i = 0; i < tc_json_size(value); i++) {
        text_add(text, tc_json_at(value, i));
    }
}

tc_blocks_text_t tc_blocks_text(apr_pool_t *p, const tc_json_t *content)
{
    text_t text;
    apr_size_t room;

    /* the compact text is longer than all strings in it and their ends */
    (void)tc_writer_of_json(p, content, &room);
    text.bytes = apr_palloc(p, room + 1);
    text.len = 0;
    for (apr_size_t i = 0; i < tc_json_size(content); i++) {
        const tc_json_t *block = tc_json_at(content, i);
        const tc_block_type_t *type = tc_block_types_find(
            tc_json_string(tc_json_get(block, "type"), NULL));

        for (int m = 0; type != NULL && type->members[m].name != NULL; m++) {
            const tc_json_t *value = tc_json_get(block, type->members[m].name);

            if (type->members[m].read && value != NULL) {
                text_add(&text, value);
            }
        }
    }
    text.bytes[text.len] = '\0';
    return (tc_blocks_text_t){ text.bytes, text.len };
}
