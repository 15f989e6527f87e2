#include "posts/blocks_media.h"

#include <string.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "base/text/most.h"
#include "posts/block_types.h"

const tc_media_ref_t *tc_blocks_media_find(const apr_array_header_t *refs,
                                           apr_int64_t id)
{
    for (int i = 0; i < refs->nelts; i++) {
        const tc_media_ref_t *ref = &APR_ARRAY_IDX(refs, i, tc_media_ref_t);

        if (ref->id == id) {
            return ref;
        }
    }
    return NULL;
}

int tc_blocks_media_have(const apr_array_header_t *ids, apr_int64_t id)
{
    for (int i = 0; i < ids->nelts; i++) {
        if (APR_ARRAY_IDX(ids, i, apr_int64_t) == id) {
            return 1;
        }
    }
    return 0;
}

static void id_add(apr_array_header_t *ids, const tc_json_t *value)
{
    apr_int64_t id = tc_json_int(value);

    if (tc_json_kind(value) == TC_JSON_INT && !tc_blocks_media_have(ids, id)) {
        APR_ARRAY_PUSH(ids, apr_int64_t) = id;
    }
}

static void list_add(apr_array_header_t *ids, const tc_json_t *list,
                     apr_size_t most)
{
    if (tc_json_kind(list) != TC_JSON_ARRAY || tc_json_size(list) > most) {
        return;
    }
    for (apr_size_t i = 0; i < tc_json_size(list); i++) {
        id_add(ids, tc_json_at(list, i));
    }
}

static void member_add(apr_array_header_t *ids,
                       const tc_block_member_t *member, const tc_json_t *value)
{
    switch (member->kind) {
    case TC_BLOCK_IMAGE:
    case TC_BLOCK_VIDEO:
        id_add(ids, value);
        break;
    case TC_BLOCK_IMAGES:
        list_add(ids, value, (apr_size_t)member->most);
        break;
    default:
        break;
    }
}

apr_array_header_t *tc_blocks_media(apr_pool_t *p, const tc_json_t *content)
{
    apr_array_header_t *ids = apr_array_make(p, 16, sizeof(apr_int64_t));

    if (tc_json_kind(content) != TC_JSON_ARRAY) {
        return ids;
    }
    for (apr_size_t i = 0;
         i < tc_json_size(content) && ids->nelts <= TC_MOST_CONTENT_MEDIA;
         i++) {
        const tc_json_t *block = tc_json_at(content, i);
        const tc_block_type_t *type = tc_block_types_find(
            tc_json_string(tc_json_get(block, "type"), NULL));

        for (int m = 0; type != NULL && type->members[m].name != NULL; m++) {
            const tc_json_t *value = tc_json_get(block, type->members[m].name);

            if (value != NULL) {
                member_add(ids, &type->members[m], value);
            }
        }
    }
    return ids;
}

/* ------------------------------------------------------- what has not gone */

typedef struct {
    tc_writer_t *w;
    const apr_array_header_t *ids;
    const tc_block_type_t *type;
} only_t;

static const tc_block_member_t *media_member(const tc_block_type_t *type,
                                             const char *name)
{
    for (int i = 0; type != NULL && type->members[i].name != NULL; i++) {
        const tc_block_member_t *member = &type->members[i];

        if ((member->kind == TC_BLOCK_IMAGE ||
             member->kind == TC_BLOCK_VIDEO ||
             member->kind == TC_BLOCK_IMAGES) &&
            (name == NULL || strcmp(member->name, name) == 0)) {
            return member;
        }
    }
    return NULL;
}

static int has_id(const only_t *only, const tc_json_t *id)
{
    return tc_json_kind(id) == TC_JSON_INT &&
           tc_blocks_media_have(only->ids, tc_json_int(id));
}

/* Whether a block still has what it shows. */
static int is_shown(const only_t *only, const tc_json_t *block)
{
    const tc_block_member_t *member = media_member(only->type, NULL);
    const tc_json_t *value = member != NULL ? tc_json_get(block, member->name)
                                            : NULL;

    if (value == NULL || tc_json_kind(value) != TC_JSON_ARRAY) {
        return value == NULL || has_id(only, value);
    }
    for (apr_size_t i = 0; i < tc_json_size(value); i++) {
        if (has_id(only, tc_json_at(value, i))) {
            return 1;
        }
    }
    return 0;
}

static int member_write(void *baton, const char *name, tc_json_t *value)
{
    const only_t *only = baton;
    const tc_block_member_t *member = media_member(only->type, name);

    tc_writer_key(only->w, name);
    if (member == NULL || member->kind != TC_BLOCK_IMAGES) {
        tc_writer_json(only->w, value);
        return 1;
    }
    tc_writer_open(only->w, '[');
    for (apr_size_t i = 0; i < tc_json_size(value); i++) {
        if (has_id(only, tc_json_at(value, i))) {
            tc_writer_json(only->w, tc_json_at(value, i));
        }
    }
    tc_writer_close(only->w, ']');
    return 1;
}

const char *tc_blocks_media_only(apr_pool_t *p, const tc_json_t *content,
                                 const apr_array_header_t *ids)
{
    only_t only = { .w = tc_writer_make(p), .ids = ids };

    tc_writer_open(only.w, '[');
    for (apr_size_t i = 0; i < tc_json_size(content); i++) {
        tc_json_t *block = tc_json_at(content, i);

        only.type = tc_block_types_find(
            tc_json_string(tc_json_get(block, "type"), NULL));
        if (is_shown(&only, block)) {
            tc_writer_open(only.w, '{');
            tc_json_each(block, member_write, &only);
            tc_writer_close(only.w, '}');
        }
    }
    tc_writer_close(only.w, ']');
    return tc_writer_text(only.w, NULL);
}
