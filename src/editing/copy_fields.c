#include "editing/copy_fields.h"

#include <apr_strings.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "core/error.h"
#include "http/body.h"
#include "http/context.h"
#include "posts/blocks.h"
#include "posts/blocks_media.h"
#include "posts/fields.h"
#include "posts/tags.h"
#include "rest/fields.h"
#include "rest/table.h"
#include "rest/values.h"

/* What it is, before anybody may see it: the present members of a table that a
 * client may write, as they came. */
static const char *known_members(apr_pool_t *p, const tc_values_t *values)
{
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_open(w, '{');
    for (int i = 0; i < values->table->count; i++) {
        if (values->values[i].present) {
            tc_writer_key(w, values->table->fields[i].name);
            tc_writer_json(w, values->values[i].json);
        }
    }
    tc_writer_close(w, '}');
    return tc_writer_text(w, NULL);
}

static void media_add(apr_pool_t *p, apr_array_header_t *ids,
                      apr_array_header_t *positions, apr_int64_t id,
                      const char *position)
{
    const char *text = apr_psprintf(p, "%" APR_INT64_T_FMT, id);

    for (int i = 0; i < ids->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(ids, i, const char *), text) == 0) {
            return;
        }
    }
    APR_ARRAY_PUSH(ids, const char *) = text;
    APR_ARRAY_PUSH(positions, const char *) = position;
}

static const char *braced(apr_pool_t *p, const apr_array_header_t *texts)
{
    return apr_pstrcat(p, "{", apr_array_pstrcat(p, texts, ','), "}", NULL);
}

/* Those of the blocks first, whose places count. */
static void media_find(apr_pool_t *p, const tc_values_t *values,
                       tc_copy_fields_t *copy)
{
    static const char *const fields[] = { "featured_media", "thumbnail_media",
                                          "og_media" };
    const tc_value_t *content = tc_values_get(values, "content");
    apr_array_header_t *ids = apr_array_make(p, 16, sizeof(char *));
    apr_array_header_t *positions = apr_array_make(p, 16, sizeof(char *));

    if (content->present && !content->is_null) {
        apr_array_header_t *in = tc_blocks_media(p, content->json);

        for (int i = 0; i < in->nelts; i++) {
            media_add(p, ids, positions, APR_ARRAY_IDX(in, i, apr_int64_t),
                      apr_itoa(p, i + 1));
        }
    }
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const tc_value_t *value = tc_values_get(values, fields[i]);

        if (value->present && !value->is_null) {
            media_add(p, ids, positions, value->number, "NULL");
        }
    }
    copy->media = braced(p, ids);
    copy->positions = braced(p, positions);
}

tc_values_t *tc_copy_fields_values(tc_ctx_t *ctx, const tc_json_t *fields)
{
    tc_values_t *values = tc_fields_check_as(
        ctx, &tc_posts_fields, fields,
        TC_FIELDS_PARTIAL | TC_FIELDS_LENIENT | TC_FIELDS_NEW);
    const tc_value_t *content = tc_values_get(values, "content");

    if (tc_values_is_good(content)) {
        tc_blocks_check(ctx->p, values, content->json, NULL, NULL);
    }
    tc_posts_tags_check_form(ctx->p, tc_values_get(values, "tags"));
    return values;
}

tc_error_t *tc_copy_fields_read(tc_ctx_t *ctx, tc_copy_fields_t **copy)
{
    tc_values_t *values;
    tc_json_t *body;
    tc_error_t *error = tc_body_object(ctx, &body);

    if (error != NULL) {
        return error;
    }
    values = tc_copy_fields_values(ctx, body);
    error = tc_values_error(ctx->p, values);
    if (error != NULL) {
        return error;
    }
    *copy = apr_pcalloc(ctx->p, sizeof(**copy));
    (*copy)->json = known_members(ctx->p, values);
    media_find(ctx->p, values, *copy);
    return NULL;
}

const tc_json_t *tc_copy_fields_parse(apr_pool_t *p, const char *json)
{
    const char *wrong;
    const tc_json_t *fields = tc_json_parse_stored(p, json, strlen(json),
                                                   &wrong);

    return fields != NULL ? fields : tc_json_parse(p, "{}", 2, &wrong);
}
