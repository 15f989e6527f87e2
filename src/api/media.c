/* /media/ */
#include "api/media.h"

#include <apr_strings.h>
#include <httpd.h>

#include "auth/acting.h"
#include "base/account/role.h"
#include "base/json/json.h"
#include "base/json/writer.h"
#include "base/text/most.h"
#include "core/error.h"
#include "core/refusal.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/body.h"
#include "http/context.h"
#include "http/once.h"
#include "http/reply.h"
#include "http/respond.h"
#include "http/route.h"
#include "media/queue.h"
#include "media/serve.h"
#include "media/upload.h"
#include "rest/fields.h"
#include "rest/guard.h"
#include "rest/list.h"
#include "rest/list_query.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"
#include "rest/values.h"

const char *const tc_media_types[] = { "IMAGE", "VIDEO", NULL };
const char *const tc_media_statuses[] = { "UPLOADED", "PROCESSING", "READY",
                                          "FAILED", NULL };

static const tc_field_t variant_fields[] = {
    TC_PART_READ("url", TC_F_URL, 0),
    TC_PART_READ("width", TC_F_INTEGER, 0),
    TC_PART_READ("height", TC_F_INTEGER, 0),
    { .name = "file_size",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Bytes." },
};

static const tc_fields_t variant = TC_PART_TABLE("Variant", variant_fields);

static const tc_shape_t variant_shape = { .name = "Variant",
                                          .of = &variant,
                                          .about = "One size of a picture." };

static const tc_shape_t variants_shape = {
    .name = "Variants",
    .schema = "{\"type\":\"object\",\"description\":\"The sizes of a picture "
              "by name; {} until the media is READY.\","
              "\"additionalProperties\":"
              "{\"$ref\":\"#/components/schemas/Variant\"}}",
    .holds = &variant_shape
};

#define TEXTS                                   \
    TC_PART_TEXT("alt_text", TC_MOST_ALT_TEXT), \
        TC_PART_TEXT("caption", TC_MOST_CAPTION)
#define KIND                                                   \
    {                                                          \
        .name = "media_type", .type = TC_F_CHOICE,             \
        .flags = TC_FIELD_READ_ONLY, .choices = tc_media_types \
    }
#define STATUS                                                              \
    {                                                                       \
        .name = "status", .type = TC_F_CHOICE, .flags = TC_FIELD_READ_ONLY, \
        .choices = tc_media_statuses                                        \
    }
#define VARIANTS                                                              \
    {                                                                         \
        .name = "variants", .type = TC_F_OBJECT, .flags = TC_FIELD_READ_ONLY, \
        .shape = &variants_shape                                              \
    }

static const tc_field_t media_fields[] = {
    TC_PART_ID,
    KIND,
    STATUS,
    TC_PART_READ("original_file", TC_F_URL, 0),
    VARIANTS,
    TC_PART_READ("width", TC_F_INTEGER, TC_FIELD_NULL),
    TC_PART_READ("height", TC_F_INTEGER, TC_FIELD_NULL),
    TC_PART_READ("duration", TC_F_NUMBER, TC_FIELD_NULL),
    TC_PART_READ("file_size", TC_F_INTEGER, 0),
    TC_PART_READ("file_hash", TC_F_STRING, 0),
    TC_PART_READ("mime_type", TC_F_STRING, 0),
    TC_PART_READ("original_name", TC_F_STRING, 0),
    TEXTS,
    TC_PART_READ("error", TC_F_STRING, TC_FIELD_NULL),
    TC_PART_READ("uploaded_by", TC_F_STRING, 0),
    TC_PART_TIMES,
    TC_PART_READ("url", TC_F_URL, TC_FIELD_NULL),
    TC_PART_READ("srcset", TC_F_STRING, TC_FIELD_NULL),
    TC_PART_READ("placeholder", TC_F_STRING, TC_FIELD_NULL),
};

const tc_fields_t tc_media_fields = TC_PART_TABLE("Media", media_fields);

const tc_shape_t tc_media_shape = { .name = "Media",
                                    .versioned = 1,
                                    .of = &tc_media_fields,
                                    .about = "A media row, to its uploader, "
                                             "EDITOR and ADMIN." };

static const tc_field_t media_public_fields[] = {
    TC_PART_ID,
    KIND,
    TC_PART_READ("mime_type", TC_F_STRING, 0),
    STATUS,
    TC_PART_READ("url", TC_F_URL, TC_FIELD_NULL),
    TC_PART_READ("srcset", TC_F_STRING, TC_FIELD_NULL),
    VARIANTS,
    TC_PART_READ("placeholder", TC_F_STRING, TC_FIELD_NULL),
    TC_PART_READ("width", TC_F_INTEGER, TC_FIELD_NULL),
    TC_PART_READ("height", TC_F_INTEGER, TC_FIELD_NULL),
    TC_PART_READ("duration", TC_F_NUMBER, TC_FIELD_NULL),
    TC_PART_READ("alt_text", TC_F_STRING, 0),
    TC_PART_READ("caption", TC_F_STRING, 0),
};

static const tc_fields_t public_fields = TC_PART_TABLE("MediaPublic",
                                                       media_public_fields);

const tc_shape_t tc_media_public = { .name = "MediaPublic",
                                     .of = &public_fields,
                                     .about = "A media object in a post." };

/* The form fields that are texts; the file itself is media/upload's. */
static const tc_field_t media_upload_fields[] = { TEXTS };

const tc_fields_t tc_media_upload_fields = TC_PART_TABLE("MediaUpload",
                                                         media_upload_fields);

#define UNSUPPORTED                                                      \
    "Unsupported file type. Allowed: JPEG, PNG, WebP, GIF, AVIF, HEIC, " \
    "TIFF, "                                                             \
    "MP4, MOV, WebM."

static const tc_filter_t filters[] = {
    { .name = "media_type",
      .type = TC_FILTER_CHOICE,
      .choices = tc_media_types },
    { .name = "status",
      .type = TC_FILTER_CHOICE,
      .choices = tc_media_statuses },
    { .name = "file_hash", .type = TC_FILTER_TEXT },
    { .name = "in_use",
      .type = TC_FILTER_BOOLEAN,
      .about = "Whether any post mentions it." },
    { .name = "all",
      .type = TC_FILTER_FLAG,
      .least = TC_EDITOR,
      .about = "EDITOR and ADMIN: everyone's uploads." },
    { .name = NULL }
};

static const tc_ordering_t orderings[] = {
    { .name = "default", .keys = "t" },
    { .name = "id", .keys = "" },
    { .name = "created_at", .keys = "t" },
    { .name = "file_size", .keys = "l" },
    { .name = "original_name", .keys = "s" },
    { .name = NULL }
};

/* URLs in a media object: its files', and its own in the API. */
static void bind_urls(tc_ctx_t *ctx, tc_sql_t *sql)
{
    tc_sql_bind(sql, "files", ctx->files);
    tc_sql_bind(sql, "media_api", tc_context_url(ctx, "/media/"));
}

static void own_part(tc_ctx_t *ctx, tc_sql_t *sql)
{
    tc_sql_part(sql, "own");
    tc_sql_bind_int(sql, "caller", ctx->caller->id);
}

static void prepare(tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql)
{
    bind_urls(ctx, sql);
    if (!tc_list_query_flag(ctx, list, "all")) {
        own_part(ctx, sql);
    }
}

const tc_list_t tc_media_page = { .statement = "media",
                                  .filters = filters,
                                  .orderings = orderings,
                                  .default_desc = 1,
                                  .search = 1,
                                  .prepare = prepare };

/* ------------------------------------------------------------------- read */

static tc_error_t *read_row(tc_ctx_t *ctx, apr_int64_t id, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "media_read");
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", id);
    bind_urls(ctx, sql);
    if (ctx->caller->role < TC_EDITOR) {
        own_part(ctx, sql);
    }
    error = tc_db_read(ctx->site, ctx->p, sql, rows);
    if (error == NULL && (*rows)->count == 0) {
        error = tc_error_not_found(ctx->p);
    }
    return error;
}

static int in_work(const tc_rows_t *rows)
{
    const char *status = tc_rows_get(rows, 0, "status");

    return strcmp(status, "UPLOADED") == 0 ||
           strcmp(status, "PROCESSING") == 0;
}

static void reply_media(tc_ctx_t *ctx, const tc_rows_t *rows)
{
    tc_reply_row(ctx, rows);
    ctx->reply.retry_after = in_work(rows) ? 1 : 0;
}

static tc_error_t *reply_id(tc_ctx_t *ctx, apr_int64_t id)
{
    tc_rows_t *rows;
    tc_error_t *error = read_row(ctx, id, &rows);

    if (error == NULL) {
        reply_media(ctx, rows);
    }
    return error;
}

tc_error_t *tc_media_read(tc_ctx_t *ctx)
{
    return reply_id(ctx, ctx->id);
}

tc_error_t *tc_media_original(tc_ctx_t *ctx)
{
    tc_rows_t *rows;
    tc_error_t *error = read_row(ctx, ctx->id, &rows);

    if (error != NULL) {
        return error;
    }
    apr_table_setn(ctx->r->headers_out, "Cache-Control",
                   tc_respond_cache_control(ctx, "private, no-cache"));
    ctx->reply.status = DONE;
    return tc_serve_original(ctx->r, ctx->site, tc_rows_get(rows, 0, "sha256"),
                             tc_rows_get(rows, 0, "extension"),
                             tc_rows_get(rows, 0, "mime_type"),
                             tc_rows_get(rows, 0, "original_name"));
}

/* ----------------------------------------------------------------- upload */

/* What is wrong with the file, NULL: nothing. */
static const char *file_problem(const tc_ctx_t *ctx, const tc_upload_t *upload)
{
    if (!upload->has_file) {
        return upload->has_text
                   ? "The submitted data was not a file. Check the encoding "
                     "type on the form."
                   : tc_refusal_text(ctx->p, TC_REFUSAL_NO_FILE, NULL);
    }
    if (upload->has_more) {
        return "Only one file may be submitted.";
    }
    if (upload->size == 0) {
        return "The submitted file is empty.";
    }
    return upload->sniffed ? NULL : UNSUPPORTED;
}

/* The form's texts as a JSON object, so that they are checked as any body
 * is; the errors of the file go before theirs. */
static tc_error_t *form_check(tc_ctx_t *ctx, tc_upload_t *upload)
{
    tc_writer_t *w = tc_writer_make(ctx->p);
    tc_values_t *values;
    const char *wrong = NULL;
    const char *file = file_problem(ctx, upload);
    tc_error_t *texts;

    tc_writer_open(w, '{');
    if (upload->alt_text != NULL) {
        tc_writer_key(w, "alt_text");
        tc_writer_string_n(w, upload->alt_text, upload->alt_text_len);
    }
    if (upload->caption != NULL) {
        tc_writer_key(w, "caption");
        tc_writer_string_n(w, upload->caption, upload->caption_len);
    }
    tc_writer_close(w, '}');
    values = tc_fields_check(
        ctx, tc_json_parse(ctx->p, tc_writer_text(w, NULL),
                           strlen(tc_writer_text(w, NULL)), &wrong));
    upload->alt_text = tc_values_get(values, "alt_text")->text;
    upload->caption = tc_values_get(values, "caption")->text;
    texts = tc_values_error(ctx->p, values);
    if (file == NULL) {
        return texts;
    }
    if (texts == NULL) {
        return tc_error_field(ctx->p, "original_file", file);
    }
    w = tc_writer_make(ctx->p);
    tc_writer_string(w, file);
    return tc_error_json(ctx->p, HTTP_BAD_REQUEST,
                         apr_pstrcat(ctx->p, "{\"original_file\":[",
                                     tc_writer_text(w, NULL), "],",
                                     texts->body + 1, NULL));
}

/* What a form says, whatever its boundary is. */
static const char *form_text(apr_pool_t *p, const tc_upload_t *upload)
{
    const char *alt = upload->alt_text != NULL ? upload->alt_text : "";
    const char *caption = upload->caption != NULL ? upload->caption : "";

    return apr_psprintf(p, "%s %s %" APR_SIZE_T_FMT " %s%s", upload->sha256,
                        upload->original_name, strlen(alt), alt, caption);
}

/* Check the form and store its file; *answered 1: its key had it before. */
static tc_error_t *form_take(tc_ctx_t *ctx, tc_upload_t *upload, int *answered)
{
    tc_error_t *error = form_check(ctx, upload);

    if (error == NULL) {
        error = tc_once_begin(ctx, form_text(ctx->p, upload), answered);
    }
    return error != NULL || *answered
               ? error
               : tc_upload_publish(ctx->site, ctx->p, upload);
}

tc_error_t *tc_media_upload(tc_ctx_t *ctx)
{
    int answered = 0;
    tc_sql_t *sql = tc_sql_make(ctx->p, "media_file_add");
    tc_upload_t *upload;
    tc_media_added_t added;
    tc_error_t *error = tc_upload_receive(ctx->r, ctx->site, &upload);

    if (error == NULL) {
        tc_body_done(ctx);
        error = form_take(ctx, upload, &answered);
    }
    if (error != NULL || answered) {
        return error;
    }
    bind_urls(ctx, sql);
    error = tc_queue_add(ctx->site, ctx->p, sql,
                         tc_acting_of(ctx->r, ctx->site, ctx->caller), upload,
                         &added);
    tc_upload_release(upload);
    if (error != NULL) {
        return error;
    }
    if (added.row != NULL) {
        reply_media(ctx, added.row);
        return NULL;
    }
    ctx->reply.status = HTTP_OK;
    return reply_id(ctx, added.media_id);
}

/* ----------------------------------------------------------------- change */

tc_error_t *tc_media_update(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "media_update");
    tc_values_t *values = NULL;
    tc_rows_t *rows;
    tc_error_t *error = read_row(ctx, ctx->id, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error == NULL) {
        error = tc_fields_read(ctx, &values);
    }
    if (error == NULL) {
        error = tc_values_error(ctx->p, values);
    }
    if (error == NULL) {
        tc_sql_bind(sql, "data", tc_values_json(ctx->p, values));
        error = tc_statement_write(ctx, sql, &rows, NULL);
    }
    if (error == NULL && rows->count == 0) {
        error = tc_guard_lost(ctx);
    }
    return error != NULL ? error : reply_id(ctx, ctx->id);
}

/* In use: which posts mention it, of those the caller may see. */
static tc_error_t *refuse_in_use(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "media_posts");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", ctx->id);
    if (ctx->caller->role < TC_EDITOR) {
        own_part(ctx, sql);
    }
    error = tc_statement_read(ctx, sql, &rows);
    if (error != NULL) {
        return error;
    }
    return tc_error_with(ctx->p,
                         tc_route_refuse(ctx, TC_REFUSAL_MEDIA_USED, NULL),
                         "posts", tc_rows_get(rows, 0, "posts"));
}

tc_error_t *tc_media_delete(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "media_delete");
    tc_db_conflict_t conflict = { .sqlstate = "" };
    tc_rows_t *rows;
    tc_error_t *error = read_row(ctx, ctx->id, &rows);

    if (error == NULL) {
        error = tc_guard_begin(ctx, ctx->id, rows, sql);
    }
    if (error != NULL) {
        return error;
    }
    error = tc_statement_write(ctx, sql, &rows, &conflict);
    if (strcmp(conflict.sqlstate, "23503") == 0) {
        return refuse_in_use(ctx);
    }
    return tc_guard_end(ctx, error, rows);
}

tc_error_t *tc_media_again(tc_ctx_t *ctx)
{
    int found = 0;
    int busy = 0;
    tc_rows_t *rows;
    tc_error_t *error = read_row(ctx, ctx->id, &rows);

    if (error == NULL) {
        error = tc_guard_if_match(ctx, tc_rows_get(rows, 0, "version"));
    }
    if (error == NULL) {
        error = tc_queue_reprocess(ctx->site, ctx->p, ctx->id, &found, &busy);
    }
    if (error != NULL) {
        return error;
    }
    if (!found) {
        return tc_error_not_found(ctx->p);
    }
    if (busy) {
        return tc_route_refuse(ctx, TC_REFUSAL_MEDIA_BUSY, NULL);
    }
    return reply_id(ctx, ctx->id);
}
