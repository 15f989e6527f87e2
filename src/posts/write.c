/* POST, PUT and PATCH of posts. */
#include "posts/write.h"

#include <apr_strings.h>

#include "base/account/role.h"
#include "base/json/json.h"
#include "base/text/most.h"
#include "base/text/slug.h"
#include "core/error.h"
#include "core/refusal.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/body.h"
#include "http/context.h"
#include "http/route.h"
#include "posts/blocks.h"
#include "posts/blocks_media.h"
#include "posts/fields.h"
#include "posts/move.h"
#include "posts/row.h"
#include "posts/tags.h"
#include "posts/words.h"
#include "rest/fields.h"
#include "rest/parse.h"
#include "rest/statement.h"
#include "rest/unique.h"
#include "rest/values.h"

static const char *const media_fields[] = { "featured_media",
                                            "thumbnail_media", "og_media" };
#define MEDIA_FIELDS (sizeof(media_fields) / sizeof(media_fields[0]))

static const tc_unique_t unique_slug = {
    .field = "slug",
    .statement = "posts_taken",
    .constraint = "posts_slug_key",
    .text = "post with this slug already exists."
};

/* A body that has been checked, and the media that it mentions. */
typedef struct {
    tc_values_t *values;
    const apr_array_header_t *kept; /* ids the post mentions already */
    apr_array_header_t *media;      /* tc_media_ref_t that exist */
    const tc_post_change_t *change; /* NULL: it came with the request */
} draft_t;

/* -------------------------------------------------------------- relations */

static const char *ids_join(tc_ctx_t *ctx, const draft_t *draft)
{
    const tc_value_t *content = tc_values_get(draft->values, "content");
    apr_array_header_t *texts = apr_array_make(ctx->p, 16, sizeof(char *));
    apr_array_header_t *ids;

    for (size_t i = 0; i < MEDIA_FIELDS; i++) {
        const tc_value_t *value = tc_values_get(draft->values,
                                                media_fields[i]);

        if (tc_values_is_good(value)) {
            APR_ARRAY_PUSH(texts, const char *) = value->text;
        }
    }
    if (tc_values_is_good(content)) {
        ids = tc_blocks_media(ctx->p, content->json);
        for (int j = 0; j < ids->nelts; j++) {
            APR_ARRAY_PUSH(texts, const char *) = apr_psprintf(
                ctx->p, "%" APR_INT64_T_FMT,
                APR_ARRAY_IDX(ids, j, apr_int64_t));
        }
    }
    return apr_array_pstrcat(ctx->p, texts, ',');
}

/* Lines of "id type status". */
static apr_array_header_t *refs_parse(apr_pool_t *p, const char *text)
{
    apr_array_header_t *refs = apr_array_make(p, 16, sizeof(tc_media_ref_t));

    while (text != NULL && *text != '\0') {
        tc_media_ref_t *ref = apr_array_push(refs);
        char *at;

        ref->id = apr_strtoi64(text, &at, 10);
        ref->is_image = strncmp(at, " IMAGE ", 7) == 0;
        ref->is_ready = strncmp(at + 7, "READY", 5) == 0;
        text = strchr(at, '\n');
        text = text != NULL ? text + 1 : NULL;
    }
    return refs;
}

static void check_relation(tc_ctx_t *ctx, draft_t *draft, const char *field,
                           const char *found)
{
    const tc_value_t *value = tc_values_get(draft->values, field);

    if (tc_values_is_good(value) && found == NULL) {
        tc_values_add(ctx->p, draft->values, field,
                      tc_parse_pk_text(ctx->p, value->text));
    }
}

static void check_media_field(tc_ctx_t *ctx, draft_t *draft, const char *field)
{
    const tc_value_t *value = tc_values_get(draft->values, field);
    const tc_media_ref_t *ref;
    const char *wrong = NULL;

    if (!tc_values_is_good(value)) {
        return;
    }
    ref = tc_blocks_media_find(draft->media, value->number);
    if (ref == NULL) {
        tc_values_add(ctx->p, draft->values, field,
                      tc_parse_pk_text(ctx->p, value->text));
        return;
    }
    if (!ref->is_image) {
        wrong = " is not an image.";
    }
    else if (!ref->is_ready &&
             !tc_blocks_media_have(draft->kept, value->number)) {
        wrong = " is not ready.";
    }
    if (wrong != NULL) {
        tc_values_add(ctx->p, draft->values, field,
                      apr_pstrcat(ctx->p, "Media ", value->text, wrong, NULL));
    }
}

static const char *good_text(const draft_t *draft, const char *field)
{
    const tc_value_t *value = tc_values_get(draft->values, field);

    return tc_values_is_good(value) ? value->text : NULL;
}

/* Relations and blocks against the database. The foreign keys have the last
 * word: what goes away after this is a conflict of the write. */
static tc_error_t *check_relations(tc_ctx_t *ctx, draft_t *draft)
{
    const tc_value_t *content = tc_values_get(draft->values, "content");
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_references");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind(sql, "media", ids_join(ctx, draft));
    tc_sql_bind(
        sql, "tags",
        tc_posts_tags_ids(ctx->p, tc_values_get(draft->values, "tags")));
    tc_sql_bind(sql, "category", good_text(draft, "category"));
    tc_sql_bind(sql, "author", good_text(draft, "author"));
    tc_sql_bind_bool(sql, "hidden", ctx->caller->role >= TC_EDITOR);
    tc_sql_bind_int(sql, "post", ctx->id);
    error = tc_db_read(ctx->site, ctx->p, sql, &rows);
    if (error != NULL) {
        return error;
    }
    draft->media = refs_parse(ctx->p, tc_rows_get(rows, 0, "media"));
    check_relation(ctx, draft, "category", tc_rows_get(rows, 0, "category"));
    check_relation(ctx, draft, "author", tc_rows_get(rows, 0, "author"));
    tc_posts_tags_check(ctx->p, tc_values_get(draft->values, "tags"),
                        tc_rows_get(rows, 0, "tags"));
    for (size_t i = 0; i < MEDIA_FIELDS; i++) {
        check_media_field(ctx, draft, media_fields[i]);
    }
    if (tc_values_is_good(content)) {
        tc_blocks_check(ctx->p, draft->values, content->json, draft->media,
                        draft->kept);
    }
    return NULL;
}

/* ------------------------------------------------------- derived columns */

static void bind_words(tc_ctx_t *ctx, tc_sql_t *sql, const draft_t *draft)
{
    const tc_value_t *content = tc_values_get(draft->values, "content");

    tc_posts_words_bind(ctx->p, sql, good_text(draft, "title"),
                        good_text(draft, "excerpt"),
                        tc_values_is_good(content) ? content->json : NULL);
}

static void blank_slug_forget(const draft_t *draft)
{
    const tc_value_t *slug = tc_values_get(draft->values, "slug");

    if (tc_values_is_good(slug) && *slug->text == '\0') {
        tc_values_forget(draft->values, "slug");
    }
}

/* A time that is over. kept: the one that the post has, which may be ahead of
 * this server's clock, or NULL. */
static void check_past(tc_ctx_t *ctx, const draft_t *draft, const char *field,
                       const char *kept)
{
    const tc_value_t *at = tc_values_get(draft->values, field);

    if (tc_values_is_good(at) && at->number > apr_time_now() &&
        (kept == NULL || strcmp(kept, at->text) != 0)) {
        tc_values_add(ctx->p, draft->values, field,
                      "Time must be in the past.");
    }
}

/* What a write ran into, told as the contract does; NULL: try again. */
static tc_error_t *write_conflict(tc_ctx_t *ctx, draft_t *draft,
                                  const tc_db_conflict_t *conflict,
                                  tc_error_t *error)
{
    tc_error_t *found = tc_unique_conflict(ctx->p, &unique_slug, conflict);

    if (found != NULL) {
        return good_text(draft, "slug") != NULL ? found : NULL;
    }
    if (strcmp(conflict->sqlstate, "23503") != 0) {
        return error;
    }
    found = check_relations(ctx, draft);
    return found != NULL ? found : tc_values_error(ctx->p, draft->values);
}

/* ----------------------------------------------------------------- create */

static tc_error_t *create_run(tc_ctx_t *ctx, draft_t *draft, apr_int64_t *id)
{
    const char *given = good_text(draft, "slug");
    const char *title = good_text(draft, "title");

    for (int tries = 0; tries < TC_POST_TRIES; tries++) {
        tc_sql_t *sql = tc_sql_make(ctx->p, "posts_create");
        tc_db_conflict_t conflict = { .sqlstate = "" };
        tc_rows_t *rows;
        tc_error_t *error;

        tc_sql_bind(sql, "words_title", "");
        tc_sql_bind(sql, "words_excerpt", "");
        bind_words(ctx, sql, draft);
        tc_sql_bind(sql, "data", tc_values_json(ctx->p, draft->values));
        tc_sql_bind(sql, "tags", good_text(draft, "tags"));
        tc_sql_bind_int(sql, "author", ctx->caller->id);
        tc_sql_bind(sql, "slug", given);
        tc_sql_bind(sql, "slug_base",
                    tc_slug_make(ctx->p, title, TC_MOST_POST_SLUG, "post"));
        error = tc_statement_write(ctx, sql, &rows, &conflict);
        if (error == NULL) {
            *id = tc_rows_int(rows, 0, "id");
            return NULL;
        }
        error = write_conflict(ctx, draft, &conflict, error);
        if (error != NULL) {
            return error;
        }
    }
    return tc_posts_row_overtaken(ctx);
}

tc_error_t *tc_posts_write_create(tc_ctx_t *ctx)
{
    draft_t draft = { .kept = apr_array_make(ctx->p, 0, sizeof(apr_int64_t)) };
    apr_int64_t id = 0;
    tc_error_t *error = tc_fields_read(ctx, &draft.values);

    if (error != NULL) {
        return error;
    }
    blank_slug_forget(&draft);
    check_past(ctx, &draft, "published_at", NULL);
    check_past(ctx, &draft, "created_at", NULL);
    error = check_relations(ctx, &draft);
    if (error == NULL) {
        error = tc_unique_check(ctx, draft.values, &unique_slug);
    }
    if (error == NULL) {
        error = create_run(ctx, &draft, &id);
    }
    return error != NULL ? error : tc_posts_row_reply(ctx, id);
}

/* ----------------------------------------------------------------- update */

/* The rules of a status change; 403 for a WRITER goes before field errors. */
static tc_error_t *check_status(tc_ctx_t *ctx, draft_t *draft,
                                const tc_post_row_t *row)
{
    const char *to = good_text(draft, "status");

    if (to == NULL || strcmp(to, row->status) == 0) {
        to = row->status;
    }
    else if (ctx->caller->role < TC_EDITOR) {
        return tc_route_refuse(ctx, TC_REFUSAL_WRITER_STATUS, NULL);
    }
    else if (!tc_posts_move_may_go(row->status, to)) {
        tc_values_add(ctx->p, draft->values, "status",
                      tc_posts_move_cannot_go(ctx->p, row->status, to));
        return NULL;
    }
    if (strcmp(to, "SCHEDULED") == 0) {
        tc_posts_move_check_schedule(ctx->p, draft->values,
                                     row->scheduled_publish_at);
    }
    return NULL;
}

static tc_error_t *update_run(tc_ctx_t *ctx, draft_t *draft,
                              const tc_post_row_t *row, int *written)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_update");
    tc_db_conflict_t conflict = { .sqlstate = "" };
    tc_rows_t *rows;
    tc_error_t *error;

    bind_words(ctx, sql, draft);
    tc_sql_part(sql, good_text(draft, "tags") != NULL ? "tags" : "tags.stay");
    tc_sql_bind(sql, "tags", good_text(draft, "tags"));
    tc_sql_bind_int(sql, "id", row->id);
    tc_sql_bind(sql, "version", row->version);
    tc_sql_bind(sql, "data", tc_values_json(ctx->p, draft->values));
    tc_sql_bind_int(sql, "editor", ctx->caller->id);
    if (draft->change != NULL) {
        tc_statement_action(ctx, sql, draft->change->action);
        if (draft->change->copy != NULL) {
            tc_sql_part(sql, "apply");
            tc_sql_bind(sql, "copy", draft->change->copy);
        }
    }
    error = tc_statement_write(ctx, sql, &rows, &conflict);
    if (error != NULL) {
        return write_conflict(ctx, draft, &conflict, error);
    }
    *written = rows->count > 0;
    return NULL;
}

/* The checks that need the row or the database, and the write. */
static tc_error_t *update_checked(tc_ctx_t *ctx, draft_t *draft,
                                  const tc_post_row_t *row, int *written)
{
    tc_error_t *error;

    blank_slug_forget(draft);
    check_past(ctx, draft, "published_at", row->published_at);
    check_past(ctx, draft, "created_at", row->created_at);
    error = check_status(ctx, draft, row);
    if (error == NULL) {
        error = check_relations(ctx, draft);
    }
    if (error == NULL) {
        error = tc_unique_check(ctx, draft->values, &unique_slug);
    }
    return error != NULL ? error : update_run(ctx, draft, row, written);
}

tc_error_t *tc_posts_write_try(tc_ctx_t *ctx, const tc_post_row_t *row,
                               const tc_post_change_t *change, int *written)
{
    draft_t draft = { .kept = change->kept == NULL
                                  ? row->media
                                  : apr_array_append(ctx->p, row->media,
                                                     change->kept),
                      .change = change };

    draft.values = tc_fields_check_as(ctx, &tc_posts_fields, change->fields,
                                      TC_FIELDS_PARTIAL | TC_FIELDS_NEW);
    return update_checked(ctx, &draft, row, written);
}

/* baton: the body, tc_json_t *, NULL until it has been read. */
static tc_error_t *update_try(tc_ctx_t *ctx, const tc_post_row_t *row,
                              void *baton, int *written)
{
    tc_json_t **body = baton;
    draft_t draft = { .kept = row->media };
    tc_error_t *error = *body != NULL ? NULL : tc_body_object(ctx, body);

    if (error != NULL) {
        return error;
    }
    draft.values = tc_fields_check(ctx, *body);
    return update_checked(ctx, &draft, row, written);
}

tc_error_t *tc_posts_write_update(tc_ctx_t *ctx)
{
    tc_json_t *body = NULL;
    tc_error_t *error = tc_posts_row_change(ctx, tc_posts_row_may_edit,
                                            update_try, &body);

    return error != NULL ? error : tc_posts_row_reply(ctx, ctx->id);
}
