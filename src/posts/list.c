/* GET /posts/ */

#include "posts/list.h"

#include "base/account/role.h"
#include "base/text/words.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/query.h"
#include "posts/fields.h"
#include "rest/list.h"
#include "rest/search.h"

static const tc_filter_t filters[] = {
    { .name = "category",
      .type = TC_FILTER_REF,
      .wider = "descendants",
      .about = "Id or slug of a category." },
    { .name = "descendants",
      .type = TC_FILTER_FLAG,
      .about = "With category: its sub-categories too." },
    { .name = "author", .type = TC_FILTER_TEXT, .about = "A user name." },
    { .name = "status",
      .type = TC_FILTER_CHOICE,
      .choices = tc_posts_fields_statuses,
      .least = TC_WRITER,
      .about = "Ignored for the public." },
    { .name = "published_after", .type = TC_FILTER_TIME, .uncached = 1 },
    { .name = "published_before", .type = TC_FILTER_TIME, .uncached = 1 },
    { .name = NULL }
};

static const tc_ordering_t orderings[] = {
    { .name = "default", .keys = "Tt" },
    { .name = "id", .keys = "" },
    { .name = "published_at", .keys = "T" },
    { .name = "created_at", .keys = "t" },
    { .name = "updated_at", .keys = "t", .edited = 1 },
    { .name = "title", .keys = "s", .edited = 1 },
    { .name = "view_count", .keys = "l", .edited = 1 },
    { .name = NULL }
};

/* A word as a lexeme of a tsquery. Returns where it ends. */
static char *lexeme_add(char *to, const char *word, apr_size_t len)
{
    *to++ = '\'';
    for (; len > 0; len--, word++) {
        if (*word == '\'' || *word == '\\') {
            *to++ = *word;
        }
        *to++ = *word;
    }
    *to++ = '\'';
    return to;
}

/* "one & two & thr:*": the words of tc_words_of_search that count, quoted. The
 * text's last word is taken as a beginning too, unless it does not count (one
 * that is repeated is asked for as a whole word anyway). NULL where the text
 * has no word. */
static const char *search_query(tc_ctx_t *ctx, const char *text)
{
    const char *at = tc_words_of_search(ctx->p, text, strlen(text));
    char *out = apr_palloc(ctx->p, strlen(at) * 4 + 8);
    apr_hash_t *seen = apr_hash_make(ctx->p);
    char *to = out;
    int last = 0; /* whether the word before counts */

    while (*at != '\0') {
        apr_size_t len = strcspn(at, " ");

        last = tc_search_word_counts(seen, at, len);
        if (last && to != out) {
            *to++ = '&';
        }
        if (last) {
            to = lexeme_add(to, at, len);
        }
        at += len;
        at += strspn(at, " ");
    }
    if (to == out) {
        return NULL;
    }
    memcpy(to, last ? ":*" : "", last ? 3 : 1);
    return out;
}

/* A category's list is out of date when its members change; any list when
 * a post comes or goes. Only lists with descendants depend on the tree. */
static void list_tags(tc_ctx_t *ctx, tc_sql_t *sql)
{
    const char *category = tc_query_get(ctx, "category");
    const char *author = tc_query_get(ctx, "author");
    const char *below = tc_query_get(ctx, "descendants");

    if (category != NULL && below == NULL) {
        tc_sql_part(sql, category[strspn(category, "0123456789")]
                             ? "tag.category.slug"
                             : "tag.category.id");
    }
    else if (author == NULL || category != NULL) {
        tc_sql_part(sql, "tag.all");
        if (category != NULL) {
            tc_sql_part(sql, "tag.below");
        }
    }
    if (author != NULL) {
        tc_sql_part(sql, "tag.author");
    }
}

static void prepare(tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql)
{
    const char *search = tc_query_get(ctx, "search");

    (void)list;
    tc_sql_bind(sql, "files", ctx->files);
    tc_sql_bind_int(sql, "caller", ctx->caller->id);
    tc_sql_bind_bool(sql, "hidden", ctx->caller->role > TC_PUBLIC);
    if (ctx->caller->role == TC_PUBLIC) {
        tc_sql_part(sql, "public");
        list_tags(ctx, sql);
    }
    else if (ctx->caller->role == TC_WRITER) {
        tc_sql_part(sql, "own");
    }
    if (search != NULL) {
        const char *words = search_query(ctx, search);

        tc_sql_bind(sql, "words", words != NULL ? words : "");
    }
}

const tc_list_t tc_posts_list_page = { .statement = "posts",
                                       .filters = filters,
                                       .orderings = orderings,
                                       .default_desc = 1,
                                       .last_reversed = 1,
                                       .search = 1,
                                       .search_statement = "posts_search",
                                       .no_cursor = "view_count",
                                       .prepare = prepare };
