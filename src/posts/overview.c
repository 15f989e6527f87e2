#include "posts/overview.h"

#include "base/account/role.h"
#include "core/error.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/reply.h"
#include "http/route.h"
#include "posts/list.h"
#include "rest/list.h"
#include "rest/list_query.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"

#define RELATED 5
#define RELATED_MOST 20

const tc_filter_t tc_posts_overview_filters[] = {
    { .name = "category",
      .type = TC_FILTER_REF,
      .about = "Id or slug of a category." },
    { .name = "author", .type = TC_FILTER_TEXT, .about = "A user name." },
    { .name = "tag",
      .type = TC_FILTER_REFS,
      .about = "Ids or slugs of tags, separated by commas: posts with all of "
               "them." },
    { .name = NULL }
};

const tc_filter_t tc_posts_overview_limit[] = {
    { .name = "limit",
      .type = TC_FILTER_COUNT,
      .most = RELATED_MOST,
      .about = "How many at most: 5, and up to 20." },
    { .name = NULL }
};

static const tc_field_t month_fields[] = {
    TC_PART_READ("year", TC_F_INTEGER, 0),
    TC_PART_READ("month", TC_F_INTEGER, 0),
    TC_PART_READ("count", TC_F_INTEGER, 0),
};

static const tc_fields_t month_table = TC_PART_TABLE("PostMonth",
                                                     month_fields);

const tc_shape_t tc_posts_overview_month = { .name = "PostMonth",
                                             .of = &month_table,
                                             .about = "The published posts "
                                                      "of a month (UTC)." };

static const tc_field_t status_fields[] = {
    TC_PART_READ("DRAFT", TC_F_INTEGER, 0),
    TC_PART_READ("IN_REVIEW", TC_F_INTEGER, 0),
    TC_PART_READ("SCHEDULED", TC_F_INTEGER, 0),
    TC_PART_READ("PUBLISHED", TC_F_INTEGER, 0),
    TC_PART_READ("ARCHIVED", TC_F_INTEGER, 0),
};

static const tc_fields_t status_table = TC_PART_TABLE("PostCounts",
                                                      status_fields);

const tc_shape_t tc_posts_overview_statuses = { .name = "PostCounts",
                                                .of = &status_table,
                                                .about = "Posts by status." };

/* Bind what all of these statements know; 400 for a bad filter. */
static tc_error_t *prepare(tc_ctx_t *ctx, tc_sql_t *sql)
{
    tc_list_t asked = tc_list_query_of(ctx->route);

    tc_sql_bind_bool(sql, "hidden", ctx->caller->role > TC_PUBLIC);
    tc_sql_bind_int(sql, "caller", ctx->caller->id);
    return tc_list_query_prepare(ctx, &asked, sql);
}

static tc_error_t *reply(tc_ctx_t *ctx, tc_sql_t *sql, tc_rows_t **rows)
{
    tc_error_t *error = tc_statement_read(ctx, sql, rows);

    if (error == NULL) {
        tc_reply_json(ctx, tc_rows_get(*rows, 0, "body"),
                      tc_rows_len(*rows, 0, "body"), NULL);
    }
    return error;
}

/* Numbers by month are kept of categories and of authors, not of both together,
 * nor of tags. */
static void archive_source(tc_ctx_t *ctx, tc_sql_t *sql)
{
    tc_list_t asked = tc_list_query_of(ctx->route);
    int category = tc_list_query_filter(ctx, &asked, "category") != NULL;
    int author = tc_list_query_filter(ctx, &asked, "author") != NULL;

    if ((category && author) ||
        tc_list_query_filter(ctx, &asked, "tag") != NULL) {
        tc_sql_part(sql, "counted");
        tc_posts_list_source(ctx, sql);
        tc_sql_slow(sql);
        return;
    }
    tc_sql_part(sql, "kept");
    if (category) {
        tc_sql_part(sql, "kept.category");
    }
    if (author) {
        tc_sql_part(sql, "kept.author");
    }
}

tc_error_t *tc_posts_overview_archive(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_archive");
    tc_rows_t *rows;
    tc_error_t *error = prepare(ctx, sql);

    if (error != NULL) {
        return error;
    }
    tc_sql_part(sql, "public");
    tc_posts_list_tags(ctx, sql);
    archive_source(ctx, sql);
    error = reply(ctx, sql, &rows);
    if (error == NULL) {
        ctx->facts.unknown = tc_rows_bool(rows, 0, "unknown");
    }
    return error;
}

tc_error_t *tc_posts_overview_counts(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_counts");
    tc_rows_t *rows;
    tc_error_t *error = prepare(ctx, sql);

    if (error != NULL) {
        return error;
    }
    if (ctx->caller->role == TC_WRITER) {
        tc_sql_part(sql, "own");
    }
    tc_posts_list_source(ctx, sql);
    return reply(ctx, sql, &rows);
}

tc_error_t *tc_posts_overview_related(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_related");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(sql, "limit", RELATED);
    error = prepare(ctx, sql);
    if (error != NULL) {
        return error;
    }
    tc_sql_part(sql, "item");
    tc_sql_bind_int(sql, "id", ctx->id);
    tc_sql_bind(sql, "files", ctx->files);
    tc_sql_bind_bool(sql, "hidden", 0);
    if (ctx->caller->role == TC_PUBLIC) {
        tc_sql_part(sql, "public");
    }
    else if (ctx->caller->role == TC_WRITER) {
        tc_sql_part(sql, "own");
    }
    tc_sql_slow(sql);
    error = reply(ctx, sql, &rows);
    if (error == NULL && tc_rows_get(rows, 0, "id") == NULL) {
        return tc_error_not_found(ctx->p);
    }
    return error;
}
