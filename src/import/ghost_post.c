#include "import/ghost_post.h"

#include <string.h>

#include <apr_strings.h>

#include "import/media.h"
#include "import/member.h"
#include "import/target.h"
#include "import/text/cards.h"
#include "import/text/html.h"
#include "import/text/lexical.h"
#include "import/text/mobiledoc.h"

#define SITE_WORD "__GHOST_URL__"
#define SIZE "/size/"

static const char *text(const tc_ghost_t *ghost, const char *name)
{
    return tc_member_text(ghost->run->item, ghost->row, name);
}

/* The post's own member, or that of its row in posts_meta. */
static const char *meta(const tc_ghost_t *ghost, const char *name)
{
    const char *found = text(ghost, name);

    return *found != '\0'
               ? found
               : tc_member_text(
                     ghost->run->item,
                     tc_ghost_data_row(ghost->data->meta, text(ghost, "id")),
                     name);
}

/* -------------------------------------------------------------------- media */

const char *tc_ghost_post_address(apr_pool_t *p, const char *address)
{
    apr_array_header_t *pieces = apr_array_make(p, 8, sizeof(const char *));
    const char *at;

    while ((at = strstr(address, SITE_WORD)) != NULL) {
        APR_ARRAY_PUSH(pieces, const char *) = apr_pstrmemdup(p, address,
                                                              at - address);
        address = at + strlen(SITE_WORD);
        if (*address != '/') {
            APR_ARRAY_PUSH(pieces, const char *) = "/";
        }
    }
    APR_ARRAY_PUSH(pieces, const char *) = address;
    return apr_array_pstrcat(p, pieces, 0);
}

/* ".../content/images/2024/03/a.jpg" is images/2024/03/a.jpg of the folder. */
static const char *path_of(apr_pool_t *p, const char *url)
{
    static const char *const folders[] = { "/content/images/",
                                           "/content/media/",
                                           "/content/files/" };

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        const char *at = strstr(url, folders[i]);

        if (at != NULL) {
            at += strlen("/content/");
            return apr_pstrmemdup(p, at, strcspn(at, "?#"));
        }
    }
    return NULL;
}

/* "/size/w600/format/webp/2024/a.jpg" is a size of "/2024/a.jpg". */
static const char *without_size(apr_pool_t *p, const char *url)
{
    const char *at = strstr(url, SIZE);
    const char *rest = at != NULL ? strchr(at + strlen(SIZE), '/') : NULL;

    if (rest != NULL && strncmp(rest, "/format/", 8) == 0) {
        rest = strchr(rest + 8, '/');
    }
    return rest != NULL
               ? apr_pstrcat(p, apr_pstrmemdup(p, url, at - url), rest, NULL)
               : NULL;
}

apr_int64_t tc_ghost_post_media(tc_ghost_t *ghost, const char *url,
                                const char *alt, const char *caption,
                                int *video)
{
    apr_pool_t *p = ghost->run->item;
    const char *address = tc_ghost_post_address(p, url);
    const char *plain = without_size(p, address);
    /* it has more than one address: with the site's and without it */
    const tc_import_lookup_t lookup = {
        .path = path_of,
        .plain = without_size,
        .old_id = path_of(p, plain != NULL ? plain : address),
        .user = ghost->author,
        .alt_text = alt,
        .caption = caption
    };

    return tc_import_media_find(ghost->run, &lookup, address, video);
}

static apr_int64_t picture(tc_ghost_t *ghost, const char *what,
                           const char *url, const char *alt,
                           const char *caption)
{
    apr_int64_t id = 0;
    int video = 0;

    if (*url == '\0') {
        return 0;
    }
    id = tc_ghost_post_media(ghost, url, alt, caption, &video);
    if (id == 0 || video) {
        tc_import_run_tell(ghost->run, "its %s is not among the media: %s",
                           what, url);
        return 0;
    }
    return id;
}

/* -------------------------------------------------------------------- texts */

static void on_tell(void *baton, const char *what)
{
    const tc_ghost_t *ghost = baton;

    tc_import_run_tell(ghost->run, "%s", what);
}

static apr_int64_t on_media(void *baton, const char *url, const char *old_id,
                            int *video)
{
    (void)old_id;
    return tc_ghost_post_media(baton, url, NULL, NULL, video);
}

/* A document of JSON; NULL: there is none that can be read. */
static const tc_json_t *document(tc_ghost_t *ghost, const char *name)
{
    const char *source = text(ghost, name);
    const char *error;
    tc_json_t *json;

    if (*source == '\0') {
        return NULL;
    }
    source = tc_ghost_post_address(ghost->run->item, source);
    json = tc_json_parse(ghost->run->item, source, strlen(source), &error);
    if (json == NULL) {
        tc_import_run_tell(ghost->run, "its %s cannot be read: %s", name,
                           error);
    }
    return json;
}

/* Ghost knows Markdown, and its HTML has what that has become. */
static int is_better_as_html(const tc_ghost_t *ghost)
{
    static const char *const names[] = { "lexical", "mobiledoc" };
    int markdown = 0;

    for (int i = 0; i < 2; i++) {
        const char *source = text(ghost, names[i]);

        markdown |= strstr(source, "\"markdown\"") != NULL ||
                    strstr(source, "\"card-markdown\"") != NULL;
    }
    return markdown && *text(ghost, "html") != '\0';
}

static int put_html(tc_ghost_t *ghost, tc_content_t *content)
{
    const char *html = tc_ghost_post_address(ghost->run->item,
                                             text(ghost, "html"));

    return tc_html_blocks(ghost->run->item, html, strlen(html), 0, content);
}

/* 0: it is too large to be read. */
static int put_text(tc_ghost_t *ghost, tc_content_t *content)
{
    tc_cards_t *cards = tc_cards_make(ghost->run->item, content);
    const tc_json_t *json;

    if (is_better_as_html(ghost)) {
        return put_html(ghost, content);
    }
    json = document(ghost, "lexical");
    if (json != NULL && tc_lexical_add(cards, json)) {
        return !cards->failed;
    }
    json = document(ghost, "mobiledoc");
    if (json != NULL && tc_mobiledoc_add(cards, json)) {
        return !cards->failed;
    }
    return put_html(ghost, content);
}

static const char *content_of(tc_ghost_t *ghost)
{
    const tc_content_hooks_t hooks = { .media = on_media,
                                       .tell = on_tell,
                                       .baton = ghost };
    tc_content_t *content = tc_content_make(ghost->run->item, &hooks);
    const char *problem = "its text is too large, or takes too much memory to "
                          "read";
    const char *json = NULL;

    if (put_text(ghost, content)) {
        json = tc_content_json(content, &problem);
    }
    if (json == NULL && ghost->run->fault == NULL) {
        tc_import_run_fail(ghost->run, "%s", problem);
    }
    /* a statement of the hooks failed, and with it the transaction */
    return ghost->run->fault == NULL ? json : NULL;
}

/* ------------------------------------------------------------------- people */

static int take_author(tc_ghost_t *ghost, const char *old_id,
                       tc_import_post_t *post)
{
    const tc_json_t *row = tc_ghost_data_row(ghost->data->users, old_id);
    apr_int64_t id = 0;

    if (!tc_import_run_find(ghost->run, TC_IMPORT_USER, old_id, &id)) {
        return 0;
    }
    if (post->author == 0) {
        post->author = id;
    }
    else if (row != NULL) {
        tc_import_run_tell(ghost->run, "another author of it was %s",
                           tc_member_text(ghost->run->item, row, "name"));
    }
    return 1;
}

/* posts_authors has them since 1.22, author_id before. */
static int take_authors(tc_ghost_t *ghost, tc_import_post_t *post)
{
    const apr_array_header_t *links = tc_ghost_data_links(
        ghost->data->post_authors, text(ghost, "id"));

    for (int i = 0; links != NULL && i < links->nelts; i++) {
        if (!take_author(
                ghost,
                tc_member_text(ghost->run->item,
                               APR_ARRAY_IDX(links, i, const tc_json_t *),
                               "author_id"),
                post)) {
            return 0;
        }
    }
    if (post->author == 0 &&
        !take_author(ghost, text(ghost, "author_id"), post)) {
        return 0;
    }
    if (post->author == 0) {
        tc_import_run_tell(ghost->run, "its author is not in the file; it is "
                                       "an ADMIN's now");
    }
    return post->author != 0 ||
           tc_import_target_admin(ghost->run, &post->author);
}

/* --------------------------------------------------------------------- tags */

static int is_internal(apr_pool_t *p, const tc_json_t *tag)
{
    return strcmp(tc_member_text(p, tag, "visibility"), "internal") == 0 ||
           *tc_member_text(p, tag, "name") == '#';
}

static int take_category(tc_ghost_t *ghost, const tc_json_t *tag,
                         const char *old_id, tc_import_post_t *post)
{
    apr_pool_t *p = ghost->run->item;
    const tc_import_category_t category = {
        .name = tc_member_text(p, tag, "name"),
        .slug = tc_member_text(p, tag, "slug"),
        .description = tc_member_text(p, tag, "description")
    };

    return tc_import_run_find(ghost->run, TC_IMPORT_CATEGORY, old_id,
                              &post->category) &&
           (post->category != 0 ||
            tc_import_target_category(ghost->run, old_id, "", &category,
                                      &post->category));
}

static int take_tag(tc_ghost_t *ghost, const char *old_id,
                    tc_import_post_t *post)
{
    const tc_json_t *tag = tc_ghost_data_row(ghost->data->tags, old_id);
    apr_int64_t id = 0;

    if (tag == NULL || is_internal(ghost->run->item, tag)) {
        tc_import_run_tell(ghost->run,
                           "a tag that readers did not see was "
                           "left out: %s",
                           tc_member_text(ghost->run->item, tag, "name"));
        return 1;
    }
    if (ghost->categories && post->category == 0) {
        return take_category(ghost, tag, old_id, post);
    }
    if (!tc_import_run_find(ghost->run, TC_IMPORT_TAG, old_id, &id)) {
        return 0;
    }
    if (id != 0) {
        APR_ARRAY_PUSH(post->tags, apr_int64_t) = id;
    }
    return 1;
}

static int take_tags(tc_ghost_t *ghost, tc_import_post_t *post)
{
    const apr_array_header_t *links = tc_ghost_data_links(
        ghost->data->post_tags, text(ghost, "id"));

    for (int i = 0; links != NULL && i < links->nelts; i++) {
        const tc_json_t *link = APR_ARRAY_IDX(links, i, const tc_json_t *);

        if (!take_tag(ghost, tc_member_text(ghost->run->item, link, "tag_id"),
                      post)) {
            return 0;
        }
    }
    return ghost->kind != TC_IMPORT_PAGE || post->category != 0 ||
           tc_import_target_pages(ghost->run, &post->category);
}

/* ------------------------------------------------------------------- status */

/* What readers could not see must not become public here. */
static void take_status(tc_ghost_t *ghost, tc_import_post_t *post)
{
    const char *status = text(ghost, "status");
    const char *visibility = text(ghost, "visibility");
    int hidden = *visibility != '\0' && strcmp(visibility, "public") != 0;

    post->status = strcmp(status, "published") == 0   ? "PUBLISHED"
                   : strcmp(status, "scheduled") == 0 ? "SCHEDULED"
                   : strcmp(status, "sent") == 0      ? "ARCHIVED"
                                                      : "DRAFT";
    if (strcmp(status, "sent") == 0) {
        tc_import_run_tell(ghost->run, "it was sent by mail alone and is "
                                       "ARCHIVED, which editors alone see");
    }
    else if (hidden && strcmp(post->status, "DRAFT") != 0) {
        post->status = strcmp(post->status, "PUBLISHED") == 0 ? "ARCHIVED"
                                                              : "DRAFT";
        tc_import_run_tell(ghost->run,
                           "it was for %s alone and is %s, which editors "
                           "alone see",
                           visibility, post->status);
    }
}

static void take_times(tc_ghost_t *ghost, tc_import_post_t *post)
{
    apr_pool_t *p = ghost->run->item;
    const char *date = tc_ghost_data_time(p, ghost->row, "published_at");

    post->created_at = tc_ghost_data_time(p, ghost->row, "created_at");
    post->updated_at = tc_ghost_data_time(p, ghost->row, "updated_at");
    if (strcmp(post->status, "SCHEDULED") == 0) {
        post->scheduled_at = date;
    }
    else if (strcmp(post->status, "DRAFT") != 0) {
        post->published_at = date;
    }
    if (date == NULL && (strcmp(post->status, "PUBLISHED") == 0 ||
                         strcmp(post->status, "SCHEDULED") == 0)) {
        tc_import_run_tell(ghost->run, "it has no date and is a draft now");
        post->status = "DRAFT";
    }
}

/* ---------------------------------------------------------------- the whole */

static void tell_left_out(tc_ghost_t *ghost)
{
    static const char *const names[] = {
        "codeinjection_head", "codeinjection_foot",  "custom_template",
        "og_title",           "og_description",      "twitter_image",
        "twitter_title",      "twitter_description", "frontmatter",
        "email_subject"
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (*meta(ghost, names[i]) != '\0') {
            tc_import_run_leave_out(
                ghost->run,
                apr_pstrcat(ghost->run->item, "member ", names[i], NULL));
        }
    }
    if (tc_member_flag(ghost->row, "featured")) {
        tc_import_run_tell(ghost->run, "it was featured, which no post is "
                                       "here");
    }
}

static void take_fields(tc_ghost_t *ghost, tc_import_post_t *post)
{
    const char *feature = text(ghost, "feature_image");

    post->title = text(ghost, "title");
    post->slug = text(ghost, "slug");
    post->excerpt = text(ghost, "custom_excerpt");
    post->seo_title = meta(ghost, "meta_title");
    post->seo_description = meta(ghost, "meta_description");
    post->canonical_url = text(ghost, "canonical_url");
    post->featured = picture(
        ghost, "feature image",
        *feature != '\0' ? feature : text(ghost, "image"),
        meta(ghost, "feature_image_alt"),
        tc_html_words(ghost->run->item, meta(ghost, "feature_image_caption")));
    post->thumbnail = post->featured;
    post->og = picture(ghost, "picture for other networks",
                       meta(ghost, "og_image"), NULL, NULL);
    tell_left_out(ghost);
}

static int make(void *baton, const char *old_id, apr_int64_t *id)
{
    tc_ghost_t *ghost = baton;
    tc_import_post_t post = { .tags = apr_array_make(ghost->run->item, 8,
                                                     sizeof(apr_int64_t)) };

    if (!take_authors(ghost, &post) || !take_tags(ghost, &post)) {
        return 0;
    }
    ghost->author = post.author;
    post.published_by = post.author;
    take_status(ghost, &post);
    take_times(ghost, &post);
    take_fields(ghost, &post);
    post.content = content_of(ghost);
    return post.content != NULL &&
           tc_import_target_post(
               ghost->run, ghost->kind, old_id,
               apr_pstrcat(ghost->run->item, "/", post.slug, "/", NULL), &post,
               id);
}

int tc_ghost_post_add(tc_ghost_t *ghost)
{
    const char *type = tc_member_text(ghost->run->p, ghost->row, "type");

    ghost->kind = strcmp(type, "page") == 0 ||
                          tc_member_flag(ghost->row, "page")
                      ? TC_IMPORT_PAGE
                      : TC_IMPORT_POST;
    return tc_import_run_item(ghost->run, ghost->kind,
                              tc_member_text(ghost->run->p, ghost->row, "id"),
                              make, ghost);
}
