#include "editing/old_fields.h"

#include <apr_strings.h>
#include <string.h>

#include "base/account/role.h"
#include "base/json/json.h"
#include "base/json/writer.h"
#include "core/error.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "posts/blocks_media.h"
#include "posts/fields.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"

static const tc_shape_t media_id = {
    .name = "MediaId",
    .schema = "{\"type\":\"integer\",\"minimum\":1,\"description\":\"Id of a "
              "media row.\"}",
    .example = "17"
};

static const tc_field_t more_fields[] = {
    { .name = "missing_media",
      .type = TC_F_ARRAY,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &media_id,
      .about = "Ids of media that are no more and were left out." },
};
static const tc_fields_t more = TC_PART_MORE(more_fields);

const tc_shape_t tc_old_fields_post = { .name = "PostPutBack",
                                        .of = &tc_posts_fields,
                                        .more = &more,
                                        .about = "A post with what it was.",
                                        .versioned = 1 };

static const char *const media_fields[] = { "featured_media",
                                            "thumbnail_media", "og_media" };
#define MEDIA_FIELDS (sizeof(media_fields) / sizeof(media_fields[0]))

static void id_add(apr_array_header_t *ids, apr_int64_t id)
{
    if (id > 0 && !tc_blocks_media_have(ids, id)) {
        APR_ARRAY_PUSH(ids, apr_int64_t) = id;
    }
}

static const char *ids_text(apr_pool_t *p, const apr_array_header_t *ids)
{
    apr_array_header_t *texts = apr_array_make(p, ids->nelts, sizeof(char *));

    for (int i = 0; i < ids->nelts; i++) {
        APR_ARRAY_PUSH(texts, const char *) = apr_psprintf(
            p, "%" APR_INT64_T_FMT, APR_ARRAY_IDX(ids, i, apr_int64_t));
    }
    return apr_array_pstrcat(p, texts, ',');
}

/* Which of the media there are (apr_int64_t), and the category or NULL. */
static tc_error_t *look(tc_ctx_t *ctx, const apr_array_header_t *media,
                        const char *category, apr_array_header_t **found,
                        const char **category_found)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_references");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind(sql, "media", ids_text(ctx->p, media));
    tc_sql_bind(sql, "category", category);
    tc_sql_bind_bool(sql, "hidden", ctx->caller->role >= TC_EDITOR);
    tc_sql_bind_int(sql, "post", ctx->id);
    error = tc_statement_read(ctx, sql, &rows);
    if (error != NULL) {
        return error;
    }
    *found = apr_array_make(ctx->p, media->nelts, sizeof(apr_int64_t));
    for (const char *at = tc_rows_get(rows, 0, "media");
         at != NULL && *at != '\0'; at += *at == '\n') {
        id_add(*found, apr_atoi64(at));
        at += strcspn(at, "\n");
    }
    *category_found = tc_rows_get(rows, 0, "category");
    return NULL;
}

/* A JSON array of the media that were not found. */
static const char *missing_of(apr_pool_t *p, const apr_array_header_t *media,
                              const apr_array_header_t *found)
{
    apr_array_header_t *gone = apr_array_make(p, 4, sizeof(apr_int64_t));

    for (int i = 0; i < media->nelts; i++) {
        apr_int64_t id = APR_ARRAY_IDX(media, i, apr_int64_t);

        if (!tc_blocks_media_have(found, id)) {
            id_add(gone, id);
        }
    }
    return apr_pstrcat(p, "[", ids_text(p, gone), "]", NULL);
}

static const tc_json_t *parse(apr_pool_t *p, const char *json)
{
    const char *wrong;

    return json != NULL ? tc_json_parse_stored(p, json, strlen(json), &wrong)
                        : NULL;
}

/* Media that a revision's fields and content mention. */
static apr_array_header_t *media_of(apr_pool_t *p, const tc_json_t *fields)
{
    apr_array_header_t *ids = tc_blocks_media(p,
                                              tc_json_get(fields, "content"));

    for (size_t i = 0; i < MEDIA_FIELDS; i++) {
        id_add(ids, tc_json_int(tc_json_get(fields, media_fields[i])));
    }
    return ids;
}

typedef struct {
    apr_pool_t *p;
    tc_writer_t *w;
    const apr_array_header_t *found;
    const char *category;
} put_back_t;

static int is_media(const char *name)
{
    for (size_t i = 0; i < MEDIA_FIELDS; i++) {
        if (strcmp(media_fields[i], name) == 0) {
            return 1;
        }
    }
    return 0;
}

static int member_put_back(void *baton, const char *name, tc_json_t *value)
{
    put_back_t *back = baton;

    if (strcmp(name, "slug") == 0) {
        return 1;
    }
    tc_writer_key(back->w, name);
    if (strcmp(name, "content") == 0) {
        tc_writer_raw(back->w,
                      tc_blocks_media_only(back->p, value, back->found));
    }
    else if (strcmp(name, "category") == 0 && back->category == NULL) {
        tc_writer_null(back->w);
    }
    else if (is_media(name) &&
             !tc_blocks_media_have(back->found, tc_json_int(value))) {
        tc_writer_null(back->w);
    }
    else {
        tc_writer_json(back->w, value);
    }
    return 1;
}

tc_error_t *tc_old_fields_read(tc_ctx_t *ctx, const char *json,
                               tc_old_fields_t *old)
{
    const tc_json_t *was = parse(ctx->p, json);
    const tc_json_t *category = tc_json_get(was, "category");
    apr_array_header_t *media = media_of(ctx->p, was);
    put_back_t back = { .p = ctx->p, .w = tc_writer_make(ctx->p) };
    apr_array_header_t *found;
    tc_error_t *error = look(
        ctx, media,
        category != NULL && tc_json_kind(category) == TC_JSON_INT
            ? apr_psprintf(ctx->p, "%" APR_INT64_T_FMT, tc_json_int(category))
            : NULL,
        &found, &back.category);

    if (error != NULL) {
        return error;
    }
    back.found = found;
    tc_writer_open(back.w, '{');
    tc_json_each(was, member_put_back, &back);
    tc_writer_close(back.w, '}');
    old->fields = parse(ctx->p, tc_writer_text(back.w, NULL));
    old->media = media;
    old->missing = missing_of(ctx->p, media, found);
    return NULL;
}

tc_error_t *tc_old_fields_content(tc_ctx_t *ctx, const char *fields,
                                  const char **content, const char **missing)
{
    const tc_json_t *blocks = parse(ctx->p, *content);
    apr_array_header_t *media = tc_blocks_media(ctx->p, blocks);
    const char *category;
    apr_array_header_t *found;
    tc_error_t *error;

    while (fields != NULL && *fields != '\0') {
        id_add(media, apr_atoi64(fields));
        fields += strcspn(fields, ",");
        fields += *fields == ',';
    }
    error = look(ctx, media, NULL, &found, &category);
    if (error == NULL) {
        *missing = missing_of(ctx->p, media, found);
        *content = found->nelts < media->nelts
                       ? tc_blocks_media_only(ctx->p, blocks, found)
                       : NULL;
    }
    return error;
}

void tc_old_fields_reply(tc_ctx_t *ctx, const char *missing)
{
    tc_reply_t *reply = &ctx->reply;

    reply->body = apr_psprintf(ctx->p, "%.*s,\"missing_media\":%s}",
                               (int)reply->len - 1, reply->body, missing);
    reply->len = strlen(reply->body);
}
