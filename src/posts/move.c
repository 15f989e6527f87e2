/* The actions of /posts/{id}/ that change its status. */
#include "posts/move.h"

#include <apr_strings.h>

#include "base/json/json.h"
#include "core/error.h"
#include "core/refusal.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/body.h"
#include "http/context.h"
#include "http/route.h"
#include "posts/fields.h"
#include "posts/row.h"
#include "rest/fields.h"
#include "rest/statement.h"
#include "rest/values.h"

const tc_post_move_t tc_posts_move_all[TC_MOVES] = {
    [TC_MOVE_PUBLISH] = { "DRAFT IN_REVIEW SCHEDULED ARCHIVED", "PUBLISHED" },
    [TC_MOVE_SCHEDULE] = { "DRAFT IN_REVIEW SCHEDULED", "SCHEDULED" },
    [TC_MOVE_SUBMIT] = { "DRAFT", "IN_REVIEW" },
    [TC_MOVE_REJECT] = { "IN_REVIEW", "DRAFT" },
    [TC_MOVE_UNPUBLISH] = { "PUBLISHED SCHEDULED", "DRAFT" },
    [TC_MOVE_ARCHIVE] = { "DRAFT IN_REVIEW SCHEDULED PUBLISHED", "ARCHIVED" },
    [TC_MOVE_RESTORE] = { "ARCHIVED", "DRAFT" },
};

static int starts_from(const tc_post_move_t *move, const char *status)
{
    return strstr(move->from, status) != NULL;
}

int tc_posts_move_may_go(const char *from, const char *to)
{
    for (int i = 0; i < TC_MOVES; i++) {
        const tc_post_move_t *move = &tc_posts_move_all[i];

        if (strcmp(move->to, to) == 0 && starts_from(move, from)) {
            return 1;
        }
    }
    return 0;
}

/* "ARCHIVED to IN_REVIEW" */
static const char *way(apr_pool_t *p, const char *from, const char *to)
{
    return apr_pstrcat(p, from, " to ", to, NULL);
}

const char *tc_posts_move_cannot_go(apr_pool_t *p, const char *from,
                                    const char *to)
{
    return tc_refusal_text(p, TC_REFUSAL_TRANSITION, way(p, from, to));
}

/* Publishing starts from every status but PUBLISHED, so where it is refused
 * the post is published already. */
static tc_error_t *refuse(tc_ctx_t *ctx, const char *from, const char *to)
{
    return strcmp(to, "PUBLISHED") == 0
               ? tc_route_refuse(ctx, TC_REFUSAL_PUBLISHED, NULL)
               : tc_route_refuse(ctx, TC_REFUSAL_TRANSITION,
                                 way(ctx->p, from, to));
}

void tc_posts_move_check_schedule(apr_pool_t *p, tc_values_t *values,
                                  const char *kept)
{
    const tc_value_t *at = tc_values_get(values, "scheduled_publish_at");

    if (at->errors != NULL || (!at->present && kept != NULL)) {
        return;
    }
    if (!at->present || at->is_null) {
        tc_values_add(p, values, "scheduled_publish_at",
                      "This field is required when scheduling a post.");
    }
    else if (at->number <= apr_time_now() &&
             (kept == NULL || strcmp(kept, at->text) != 0)) {
        tc_values_add(p, values, "scheduled_publish_at",
                      "Scheduled time must be in the future.");
    }
}

/* What came with an action. */
typedef struct {
    const char *when; /* it is scheduled for, or NULL */
    const char *note; /* why it is sent back, or NULL */
} given_t;

static tc_error_t *given_read(tc_ctx_t *ctx, const tc_json_t *body,
                              given_t *given)
{
    tc_values_t *values = tc_fields_check(ctx, body);
    const tc_value_t *note;

    if (ctx->route->takes == &tc_posts_fields_reject) {
        note = tc_values_get(values, "note"); /* one that is wrong: no text */
        given->note = note->text != NULL && *note->text != '\0' ? note->text
                                                                : NULL;
        return tc_values_error(ctx->p, values);
    }
    if (!tc_values_get(values, "scheduled_publish_at")->present) {
        /* that it is missing has a text of its own */
        tc_values_forget(values, "scheduled_publish_at");
    }
    tc_posts_move_check_schedule(ctx->p, values, NULL);
    given->when = tc_values_get(values, "scheduled_publish_at")->text;
    return tc_values_error(ctx->p, values);
}

static tc_error_t *move_write(tc_ctx_t *ctx, const tc_post_row_t *row,
                              const char *to, const given_t *given,
                              int *written)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_move");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", row->id);
    tc_sql_bind(sql, "version", row->version);
    tc_sql_bind(sql, "status", to);
    tc_sql_bind(sql, "scheduled_publish_at", given->when);
    if (given->note != NULL) {
        tc_sql_part(sql, "noted");
        tc_sql_bind(sql, "note", given->note);
    }
    tc_sql_bind_int(sql, "editor", ctx->caller->id);
    if (strcmp(row->status, to) == 0) { /* another time is a schedule, too */
        tc_statement_action(ctx, sql, "schedule");
    }
    error = tc_statement_write(ctx, sql, &rows, NULL);
    *written = error == NULL && rows->count > 0;
    return error;
}

/* baton: the body, tc_json_t *, NULL until it has been read; an action that
 * takes none leaves it so. */
static tc_error_t *move_try(tc_ctx_t *ctx, const tc_post_row_t *row,
                            void *baton, int *written)
{
    const tc_post_move_t *move = ctx->route->with;
    tc_json_t **body = baton;
    given_t given = { .when = NULL };
    tc_error_t *error = NULL;

    if (ctx->route->takes != NULL && *body == NULL) {
        error = tc_body_object(ctx, body);
    }
    if (error == NULL && !starts_from(move, row->status)) {
        error = refuse(ctx, row->status, move->to);
    }
    if (error == NULL && *body != NULL) {
        error = given_read(ctx, *body, &given);
    }
    return error != NULL ? error
                         : move_write(ctx, row, move->to, &given, written);
}

tc_error_t *tc_posts_move(tc_ctx_t *ctx)
{
    tc_json_t *body = NULL;
    tc_error_t *error = tc_posts_row_change(ctx, tc_posts_row_may_touch,
                                            move_try, &body);

    return error != NULL ? error : tc_posts_row_reply(ctx, ctx->id);
}
