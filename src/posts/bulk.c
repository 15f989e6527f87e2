#include "posts/bulk.h"

#include <apr_strings.h>
#include <httpd.h>
#include <limits.h>
#include <string.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "core/error.h"
#include "core/refusal.h"
#include "http/body.h"
#include "http/context.h"
#include "http/reply.h"
#include "http/respond.h"
#include "http/route.h"
#include "posts/move.h"
#include "posts/posts.h"
#include "posts/write.h"
#include "rest/fields.h"
#include "rest/parse.h"
#include "rest/parts.h"
#include "rest/table.h"
#include "rest/values.h"

#define IDS_MOST 100

static const char *const actions[] = { "set",       "delete",  "publish",
                                       "schedule",  "submit",  "reject",
                                       "unpublish", "archive", "restore",
                                       NULL };

/* What tells the route of each, in their order. */
static const struct {
    int method;
    tc_handler_fn handler;
    const void *with;
} singles[] = {
    { M_PATCH, tc_posts_write_update, NULL },
    { M_DELETE, tc_posts_delete, NULL },
    { M_POST, tc_posts_move, &tc_posts_move_all[TC_MOVE_PUBLISH] },
    { M_POST, tc_posts_move, &tc_posts_move_all[TC_MOVE_SCHEDULE] },
    { M_POST, tc_posts_move, &tc_posts_move_all[TC_MOVE_SUBMIT] },
    { M_POST, tc_posts_move, &tc_posts_move_all[TC_MOVE_REJECT] },
    { M_POST, tc_posts_move, &tc_posts_move_all[TC_MOVE_UNPUBLISH] },
    { M_POST, tc_posts_move, &tc_posts_move_all[TC_MOVE_ARCHIVE] },
    { M_POST, tc_posts_move, &tc_posts_move_all[TC_MOVE_RESTORE] },
};
_Static_assert(sizeof(actions) / sizeof(actions[0]) ==
                   sizeof(singles) / sizeof(singles[0]) + 1,
               "each action has its route");

static const tc_field_t bulk_fields[] = {
    { .name = "ids",
      .type = TC_F_IDS,
      .flags = TC_FIELD_REQUIRED,
      .max = IDS_MOST,
      .about = "Of 1 to 100 different posts." },
    { .name = "action",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_REQUIRED,
      .choices = actions },
    { .name = "fields",
      .type = TC_F_MEMBERS,
      .flags = TC_FIELD_NULL,
      .about =
          "What the single request is sent: of set, what is to change; of "
          "schedule, the time." },
};

const tc_fields_t tc_posts_bulk_fields = TC_PART_TABLE("Bulk", bulk_fields);

static const tc_field_t result_fields[] = {
    { .name = "id",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .min = INT_MIN,
      .about = "As it was sent." },
    { .name = "status",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "What the single request would have been answered with." },
    { .name = "errors",
      .type = TC_F_MEMBERS,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_SOMETIMES,
      .about = "The body of that answer, where it is an error." },
};

static const tc_fields_t result_table = TC_PART_TABLE("BulkResult",
                                                      result_fields);

static const tc_shape_t result_shape = { .name = "BulkResult",
                                         .of = &result_table,
                                         .about = "What became of one post." };

static const tc_field_t answer_fields[] = {
    { .name = "results",
      .type = TC_F_ARRAY,
      .flags = TC_FIELD_READ_ONLY,
      .shape = &result_shape },
};

static const tc_fields_t answer_table = TC_PART_TABLE("BulkAnswer",
                                                      answer_fields);

const tc_shape_t tc_posts_bulk_shape = { .name = "BulkAnswer",
                                         .of = &answer_table,
                                         .about = "What became of each post, "
                                                  "in their order." };

/* ----------------------------------------------------------------- checks */

static int have(const apr_array_header_t *ids, apr_int64_t id)
{
    for (int i = 0; i < ids->nelts; i++) {
        if (APR_ARRAY_IDX(ids, i, apr_int64_t) == id) {
            return 1;
        }
    }
    return 0;
}

/* NULL, or what is wrong with them. */
static const char *ids_read(apr_pool_t *p, const tc_json_t *list,
                            apr_array_header_t *ids)
{
    const char *wrong = NULL;

    if (tc_json_size(list) == 0) {
        return "This list may not be empty.";
    }
    if (tc_json_size(list) > IDS_MOST) {
        return tc_refusal_text(p, TC_REFUSAL_TOO_MANY, apr_itoa(p, IDS_MOST));
    }
    for (apr_size_t i = 0; i < tc_json_size(list); i++) {
        const tc_json_t *one = tc_json_at(list, i);
        apr_int64_t id;

        if (tc_json_kind(one) == TC_JSON_BOOL ||
            !tc_parse_integer(p, one, &id)) {
            return TC_TEXT_INTEGER;
        }
        if (have(ids, id)) {
            wrong = "Each id may be named once.";
        }
        APR_ARRAY_PUSH(ids, apr_int64_t) = id;
    }
    return wrong;
}

static void check(tc_ctx_t *ctx, tc_values_t *values, apr_array_header_t *ids)
{
    const tc_value_t *list = tc_values_get(values, "ids");
    const tc_value_t *action = tc_values_get(values, "action");
    const tc_value_t *fields = tc_values_get(values, "fields");
    const char *wrong = NULL;

    if (list->present && list->errors == NULL) {
        wrong = ids_read(ctx->p, list->json, ids);
    }
    if (wrong != NULL) {
        tc_values_add(ctx->p, values, "ids", wrong);
    }
    if (action->text != NULL && strcmp(action->text, "set") == 0 &&
        (!fields->present || fields->is_null)) {
        tc_values_add(ctx->p, values, "fields",
                      tc_refusal_text(ctx->p, TC_REFUSAL_REQUIRED, NULL));
    }
}

/* ------------------------------------------------------------------- work */

static const tc_route_t *route_of(const char *action)
{
    int at = 0;

    while (strcmp(actions[at], action) != 0) {
        at++;
    }
    for (const tc_route_t *route = tc_routes; route->path != NULL; route++) {
        if (route->method == singles[at].method &&
            route->handler == singles[at].handler &&
            route->with == singles[at].with) {
            return route;
        }
    }
    return NULL;
}

/* The single request, in a pool of its own: the row is not sent, so it is not
 * read, and If-Match would be about one of them. */
static void one_run(const tc_ctx_t *ctx, const tc_route_t *route,
                    apr_int64_t id, tc_writer_t *w)
{
    tc_route_t single = *route;
    tc_ctx_t one = *ctx;
    tc_error_t *error;

    single.if_match = 0;
    single.gives = NULL;
    one.route = &single;
    one.id = id;
    apr_pool_create(&one.p, ctx->p);
    error = id > 0 ? route->handler(&one) : tc_error_not_found(one.p);
    tc_writer_open(w, '{');
    tc_writer_put_int(w, "id", id);
    tc_writer_put_int(w, "status",
                      error != NULL ? error->status : tc_route_status(route));
    if (error != NULL) {
        tc_respond_log(ctx->r, error);
        tc_writer_put_raw(w, "errors", error->body);
    }
    tc_writer_close(w, '}');
    apr_pool_destroy(one.p);
}

tc_error_t *tc_posts_bulk(tc_ctx_t *ctx)
{
    apr_array_header_t *ids = apr_array_make(ctx->p, 16, sizeof(apr_int64_t));
    const tc_route_t *route;
    const char *text;
    tc_values_t *values;
    tc_writer_t *w;
    apr_size_t len;
    tc_error_t *error = tc_fields_read(ctx, &values);

    if (error == NULL) {
        check(ctx, values, ids);
        error = tc_values_error(ctx->p, values);
    }
    if (error != NULL) {
        return error;
    }
    route = route_of(tc_values_get(values, "action")->text);
    ctx->given = tc_values_get(values, "fields")->is_null
                     ? NULL
                     : tc_values_get(values, "fields")->json;
    if (ctx->given == NULL) {
        ctx->given = tc_json_parse(ctx->p, "{}", 2, &text);
    }
    w = tc_writer_make(ctx->p);
    tc_writer_open(w, '{');
    tc_writer_key(w, "results");
    tc_writer_open(w, '[');
    for (int i = 0; i < ids->nelts; i++) {
        one_run(ctx, route, APR_ARRAY_IDX(ids, i, apr_int64_t), w);
    }
    tc_writer_close(w, ']');
    tc_writer_close(w, '}');
    text = tc_writer_text(w, &len);
    tc_reply_json(ctx, text, len, NULL);
    return NULL;
}
