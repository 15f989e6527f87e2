#include "import/wordpress_post.h"

#include <string.h>

#include <apr_strings.h>

#include "import/files.h"
#include "import/target.h"
#include "import/text/content.h"
#include "import/text/html.h"
#include "import/text/shortcodes.h"
#include "import/wordpress_media.h"
#include "import/wxr.h"

/* ------------------------------------------------------------ posts' fields */

static void on_tell(void *baton, const char *what)
{
    const tc_wordpress_t *wp = baton;

    tc_import_run_tell(wp->run, "%s", what);
}

static apr_int64_t on_media(void *baton, const char *url, const char *old_id,
                            int *video)
{
    const tc_wordpress_t *wp = baton;

    return tc_wordpress_media_find(wp->run, url, old_id, wp->author, video);
}

static const char *content_of(tc_wordpress_t *wp)
{
    const tc_content_hooks_t hooks = { .media = on_media,
                                       .tell = on_tell,
                                       .baton = wp };
    const char *text = tc_wordpress_terms_field(wp, "content:encoded");
    int lines = strstr(text, "<!-- wp:") == NULL ||
                strstr(text, "<!-- wp:freeform") != NULL;
    tc_content_t *content = tc_content_make(wp->run->item, &hooks);
    const char *problem;
    const char *json;

    text = tc_shortcodes_html(wp->run->item, text, &hooks);
    if (!tc_html_blocks(wp->run->item, text, strlen(text), lines, content)) {
        tc_import_run_fail(wp->run, "its text is too large, or takes too much "
                                    "memory to read");
        return NULL;
    }
    json = tc_content_json(content, &problem);
    if (json == NULL) {
        tc_import_run_fail(wp->run, "%s", problem);
    }
    /* a statement of the hooks failed, and with it the transaction */
    return wp->run->fault == NULL ? json : NULL;
}

static int make_tag(tc_wordpress_t *wp, const tc_wxr_term_t *term,
                    const char *old_id, apr_int64_t *id)
{
    const tc_import_tag_t tag = { .name = tc_html_words(wp->p, term->name),
                                  .slug = term->nicename,
                                  .description = "" };

    return tc_import_target_tag(wp->run, old_id, &tag, id);
}

static int term_id(tc_wordpress_t *wp, const tc_wxr_term_t *term,
                   tc_import_kind_t kind, apr_int64_t *id)
{
    if (!tc_import_run_find(wp->run, kind, term->nicename, id)) {
        return 0;
    }
    if (*id != 0) {
        return 1;
    }
    return kind == TC_IMPORT_CATEGORY
               ? tc_wordpress_terms_category(wp, term->nicename, term->name,
                                             "", "", id)
               : make_tag(wp, term, term->nicename, id);
}

/* The first category is the post's, the others become tags of their names. */
static int further_category(tc_wordpress_t *wp, const tc_wxr_term_t *term,
                            tc_import_post_t *post)
{
    apr_int64_t id;

    if (!make_tag(wp, term, NULL, &id)) {
        return 0;
    }
    tc_import_run_tell(wp->run, "its category %s became a tag", term->name);
    APR_ARRAY_PUSH(post->tags, apr_int64_t) = id;
    return 1;
}

static int take_term(tc_wordpress_t *wp, const tc_wxr_term_t *term,
                     tc_import_post_t *post)
{
    apr_int64_t id;

    if (strcmp(term->domain, "category") == 0) {
        return post->category != 0
                   ? further_category(wp, term, post)
                   : term_id(wp, term, TC_IMPORT_CATEGORY, &post->category);
    }
    if (strcmp(term->domain, "post_tag") != 0) {
        tc_import_run_leave_out(
            wp->run, apr_pstrcat(wp->p, "taxonomy ", term->domain, NULL));
        return 1;
    }
    if (!term_id(wp, term, TC_IMPORT_TAG, &id)) {
        return 0;
    }
    APR_ARRAY_PUSH(post->tags, apr_int64_t) = id;
    return 1;
}

static int take_terms(tc_wordpress_t *wp, tc_import_post_t *post)
{
    for (int i = 0; i < wp->entry.terms->nelts; i++) {
        if (!take_term(wp, &APR_ARRAY_IDX(wp->entry.terms, i, tc_wxr_term_t),
                       post)) {
            return 0;
        }
    }
    return wp->kind != TC_IMPORT_PAGE || post->category != 0 ||
           tc_import_target_pages(wp->run, &post->category);
}

/* Percent-encoded UTF-8, as WordPress keeps slugs of other scripts. */
static const char *slug_of(apr_pool_t *p, const char *slug)
{
    const char *plain = tc_import_files_path(p, slug);

    return plain != NULL ? plain : slug;
}

/* A title of the SEO plugin may be made of variables, "%%title%%". */
static const char *seo(tc_wordpress_t *wp, const char *one, const char *other)
{
    const char *text = tc_wxr_meta(&wp->entry, one);

    text = *text != '\0' ? text : tc_wxr_meta(&wp->entry, other);
    if (strstr(text, "%%") != NULL) {
        tc_import_run_tell(wp->run, "left out, as it has variables in it: %s",
                           text);
        return "";
    }
    return text;
}

static void take_meta(tc_wordpress_t *wp, tc_import_post_t *post)
{
    const apr_array_header_t *all = apr_table_elts(wp->entry.meta);

    for (int i = 0; i < all->nelts; i++) {
        const apr_table_entry_t *one = &APR_ARRAY_IDX(all, i,
                                                      apr_table_entry_t);

        if (strcmp(one->key, "_wp_old_slug") == 0) {
            APR_ARRAY_PUSH(post->old_slugs, const char *) = slug_of(wp->p,
                                                                    one->val);
        }
        else if (one->key[0] != '_') {
            tc_import_run_leave_out(
                wp->run, apr_pstrcat(wp->p, "custom field ", one->key, NULL));
        }
    }
    post->seo_title = seo(wp, "_yoast_wpseo_title", "rank_math_title");
    post->seo_description = seo(wp, "_yoast_wpseo_metadesc",
                                "rank_math_description");
    post->canonical_url = seo(wp, "_yoast_wpseo_canonical",
                              "rank_math_canonical_url");
    post->no_index = strcmp(tc_wxr_meta(&wp->entry,
                                        "_yoast_wpseo_meta-robots-noindex"),
                            "1") == 0;
}

/* ---------------------------------------------------------- a post's status */

/* NULL: posts of that status are not imported. */
static const char *status_of(tc_wordpress_t *wp)
{
    static const char *const statuses[][2] = {
        { "publish", "PUBLISHED" }, { "draft", "DRAFT" },
        { "pending", "IN_REVIEW" }, { "future", "SCHEDULED" },
        { "private", "ARCHIVED" },
    };
    const char *status = tc_wordpress_terms_field(wp, "wp:status");
    const char *found = NULL;

    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (strcmp(status, statuses[i][0]) == 0) {
            found = statuses[i][1];
        }
    }
    if (found != NULL && strcmp(status, "private") == 0) {
        tc_import_run_tell(wp->run, "it was private and is ARCHIVED, which "
                                    "editors alone see");
    }
    else if (found != NULL &&
             *tc_wordpress_terms_field(wp, "wp:post_password") != '\0') {
        tc_import_run_tell(wp->run, "it had a password of its own and is "
                                    "ARCHIVED, which editors alone see");
        return "ARCHIVED";
    }
    return found;
}

static void take_times(tc_wordpress_t *wp, tc_import_post_t *post)
{
    const char *date = tc_wordpress_terms_time(wp, "wp:post_date_gmt",
                                               "wp:post_date");

    post->created_at = date;
    post->updated_at = tc_wordpress_terms_time(wp, "wp:post_modified_gmt",
                                               NULL);
    if (strcmp(post->status, "SCHEDULED") == 0) {
        post->scheduled_at = date;
        post->created_at = post->updated_at;
    }
    else if (strcmp(post->status, "PUBLISHED") == 0 ||
             strcmp(post->status, "ARCHIVED") == 0) {
        post->published_at = date;
    }
    if (date == NULL && strcmp(post->status, "PUBLISHED") == 0) {
        tc_import_run_tell(wp->run, "it has no date and is a draft now");
        post->status = "DRAFT";
    }
}

static int make_post(tc_wordpress_t *wp, const char *old_id, apr_int64_t *id)
{
    tc_import_post_t post = {
        .tags = apr_array_make(wp->p, 8, sizeof(apr_int64_t)),
        .old_slugs = apr_array_make(wp->p, 2, sizeof(char *)),
        .title = tc_html_words(wp->p, tc_wordpress_terms_field(wp, "title")),
        .excerpt = tc_html_words(
            wp->p, tc_wordpress_terms_field(wp, "excerpt:encoded")),
        .slug = slug_of(wp->p, tc_wordpress_terms_field(wp, "wp:post_name"))
    };
    const char *thumbnail = tc_wxr_meta(&wp->entry, "_thumbnail_id");
    int video;

    post.status = status_of(wp);
    if (post.status == NULL) {
        tc_import_run_tell(wp->run, "not imported, as its status is %s",
                           tc_wordpress_terms_field(wp, "wp:status"));
        tc_import_run_leave_out(
            wp->run,
            apr_pstrcat(wp->p, "status ",
                        tc_wordpress_terms_field(wp, "wp:status"), NULL));
        return 1;
    }
    take_times(wp, &post);
    if (!tc_wordpress_terms_author(wp, &post.author) ||
        !take_terms(wp, &post)) {
        return 0;
    }
    wp->author = post.author;
    post.published_by = post.author;
    take_meta(wp, &post);
    if (*thumbnail != '\0') {
        post.featured = on_media(wp, "", thumbnail, &video);
        post.thumbnail = post.featured;
        if (post.featured == 0) {
            tc_import_run_tell(wp->run,
                               "its featured image %s is not among "
                               "the media",
                               thumbnail);
        }
    }
    if (strcmp(tc_wordpress_terms_field(wp, "wp:is_sticky"), "1") == 0) {
        tc_import_run_tell(wp->run, "it was sticky, which no post is here");
    }
    post.content = content_of(wp);
    return post.content != NULL &&
           tc_import_target_post(wp->run, wp->kind, old_id,
                                 tc_wordpress_terms_field(wp, "link"), &post,
                                 id);
}

static int make(void *baton, const char *old_id, apr_int64_t *id)
{
    tc_wordpress_t *wp = baton;

    if (wp->entry.too_large) {
        return tc_import_run_fail(wp->run, "it is larger than 16 MiB");
    }
    if (!make_post(wp, old_id, id)) {
        return 0;
    }
    for (int i = 0; i < wp->entry.comments; i++) {
        tc_import_run_leave_out(wp->run, "comments");
    }
    return 1;
}

int tc_wordpress_post_add(tc_wordpress_t *wp, tc_import_kind_t kind)
{
    wp->kind = kind;
    return tc_import_run_item(
        wp->run, kind, tc_wordpress_terms_field(wp, "wp:post_id"), make, wp);
}
