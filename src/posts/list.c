/* GET /posts/ */

#include "posts/list.h"

#include "base/account/role.h"
#include "base/text/words.h"
#include "base/text/words_more.h"
#include "db/sql.h"
#include "http/context.h"
#include "http/query.h"
#include "posts/fields.h"
#include "rest/list.h"
#include "rest/list_query.h"
#include "rest/search.h"

static const char *const expansions[] = { "detail", NULL };

static const tc_filter_t filters[] = {
    { .name = "category",
      .type = TC_FILTER_REF,
      .wider = "descendants",
      .about = "Id or slug of a category." },
    { .name = "descendants",
      .type = TC_FILTER_FLAG,
      .about = "With category: its sub-categories too." },
    { .name = "author", .type = TC_FILTER_TEXT, .about = "A user name." },
    { .name = "tag",
      .type = TC_FILTER_REFS,
      .about = "Ids or slugs of tags, separated by commas: posts with all of "
               "them." },
    { .name = "status",
      .type = TC_FILTER_CHOICE,
      .choices = tc_posts_fields_statuses,
      .least = TC_WRITER,
      .about = "Ignored for the public." },
    { .name = "id",
      .type = TC_FILTER_IDS,
      .uncached = 1,
      .given = 1,
      .about =
          "Ids, up to 100, comma-separated: these posts, in this order." },
    { .name = "slug",
      .type = TC_FILTER_SLUGS,
      .uncached = 1,
      .given = 1,
      .about = "Slugs, likewise." },
    { .name = "exclude",
      .type = TC_FILTER_IDS,
      .uncached = 1,
      .about = "Ids, up to 100, comma-separated: not these posts." },
    { .name = "expand",
      .type = TC_FILTER_CHOICE,
      .choices = expansions,
      .about = "detail: each item is the whole post, 50 a page at most." },
    { .name = "published_after", .type = TC_FILTER_TIME, .uncached = 1 },
    { .name = "published_before", .type = TC_FILTER_TIME, .uncached = 1 },
    { .name = "updated_after", .type = TC_FILTER_TIME, .uncached = 1 },
    { .name = "updated_before", .type = TC_FILTER_TIME, .uncached = 1 },
    { .name = "scheduled_after",
      .type = TC_FILTER_TIME,
      .least = TC_WRITER,
      .hidden = 1 },
    { .name = "scheduled_before",
      .type = TC_FILTER_TIME,
      .least = TC_WRITER,
      .hidden = 1 },
    { .name = "media",
      .type = TC_FILTER_ID,
      .least = TC_WRITER,
      .hidden = 1,
      .about = "Id of media that the post mentions." },
    { .name = "has_working_copy",
      .type = TC_FILTER_EITHER,
      .least = TC_WRITER,
      .hidden = 1 },
    { .name = "working_copy_submitted",
      .type = TC_FILTER_EITHER,
      .least = TC_WRITER,
      .hidden = 1 },
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

/* "one & two & thr:*": the words of tc_words_of_query that count, quoted. The
 * text's last word is taken as a beginning too, unless it does not count (one
 * that is repeated is asked for as a whole word anyway), and so is every Korean
 * one: what follows a noun is written without a space. NULL where the text has
 * no word. */
static const char *search_query(tc_ctx_t *ctx, const char *text)
{
    const char *at = tc_words_of_query(ctx->p, text, strlen(text));
    char *out = apr_palloc(ctx->p, strlen(at) * 4 + 8);
    apr_hash_t *seen = apr_hash_make(ctx->p);
    char *to = out;

    while (*at != '\0') {
        apr_size_t len = strcspn(at, " ");
        int counts = tc_search_word_counts(seen, at, len);

        if (counts && to != out) {
            *to++ = '&';
        }
        if (counts) {
            to = lexeme_add(to, at, len);
        }
        if (counts && (at[len] == '\0' || tc_words_more_is_korean(at, len))) {
            *to++ = ':';
            *to++ = '*';
        }
        at += len;
        at += strspn(at, " ");
    }
    if (to == out) {
        return NULL;
    }
    *to = '\0';
    return out;
}

/* Whether the order depends on a field, or on any that edits change. */
static int sorted_by(const tc_ctx_t *ctx, const char *name)
{
    const tc_ordering_t *ordering;

    for (int i = 0;
         (ordering = tc_list_query_sort(ctx, &tc_posts_list_page, i)) != NULL;
         i++) {
        if (name != NULL ? strcmp(ordering->name, name) == 0
                         : ordering->edited) {
            return 1;
        }
    }
    return 0;
}

/* Where edits change the order, those of the posts of a tag, an author or a
 * category count: each post of the list is one. */
static void edited_tags(tc_ctx_t *ctx, tc_sql_t *sql, const char *category)
{
    if (tc_query_get(ctx, "tag") != NULL) {
        tc_sql_part(sql, "tag.tags.edited");
    }
    else if (tc_query_get(ctx, "author") != NULL) {
        tc_sql_part(sql, "tag.author.edited");
    }
    else if (category == NULL) {
        tc_sql_part(sql, "tag.all.edited");
    }
    else {
        tc_sql_part(sql, category[strspn(category, "0123456789")]
                             ? "tag.category.slug.edited"
                             : "tag.category.id.edited");
    }
}

/* A list of a category, an author or tags is out of date when posts come to
 * or leave these; others when any post comes or goes. Only lists with
 * descendants depend on the tree. */
void tc_posts_list_tags(tc_ctx_t *ctx, tc_sql_t *sql)
{
    const char *category = tc_query_get(ctx, "category");
    const char *below = tc_query_get(ctx, "descendants");
    const char *own = below == NULL ? category : NULL;
    const char *author = tc_query_get(ctx, "author");
    const char *tag = tc_query_get(ctx, "tag");

    if (tag != NULL) {
        tc_sql_part(sql, "tag.tags");
    }
    if (author != NULL) {
        tc_sql_part(sql, "tag.author");
    }
    if (own != NULL) {
        tc_sql_part(sql, own[strspn(own, "0123456789")] ? "tag.category.slug"
                                                        : "tag.category.id");
    }
    else if (category != NULL || (author == NULL && tag == NULL)) {
        tc_sql_part(sql, "tag.all");
    }
    if (category != NULL && below != NULL) {
        tc_sql_part(sql, "tag.below");
    }
    if (sorted_by(ctx, NULL)) {
        edited_tags(ctx, sql, own);
    }
}

/* With ?tag= the posts come from what is kept of tags. */
void tc_posts_list_source(tc_ctx_t *ctx, tc_sql_t *sql)
{
    const char *tag = tc_query_get(ctx, "tag");
    int several = tag != NULL && strchr(tag, ',') != NULL;

    tc_sql_part(sql, tag != NULL ? "tagged" : "untagged");
    if (several || (tag != NULL && tc_query_get(ctx, "search") != NULL)) {
        tc_sql_part(sql, "tagged.each");
    }
    if (tag != NULL && sorted_by(ctx, "view_count")) {
        tc_sql_part(sql, "tagged.views");
    }
    if (several) {
        tc_sql_slow(sql);
    }
}

/* Filters that leave few posts, which are looked up once; and those that leave
 * few of them out. */
static const char *const picking[] = {
    "id", "slug", "media", "scheduled_after", "scheduled_before", NULL
};
static const char *const omitting[] = { "exclude", NULL };

/* These pick where they are true, and omit where they are false. */
static const char *const copies[] = { "has_working_copy",
                                      "working_copy_submitted", NULL };

static int is_any_set(const tc_ctx_t *ctx, const tc_list_t *list,
                      const char *const *names)
{
    for (; *names != NULL; names++) {
        if (tc_list_query_filter(ctx, list, *names) != NULL) {
            return 1;
        }
    }
    return 0;
}

/* Which posts, and how much of each. */
static void choose(const tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql)
{
    int picks = is_any_set(ctx, list, picking);
    int omits = is_any_set(ctx, list, omitting);

    for (int i = 0; copies[i] != NULL; i++) {
        int truth = tc_list_query_flag(ctx, list, copies[i]);

        picks = picks || truth;
        omits = omits ||
                (!truth && tc_list_query_filter(ctx, list, copies[i]) != NULL);
    }
    if (picks) {
        tc_sql_part(sql, "picked");
        if (sorted_by(ctx, "view_count")) {
            tc_sql_part(sql, "picked.views");
        }
    }
    if (omits) {
        tc_sql_part(sql, "omitted");
    }
    if (tc_list_query_filter(ctx, list, "expand") == NULL) {
        tc_sql_part(sql, "item");
        if (ctx->caller->role > TC_PUBLIC) {
            tc_sql_part(sql, "item.signed");
        }
    }
}

static void prepare(tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql)
{
    const char *search = tc_query_get(ctx, "search");

    choose(ctx, list, sql);
    tc_posts_list_source(ctx, sql);
    tc_sql_bind(sql, "files", ctx->files);
    tc_sql_bind_int(sql, "caller", ctx->caller->id);
    tc_sql_bind_bool(sql, "hidden", ctx->caller->role > TC_PUBLIC);
    if (ctx->caller->role == TC_PUBLIC) {
        tc_sql_part(sql, "public");
        tc_posts_list_tags(ctx, sql);
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
                                       .whole = &tc_posts_fields_detail,
                                       .prepare = prepare };
