#include "import/target.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "base/text/most.h"
#include "base/text/pattern.h"
#include "base/text/slug.h"
#include "base/text/text.h"
#include "base/text/url.h"
#include "posts/words.h"

/* A text as a row may have it. */
static const char *fit(tc_import_t *run, const char *what, const char *text,
                       apr_size_t most)
{
    apr_size_t len;

    if (text == NULL) {
        return "";
    }
    len = strlen(text);
    tc_text_trim(&text, &len);
    text = apr_pstrmemdup(run->item, text, len);
    if (tc_text_chars(text, len) <= most) {
        return text;
    }
    tc_import_run_tell(run, "its %s was cut to %d characters: %s", what,
                       (int)most, text);
    return tc_text_cut(run->item, text, most);
}

static const char *fit_url(tc_import_t *run, const char *what,
                           const char *text, apr_size_t most)
{
    if (text == NULL || *text == '\0') {
        return "";
    }
    if (tc_url_is_valid(text, 0) &&
        tc_text_chars(text, strlen(text)) <= most) {
        return text;
    }
    tc_import_run_tell(run, "its %s is none that is taken: %s", what, text);
    return "";
}

/* The slug that it had, or one that is made from that or from the name. */
static const char *slug_of(tc_import_t *run, const char *slug,
                           const char *name, apr_size_t most, const char *word)
{
    if (slug != NULL && tc_pattern_is_slug(slug) && strlen(slug) <= most &&
        !tc_slug_is_ambiguous(slug)) {
        return slug;
    }
    return tc_slug_make(run->item, slug != NULL && *slug != '\0' ? slug : name,
                        most, word);
}

/* 1: it had another one. */
static int tell_slug(tc_import_t *run, const char *was, const char *slug)
{
    if (was == NULL || *was == '\0' || strcmp(was, slug) == 0) {
        return 0;
    }
    tc_import_run_tell(run, "its slug is %s now, not %s", slug, was);
    return 1;
}

/* sql: that which keeps a former slug of such a row. */
static int keep_slug(tc_import_t *run, tc_sql_t *sql, const char *slug,
                     apr_int64_t id)
{
    PGresult *rows;

    tc_sql_bind(sql, "slug", slug);
    tc_sql_bind_int(sql, "id", id);
    return *slug == '\0' || tc_import_run_sql(run, sql, &rows);
}

/* The id of a statement's row, and whether it was made. */
static int take_row(tc_import_t *run, tc_import_kind_t kind, tc_sql_t *sql,
                    const char *old_id, const char *old_url, apr_int64_t *id)
{
    PGresult *rows;

    if (!tc_import_run_sql(run, sql, &rows)) {
        return 0;
    }
    if (PQntuples(rows) != 1) {
        return tc_import_run_fail(run, "somebody else has just made it");
    }
    *id = apr_atoi64(PQgetvalue(rows, 0, 0));
    if (PQgetvalue(rows, 0, 1)[0] == 't') {
        run->counts[kind].made++;
    }
    else {
        run->counts[kind].found++;
    }
    return old_id == NULL ||
           tc_import_run_note(run, kind, old_id, old_url, *id);
}

/* -------------------------------------------------------------------- users */

static const char *username_of(tc_import_t *run, const char *name)
{
    char *made;

    if (tc_pattern_is_username(name) &&
        tc_text_chars(name, strlen(name)) <= TC_MOST_USERNAME) {
        return name;
    }
    made = apr_pstrdup(run->item,
                       tc_text_cut(run->item, name, TC_MOST_USERNAME));
    for (char *at = made; *at != '\0'; at++) {
        if ((unsigned char)*at < 0x80 && !apr_isalnum(*at) &&
            strchr("@.+-_", *at) == NULL) {
            *at = '-';
        }
    }
    if (!tc_pattern_is_username(made)) {
        made = apr_pstrdup(run->item, tc_slug_make(run->item, name,
                                                   TC_MOST_USERNAME, "user"));
    }
    tc_import_run_tell(run, "the user is called %s here", made);
    return made;
}

int tc_import_target_user(tc_import_t *run, const char *old_id,
                          const char *old_url, const tc_import_user_t *user,
                          apr_int64_t *id)
{
    tc_sql_t *sql = tc_sql_make(run->item, "import_user");
    const char *email = fit(run, "e-mail address", user->email, TC_MOST_EMAIL);
    long made = run->counts[TC_IMPORT_USER].made;

    if (*email != '\0' && !tc_pattern_is_email(email)) {
        tc_import_run_tell(run, "its e-mail address is none: %s", email);
        email = "";
    }
    if (user->id != 0) {
        tc_sql_bind_int(sql, "id", user->id);
    }
    tc_sql_bind(sql, "username", username_of(run, user->username));
    tc_sql_bind(sql, "email", email);
    tc_sql_bind(sql, "first_name",
                fit(run, "first name", user->first_name, TC_MOST_PERSON_NAME));
    tc_sql_bind(sql, "last_name",
                fit(run, "last name", user->last_name, TC_MOST_PERSON_NAME));
    tc_sql_bind(sql, "role", user->role != NULL ? user->role : "WRITER");
    tc_sql_bind_bool(sql, "active", !user->disabled);
    tc_sql_bind(sql, "password_hash", user->password_hash);
    tc_sql_bind(sql, "joined", user->joined);
    tc_sql_bind(sql, "last_login", user->last_login);
    tc_sql_bind(sql, "bio", fit(run, "bio", user->bio, TC_MOST_BIO));
    tc_sql_bind(sql, "website",
                fit_url(run, "website", user->website, TC_MOST_WEBSITE));
    if (!take_row(run, TC_IMPORT_USER, sql, old_id, old_url, id)) {
        return 0;
    }
    if (run->counts[TC_IMPORT_USER].made > made &&
        user->password_hash == NULL) {
        tc_import_run_tell(run, "must set a password before the first login: "
                                "talecraftctl user link NAME");
    }
    return 1;
}

int tc_import_target_admin(tc_import_t *run, apr_int64_t *id)
{
    PGresult *rows;

    if (!tc_import_run_sql(run, tc_sql_make(run->item, "import_admin"),
                           &rows)) {
        return 0;
    }
    if (PQntuples(rows) == 0) {
        return tc_import_run_fail(run, "it has no author, and there is no "
                                       "ADMIN to be it");
    }
    *id = apr_atoi64(PQgetvalue(rows, 0, 0));
    return 1;
}

/* ------------------------------------------------------ categories and tags */

int tc_import_target_category(tc_import_t *run, const char *old_id,
                              const char *old_url,
                              const tc_import_category_t *category,
                              apr_int64_t *id)
{
    tc_sql_t *sql = tc_sql_make(run->item, "import_category");
    tc_writer_t *w = tc_writer_make(run->item);
    const char *name = fit(run, "name", category->name, TC_MOST_CATEGORY_NAME);
    const char *slug = slug_of(run, category->slug, name,
                               TC_MOST_CATEGORY_SLUG, "category");

    tc_writer_open(w, '{');
    if (category->id != 0) {
        tc_writer_put_int(w, "id", category->id);
    }
    tc_writer_put_string(w, "name", *name != '\0' ? name : category->slug);
    tc_writer_put_string(w, "slug", slug);
    tc_writer_put_string(w, "description", category->description);
    if (category->parent != 0) {
        tc_writer_put_int(w, "parent_id", category->parent);
    }
    tc_writer_close(w, '}');
    tc_sql_bind(sql, "data", tc_writer_text(w, NULL));
    tc_sql_bind(sql, "more", category->more);
    return take_row(run, TC_IMPORT_CATEGORY, sql, old_id, old_url, id) &&
           (!tell_slug(run, category->slug, slug) ||
            keep_slug(run, tc_sql_make(run->item, "import_old_category"),
                      category->slug, *id));
}

int tc_import_target_ad(tc_import_t *run, const char *old_id, const char *data,
                        apr_int64_t *id)
{
    tc_sql_t *sql = tc_sql_make(run->item, "import_ad");

    tc_sql_bind(sql, "data", data);
    return take_row(run, TC_IMPORT_AD, sql, old_id, "", id);
}

int tc_import_target_parent(tc_import_t *run, apr_int64_t id,
                            apr_int64_t parent)
{
    tc_sql_t *sql = tc_sql_make(run->item, "import_category_parent");
    PGresult *rows;

    tc_sql_bind_int(sql, "id", id);
    tc_sql_bind_int(sql, "parent", parent);
    return tc_import_run_sql(run, sql, &rows);
}

int tc_import_target_pages(tc_import_t *run, apr_int64_t *id)
{
    const tc_import_category_t pages = { .name = "Pages", .slug = "pages" };
    int gone;

    if (!tc_import_run_known(run, TC_IMPORT_CATEGORY, "(pages)", id, &gone)) {
        return 0;
    }
    return (*id != 0 && !gone) ||
           tc_import_target_category(run, "(pages)", "", &pages, id);
}

int tc_import_target_tag(tc_import_t *run, const char *old_id,
                         const tc_import_tag_t *tag, apr_int64_t *id)
{
    tc_sql_t *sql = tc_sql_make(run->item, "import_tag");
    const char *name = fit(run, "name", tag->name, TC_MOST_TAG_NAME);
    const char *slug = slug_of(run, tag->slug, name, TC_MOST_TAG_SLUG, "tag");

    tc_sql_bind_int(sql, "id", tag->id);
    tc_sql_bind(sql, "name", *name != '\0' ? name : slug);
    tc_sql_bind(sql, "slug", slug);
    tc_sql_bind_bool(sql, "base", strcmp(slug, "tag") == 0);
    tc_sql_bind(sql, "description", tag->description);
    tc_sql_bind(sql, "created_at", tag->created_at);
    tc_sql_bind(sql, "updated_at", tag->updated_at);
    tell_slug(run, tag->slug, slug);
    return take_row(run, TC_IMPORT_TAG, sql, old_id, "", id);
}

/* -------------------------------------------------------------------- posts */

static void put_id(tc_writer_t *w, const char *name, apr_int64_t id)
{
    if (id != 0) {
        tc_writer_put_int(w, name, id);
    }
}

static void put_tags(tc_import_t *run, tc_writer_t *w,
                     const apr_array_header_t *tags)
{
    int written = 0;

    tc_writer_key(w, "tag_ids");
    tc_writer_open(w, '[');
    for (int i = 0; tags != NULL && i < tags->nelts; i++) {
        int known = 0;

        for (int j = 0; j < i; j++) {
            known |= APR_ARRAY_IDX(tags, i, apr_int64_t) ==
                     APR_ARRAY_IDX(tags, j, apr_int64_t);
        }
        if (!known && written++ < TC_MOST_TAGS) {
            tc_writer_int(w, APR_ARRAY_IDX(tags, i, apr_int64_t));
        }
    }
    tc_writer_close(w, ']');
    if (written > TC_MOST_TAGS) {
        tc_import_run_tell(run,
                           "it has %d tags, of which the first %d were "
                           "kept",
                           written, TC_MOST_TAGS);
    }
}

static const char *title_of(tc_import_t *run, const tc_import_post_t *post)
{
    const char *title = fit(run, "title", post->title, TC_MOST_TITLE);

    if (*title != '\0') {
        return title;
    }
    title = post->slug != NULL && *post->slug != '\0' ? post->slug
                                                      : "Untitled";
    tc_import_run_tell(run, "it had no title and has \"%s\" now", title);
    return tc_text_cut(run->item, title, 255);
}

static const char *post_data(tc_import_t *run, const tc_import_post_t *post,
                             const char *title, const char *excerpt)
{
    tc_writer_t *w = tc_writer_make(run->item);

    tc_writer_open(w, '{');
    put_id(w, "id", post->id);
    tc_writer_put_string(w, "title", title);
    tc_writer_put_raw(w, "content", post->content);
    tc_writer_put_string(w, "excerpt", excerpt);
    put_id(w, "author_id", post->author);
    put_id(w, "category_id", post->category);
    put_tags(run, w, post->tags);
    put_id(w, "featured_media_id", post->featured);
    put_id(w, "thumbnail_media_id", post->thumbnail);
    put_id(w, "og_media_id", post->og);
    put_id(w, "published_by_id", post->published_by);
    put_id(w, "last_edited_by_id", post->last_edited_by);
    tc_writer_put_string(w, "status", post->status);
    tc_writer_put_string(w, "scheduled_publish_at", post->scheduled_at);
    tc_writer_put_string(w, "published_at", post->published_at);
    tc_writer_put_string(w, "created_at", post->created_at);
    tc_writer_put_string(w, "updated_at", post->updated_at);
    tc_writer_put_string(
        w, "seo_title",
        fit(run, "SEO title", post->seo_title, TC_MOST_SEO_TITLE));
    tc_writer_put_string(w, "seo_description",
                         fit(run, "SEO description", post->seo_description,
                             TC_MOST_SEO_DESCRIPTION));
    tc_writer_put_string(
        w, "seo_keywords",
        fit(run, "SEO keywords", post->seo_keywords, TC_MOST_SEO_KEYWORDS));
    tc_writer_put_string(w, "canonical_url",
                         fit_url(run, "canonical URL", post->canonical_url,
                                 TC_MOST_CANONICAL_URL));
    tc_writer_put_bool(w, "no_index", post->no_index);
    tc_writer_close(w, '}');
    return tc_writer_text(w, NULL);
}

/* The words of a search, and how long it takes to read. */
static int bind_words(tc_import_t *run, tc_sql_t *sql,
                      const tc_import_post_t *post, const char *title,
                      const char *excerpt)
{
    const char *error;
    tc_json_t *json = tc_json_parse(run->item, post->content,
                                    strlen(post->content), &error);

    if (json == NULL) {
        return tc_import_run_fail(run, "its content is no JSON: %s", error);
    }
    tc_posts_words_bind(run->item, sql, title, excerpt, json);
    return 1;
}

int tc_import_target_old_slug(tc_import_t *run, const char *slug,
                              apr_int64_t id)
{
    return keep_slug(run, tc_sql_make(run->item, "import_old_slug"), slug, id);
}

static int note_views(tc_import_t *run, apr_int64_t views, apr_int64_t id)
{
    tc_sql_t *sql = tc_sql_make(run->item, "import_views");
    PGresult *rows;

    tc_sql_bind_int(sql, "id", id);
    tc_sql_bind_int(sql, "count", views);
    return views <= 0 || tc_import_run_sql(run, sql, &rows);
}

/* Every slug by which the post was known leads to the one that it has. */
static int note_slugs(tc_import_t *run, const tc_import_post_t *post,
                      const char *slug, apr_int64_t id)
{
    if (tell_slug(run, post->slug, slug) &&
        !tc_import_target_old_slug(run, post->slug, id)) {
        return 0;
    }
    for (int i = 0; post->old_slugs != NULL && i < post->old_slugs->nelts;
         i++) {
        if (!tc_import_target_old_slug(
                run, APR_ARRAY_IDX(post->old_slugs, i, const char *), id)) {
            return 0;
        }
    }
    return 1;
}

int tc_import_target_post(tc_import_t *run, tc_import_kind_t kind,
                          const char *old_id, const char *old_url,
                          const tc_import_post_t *post, apr_int64_t *id)
{
    tc_sql_t *sql = tc_sql_make(run->item, "import_post");
    const char *title = title_of(run, post);
    const char *excerpt = fit(run, "excerpt", post->excerpt, TC_MOST_EXCERPT);
    PGresult *rows;

    tc_sql_bind(sql, "data", post_data(run, post, title, excerpt));
    tc_sql_bind(sql, "slug_base",
                slug_of(run, post->slug, title, TC_MOST_POST_SLUG, "post"));
    if (!bind_words(run, sql, post, title, excerpt) ||
        !tc_import_run_sql(run, sql, &rows)) {
        return 0;
    }
    *id = apr_atoi64(PQgetvalue(rows, 0, 0));
    run->counts[kind].made++;
    return note_slugs(run, post, PQgetvalue(rows, 0, 1), *id) &&
           note_views(run, post->views, *id) &&
           tc_import_run_note(run, kind, old_id, old_url, *id);
}
