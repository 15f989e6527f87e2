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
#include "posts/fields.h"
#include "posts/row.h"
#include "rest/fields.h"
#include "rest/statement.h"
#include "rest/values.h"

typedef struct {
    tc_handler_fn handler;
    const char *from; /* the statuses that it starts from */
    const char *to;
} move_t;

enum { PUBLISH, SCHEDULE, SUBMIT, REJECT, UNPUBLISH, ARCHIVE, RESTORE, MOVES };

static const move_t moves[MOVES] = {
    [PUBLISH] = { tc_posts_move_publish, "DRAFT IN_REVIEW SCHEDULED ARCHIVED",
                  "PUBLISHED" },
    [SCHEDULE] = { tc_posts_move_schedule, "DRAFT IN_REVIEW SCHEDULED",
                   "SCHEDULED" },
    [SUBMIT] = { tc_posts_move_submit, "DRAFT", "IN_REVIEW" },
    [REJECT] = { tc_posts_move_reject, "IN_REVIEW", "DRAFT" },
    [UNPUBLISH] = { tc_posts_move_unpublish, "PUBLISHED SCHEDULED", "DRAFT" },
    [ARCHIVE] = { tc_posts_move_archive, "DRAFT IN_REVIEW SCHEDULED PUBLISHED",
                  "ARCHIVED" },
    [RESTORE] = { tc_posts_move_restore, "ARCHIVED", "DRAFT" },
};

static int starts_from(const move_t *move, const char *status)
{
    return strstr(move->from, status) != NULL;
}

int tc_posts_move_may_go(const char *from, const char *to)
{
    for (int i = 0; i < MOVES; i++) {
        if (strcmp(moves[i].to, to) == 0 && starts_from(&moves[i], from)) {
            return 1;
        }
    }
    return 0;
}

const char *tc_posts_move_cannot_go(apr_pool_t *p, const char *from,
                                    const char *to)
{
    return tc_refusal_text(p, TC_REFUSAL_TRANSITION,
                           apr_pstrcat(p, from, " to ", to, NULL));
}

/* Why an action cannot lead there; only PUBLISHED is kept from itself. */
static const char *refusal(apr_pool_t *p, const char *from, const char *to)
{
    return strcmp(to, "PUBLISHED") == 0
               ? tc_refusal_text(p, TC_REFUSAL_PUBLISHED, NULL)
               : tc_posts_move_cannot_go(p, from, to);
}

const char *tc_posts_move_example(apr_pool_t *p, tc_handler_fn handler)
{
    for (int i = 0; i < MOVES; i++) {
        if (moves[i].handler == handler) {
            return refusal(p,
                           starts_from(&moves[i], "PUBLISHED") ? "ARCHIVED"
                                                               : "PUBLISHED",
                           moves[i].to);
        }
    }
    return NULL;
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

/* What /schedule/ was sent. */
static tc_error_t *schedule_time(tc_ctx_t *ctx, const tc_json_t *body,
                                 const char **when)
{
    tc_values_t *values = tc_fields_check(ctx, &tc_posts_fields_schedule, body,
                                          1);

    tc_posts_move_check_schedule(ctx->p, values, NULL);
    *when = tc_values_get(values, "scheduled_publish_at")->text;
    return tc_values_error(ctx->p, values);
}

static tc_error_t *move_write(tc_ctx_t *ctx, const tc_post_row_t *row,
                              const char *to, const char *when, int *written)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "posts_move");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind_int(sql, "id", row->id);
    tc_sql_bind(sql, "version", row->version);
    tc_sql_bind(sql, "status", to);
    tc_sql_bind(sql, "scheduled_publish_at", when);
    tc_sql_bind_int(sql, "editor", ctx->caller->id);
    error = tc_statement_write(ctx, sql, &rows, NULL);
    *written = error == NULL && rows->count > 0;
    return error;
}

typedef struct {
    const move_t *move;
    tc_json_t *body; /* of /schedule/; NULL until it has been read */
} wish_t;

static tc_error_t *move_try(tc_ctx_t *ctx, const tc_post_row_t *row,
                            void *baton, int *written)
{
    wish_t *wish = baton;
    const char *to = wish->move->to;
    const char *when = NULL;
    tc_error_t *error = NULL;

    if (wish->move == &moves[SCHEDULE] && wish->body == NULL) {
        error = tc_body_object(ctx, &wish->body);
    }
    if (error == NULL && !starts_from(wish->move, row->status)) {
        error = tc_error_detail(ctx->p, HTTP_BAD_REQUEST,
                                refusal(ctx->p, row->status, to));
    }
    if (error == NULL && wish->body != NULL) {
        error = schedule_time(ctx, wish->body, &when);
    }
    return error ? error : move_write(ctx, row, to, when, written);
}

static tc_error_t *move_post(tc_ctx_t *ctx, int action)
{
    wish_t wish = { .move = &moves[action] };
    tc_error_t *error = tc_posts_row_change(ctx, tc_posts_row_may_touch,
                                            move_try, &wish);

    return error ? error : tc_posts_row_reply(ctx, ctx->id, 0);
}

tc_error_t *tc_posts_move_publish(tc_ctx_t *ctx)
{
    return move_post(ctx, PUBLISH);
}

tc_error_t *tc_posts_move_schedule(tc_ctx_t *ctx)
{
    return move_post(ctx, SCHEDULE);
}

tc_error_t *tc_posts_move_submit(tc_ctx_t *ctx)
{
    return move_post(ctx, SUBMIT);
}

tc_error_t *tc_posts_move_reject(tc_ctx_t *ctx)
{
    return move_post(ctx, REJECT);
}

tc_error_t *tc_posts_move_unpublish(tc_ctx_t *ctx)
{
    return move_post(ctx, UNPUBLISH);
}

tc_error_t *tc_posts_move_archive(tc_ctx_t *ctx)
{
    return move_post(ctx, ARCHIVE);
}

tc_error_t *tc_posts_move_restore(tc_ctx_t *ctx)
{
    return move_post(ctx, RESTORE);
}
