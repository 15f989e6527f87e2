#include "rest/dispatch.h"

#include <apr_strings.h>
#include <httpd.h>
#include <http_protocol.h>

#include "auth/identify.h"
#include "auth/throttle.h"
#include "base/account/role.h"
#include "base/crypto/hash.h"
#include "base/text/quote.h"
#include "cache/cache.h"
#include "cache/views.h"
#include "core/error.h"
#include "core/log.h"
#include "base/metrics/metrics.h"
#include "core/mount.h"
#include "core/site.h"
#include "data/data.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/body.h"
#include "http/coding.h"
#include "http/context.h"
#include "http/fieldset.h"
#include "http/once.h"
#include "http/query.h"
#include "http/reply.h"
#include "http/respond.h"
#include "http/respond_entry.h"
#include "http/route.h"
#include "rest/list.h"
#include "rest/list_links.h"
#include "rest/list_query.h"

static tc_ttl_t route_ttl(const tc_route_t *route)
{
    switch (route->cache) {
    case TC_CACHE_POST:
        return TC_TTL_DETAILS;
    case TC_CACHE_CATEGORIES:
        return TC_TTL_CATEGORIES;
    case TC_CACHE_TAGS:
        return TC_TTL_TAGS;
    case TC_CACHE_AUTHORS:
        return TC_TTL_AUTHORS;
    case TC_CACHE_ADS:
        return TC_TTL_ADS;
    default:
        return TC_TTL_LISTS;
    }
}

/* What the cache did, for metrics and for httpd's logs. */
static void count_cache(const tc_ctx_t *ctx, tc_metric_t what)
{
    static const char *const words[] = { [TC_METRIC_HIT] = "HIT",
                                         [TC_METRIC_STALE] = "STALE",
                                         [TC_METRIC_MISS] = "MISS",
                                         [TC_METRIC_BYPASS] = "BYPASS" };

    tc_metrics_add(ctx->site->metrics, what, 1);
    apr_table_setn(ctx->r->notes, "talecraft-cache", words[what]);
}

/* A public detail that was sent whole counts as a view. Where shared memory
 * has no room for it the database counts at once. */
static void count_view(tc_ctx_t *ctx, apr_int64_t post_id)
{
    apr_uint64_t site = tc_db_site_id(ctx->site);
    tc_rows_t *rows;
    tc_sql_t *sql;

    if (post_id == 0 || ctx->r->header_only || ctx->r->status != HTTP_OK) {
        return;
    }
    tc_metrics_add(ctx->site->metrics, TC_METRIC_VIEWS, 1);
    if (tc_views_add(site, post_id, 1)) {
        return;
    }
    sql = tc_sql_make(ctx->p, "posts_view");
    tc_sql_bind_int(sql, "id", post_id);
    if (tc_data_write(ctx->site, ctx->p, sql, &rows, NULL) != NULL) {
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, ctx->r,
                      TCNO(7001) "a view of post %" APR_INT64_T_FMT
                                 " was not counted: the table of views is "
                                 "full and the database is away",
                           post_id);
    }
}

/* -------------------------------------------------- public cached answers */

/* The key of a cacheable answer, NULL: BYPASS. Links in the answer carry
 * scheme, host and mount, so they are part of it. */
static const char *cache_key(const tc_ctx_t *ctx)
{
    const char *key = ctx->r->uri;
    const tc_filter_t *query = ctx->route->query;

    /* a row's id may be written with any number of zeros before it */
    if (ctx->odd_host || (ctx->id != 0 && strstr(ctx->path, "/0") != NULL) ||
        (ctx->route->list == NULL && tc_query_get(ctx, "fields") != NULL)) {
        return NULL;
    }
    if (ctx->route->list != NULL) {
        key = tc_list_links_key(ctx, ctx->route->list);
    }
    else if (ctx->route->query != NULL) {
        tc_list_t asked = tc_list_query_of(ctx->route);

        key = tc_list_links_key(ctx, &asked);
    }
    for (; key != NULL && query != NULL && query->name != NULL; query++) {
        const char *const *word = query->choices;

        for (; word != NULL && *word != NULL; word++) {
            if (tc_query_lists(ctx, query->name, *word)) {
                key = apr_pstrcat(ctx->p, key, "\n", query->name, "=", *word,
                                  NULL);
            }
        }
    }
    return key != NULL ? apr_pstrcat(ctx->p, ctx->origin, " ", key, NULL)
                       : NULL;
}

static int lines_split(apr_pool_t *p, const char *text,
                       const char *const **lines)
{
    apr_array_header_t *array = apr_array_make(p, 64, sizeof(char *));

    while (text != NULL && *text != '\0') {
        apr_size_t len = strcspn(text, "\n");

        if (len > 0) {
            APR_ARRAY_PUSH(array, const char *) = apr_pstrmemdup(p, text, len);
        }
        text += len + (text[len] == '\n');
    }
    *lines = (const char *const *)array->elts;
    return array->nelts;
}

/* fill NULL: made, but not kept. What was asked for by a name that the public
 * has not met is not kept anywhere, and has no tags that could tell. */
static const tc_entry_t *entry_make(tc_ctx_t *ctx, tc_fill_t *fill)
{
    int unknown = ctx->facts.unknown;
    const tc_entry_t *entry;
    tc_answer_t answer = {
        .site = tc_db_site_id(ctx->site),
        .body = ctx->reply.body,
        .len = ctx->reply.len,
        .content_type = tc_respond_content_type(ctx),
        .version = ctx->reply.version != NULL ? ctx->reply.version : "0",
        .next_due = ctx->facts.next_due,
        .ttl = unknown ? 0 : ctx->site->ttl[route_ttl(ctx->route)],
        .post_id = ctx->facts.post_id,
        .no_index = ctx->reply.no_index,
        .wanted = tc_coding_first(ctx->r)
    };

    if (!unknown && (fill != NULL || ctx->site->surrogate_keys)) {
        answer.tags_count = lines_split(ctx->p, ctx->facts.tags, &answer.tags);
    }
    entry = tc_cache_store(ctx->p, unknown ? NULL : fill, &answer);
    if (entry->kept) {
        tc_metrics_add(ctx->site->metrics, TC_METRIC_STORED, 1);
        tc_metrics_add(ctx->site->metrics, TC_METRIC_STORED_BYTES, answer.len);
    }
    return entry;
}

/* There is no such row, or it has another slug now. */
static void remember_absent(tc_ctx_t *ctx, tc_fill_t *fill)
{
    const char *moved = ctx->facts.moved != NULL ? ctx->facts.moved : "";
    tc_answer_t answer = { .site = tc_db_site_id(ctx->site),
                           .body = moved,
                           .len = strlen(moved),
                           .content_type = "",
                           .version = "0",
                           .next_due = ctx->facts.next_due,
                           .ttl = ctx->site->ttl[route_ttl(ctx->route)],
                           .absent = 1 };

    if (fill == NULL || ctx->facts.absent == NULL) {
        return;
    }
    answer.tags_count = lines_split(ctx->p, ctx->facts.absent, &answer.tags);
    tc_cache_store(ctx->p, fill, &answer);
}

static int respond_absent(tc_ctx_t *ctx, const tc_entry_t *entry)
{
    apr_size_t len = entry->body[TC_CODING_IDENTITY].len;

    if (len == 0) {
        return tc_respond_error(ctx, tc_error_not_found(ctx->p));
    }
    tc_reply_moved(
        ctx,
        apr_pstrmemdup(ctx->p, entry->body[TC_CODING_IDENTITY].bytes, len));
    return tc_respond(ctx);
}

/* The database is away: an answer that nothing has made untrue may be older
 * than it would be otherwise (RFC 5861, stale-if-error). */
static const tc_entry_t *find_stale(const tc_ctx_t *ctx, const char *key)
{
    return tc_cache_find_stale(ctx->p, tc_db_site_id(ctx->site), key,
                               ctx->site->stale_if_error);
}

static int respond_stale(tc_ctx_t *ctx, const tc_entry_t *entry)
{
    int status;

    count_cache(ctx, TC_METRIC_STALE);
    status = tc_respond_entry(ctx, entry, TC_SOURCE_STALE);
    count_view(ctx, entry->post_id);
    return status;
}

static int respond_failure(tc_ctx_t *ctx, const char *key,
                           const tc_error_t *error)
{
    const tc_entry_t *entry = NULL;

    if (key != NULL && error->status == HTTP_SERVICE_UNAVAILABLE) {
        entry = find_stale(ctx, key);
    }
    if (entry != NULL) {
        return respond_stale(ctx, entry);
    }
    count_cache(ctx, key != NULL ? TC_METRIC_MISS : TC_METRIC_BYPASS);
    return tc_respond_error(ctx, error);
}

static int public_get(tc_ctx_t *ctx)
{
    const char *key = cache_key(ctx);
    apr_uint64_t site = tc_db_site_id(ctx->site);
    const tc_entry_t *entry = NULL;
    tc_fill_t *fill = NULL;
    const tc_error_t *error;
    int missed;
    int status;

    if (key != NULL && site == 0) {
        tc_db_health(ctx->site, ctx->p); /* learns the site's identity */
        site = tc_db_site_id(ctx->site);
    }
    if (key != NULL && tc_db_is_silent(ctx->site)) {
        entry = find_stale(ctx, key); /* nobody waits for what cannot come */
        if (entry != NULL && !entry->absent) {
            return respond_stale(ctx, entry);
        }
    }
    if (key != NULL) {
        entry = tc_cache_find(ctx->p, site, key, &fill);
    }
    if (entry != NULL) {
        count_cache(ctx, TC_METRIC_HIT);
        if (entry->absent) {
            return respond_absent(ctx, entry);
        }
        status = tc_respond_entry(ctx, entry, TC_SOURCE_HIT);
        count_view(ctx, entry->post_id);
        return status;
    }
    ctx->caller = apr_pcalloc(ctx->p, sizeof(*ctx->caller));
    error = ctx->route->handler(ctx);
    if (site != tc_db_site_id(ctx->site)) {
        fill = NULL; /* it was read from another database */
    }
    if (error != NULL) {
        if (error->status == HTTP_NOT_FOUND) {
            remember_absent(ctx, fill);
        }
        return respond_failure(ctx, key, error);
    }
    missed = key != NULL && !ctx->facts.unknown;
    count_cache(ctx, missed ? TC_METRIC_MISS : TC_METRIC_BYPASS);
    if (ctx->reply.status != HTTP_OK) {
        remember_absent(ctx, fill);
        return tc_respond(ctx);
    }
    tc_fieldset_apply(ctx);
    entry = entry_make(ctx, fill);
    status = tc_respond_entry(ctx, entry,
                              missed ? TC_SOURCE_MISS : TC_SOURCE_BYPASS);
    count_view(ctx, ctx->facts.post_id);
    return status;
}

/* --------------------------------------------------------- all the others */

static tc_error_t *authorize(tc_ctx_t *ctx)
{
    tc_error_t *error;

    if (ctx->route->no_credentials) {
        ctx->caller = apr_pcalloc(ctx->p, sizeof(*ctx->caller));
        return NULL;
    }
    error = tc_identify(ctx->r, ctx->site, &ctx->caller);
    if (error == NULL) {
        error = tc_identify_may_write(ctx->r, ctx->caller);
    }
    if (error != NULL) {
        return error;
    }
    if (ctx->caller->role < ctx->route->least) {
        return ctx->caller->role == TC_PUBLIC
                   ? tc_error_not_authenticated(ctx->p)
                   : tc_error_forbidden(ctx->p);
    }
    return NULL;
}

/* Who met another version than the one it knows is told which one there is:
 * the ETag that reading the row would give now. */
static void tell_version(const tc_ctx_t *ctx, tc_error_t *error)
{
    tc_ctx_t look = *ctx;

    const tc_error_t *failed;

    look.route = tc_route_reader(ctx->route);
    look.reply = (tc_reply_t){ .status = HTTP_OK };
    if (look.route == NULL) {
        return;
    }
    failed = look.route->handler(&look);
    if (failed != NULL) {
        tc_respond_log(ctx->r, failed);
    }
    else if (look.reply.body != NULL) {
        error->etag = tc_hash_etag(ctx->r->pool, look.reply.version,
                                   look.reply.body, look.reply.len);
    }
}

static int respond_route(tc_ctx_t *ctx)
{
    tc_error_t *error;
    int answered = 0;
    int status;

    ctx->reply.status = tc_route_status(ctx->route);
    if (ctx->route->cache != TC_CACHE_NEVER &&
        !tc_identify_has_credentials(ctx->r, ctx->site)) {
        return public_get(ctx);
    }
    if (ctx->route->no_store) {
        ctx->reply.cache_control = "no-store";
    }
    error = authorize(ctx);
    if (error == NULL && ctx->route->throttled) {
        error = tc_throttle_wait(ctx->r, ctx->site);
    }
    if (error == NULL && ctx->route->body == TC_BODY_JSON) {
        error = tc_once_json(ctx, &answered);
    }
    if (error == NULL && !answered) {
        error = ctx->route->handler(ctx);
    }
    if (error != NULL) {
        if (error->status == HTTP_PRECONDITION_FAILED) {
            tell_version(ctx, error);
        }
        return tc_respond_error(ctx, error);
    }
    if (ctx->reply.status == DONE) {
        return OK; /* the handler has sent a file itself */
    }
    status = tc_respond(ctx);
    if (ctx->caller->role == TC_PUBLIC) {
        count_view(ctx, ctx->facts.post_id);
    }
    return status;
}

static int respond_no_slash(tc_ctx_t *ctx)
{
    request_rec *r = ctx->r;

    ctx->reply.status = HTTP_MOVED_PERMANENTLY;
    ctx->reply.location = apr_pstrcat(
        ctx->p, ctx->origin, tc_quote_path(ctx->p, r->uri), "/",
        r->args != NULL ? "?" : "", r->args != NULL ? r->args : "", NULL);
    return tc_respond(ctx);
}

/* In no place that is known, so without what belongs to one. */
static int respond_nowhere(request_rec *r)
{
    tc_ctx_t *ctx = tc_context_make(r, "");

    tc_respond_common(ctx);
    return tc_respond_error(
        ctx, tc_error_internal(
                 ctx->p, 6001, APR_SUCCESS,
                 apr_pstrcat(ctx->p,
                             "it is not clear where the API is mounted: put "
                             "TalecraftMount into the section that has "
                             "SetHandler ",
                             r->handler, NULL)));
}

int tc_dispatch(request_rec *r)
{
    const char *allow = "";
    const char *mount;
    tc_match_t match;
    tc_ctx_t *ctx;

    if (!tc_route_is_handler(r->handler)) {
        return DECLINED;
    }
    mount = tc_mount_of(r, r->handler);
    if (mount == NULL || strncmp(r->uri, mount, strlen(mount)) != 0) {
        return respond_nowhere(r);
    }
    r->allowed |= AP_METHOD_BIT << r->method_number;
    ctx = tc_context_make(r, mount);
    match = tc_route_match(ctx, r->handler, &allow);
    if (ctx->route != NULL) {
        apr_table_setn(r->notes, "talecraft-route", ctx->route->path);
    }
    tc_respond_common(ctx);
    tc_body_expect(ctx);
    switch (match) {
    case TC_MATCH_OK:
        return respond_route(ctx);
    case TC_MATCH_NO_SLASH:
        return respond_no_slash(ctx);
    case TC_MATCH_NO_METHOD:
        return tc_respond_no_method(ctx, allow);
    default:
        return tc_respond_error(ctx, tc_error_not_found(ctx->p));
    }
}
