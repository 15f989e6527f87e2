#include "import/django/django_post.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/json/writer.h"
#include "import/member.h"
#include "import/target.h"

/* The content on its way; media: what an id is here. */
typedef struct {
    tc_import_t *run;
    tc_writer_t *w;
} copy_t;

/* ---------------------------------------------------------------- relations */

static int media_of(tc_import_t *run, apr_int64_t old, apr_int64_t *id)
{
    return tc_import_run_find(
        run, TC_IMPORT_MEDIA,
        apr_psprintf(run->item, "%" APR_INT64_T_FMT, old), id);
}

int tc_django_post_relation(tc_import_t *run, const tc_json_t *row,
                            const char *column, tc_import_kind_t kind,
                            const char *what, apr_int64_t *id)
{
    const char *old = tc_member_text(run->item, row, column);

    *id = 0;
    if (*old == '\0') {
        return 1;
    }
    if (!tc_import_run_find(run, kind, old, id)) {
        return 0;
    }
    if (*id == 0 && what != NULL) {
        tc_import_run_tell(run, "its %s %s was not imported", what, old);
    }
    return 1;
}

/* ------------------------------------------------------------------- blocks */

static int copy_member(void *baton, const char *key, tc_json_t *value)
{
    const copy_t *copy = baton;

    tc_writer_key(copy->w, key);
    tc_writer_json(copy->w, value);
    return 1;
}

static int copy_but_media(void *baton, const char *key, tc_json_t *value)
{
    return strcmp(key, "media_id") == 0 || strcmp(key, "media_ids") == 0 ||
           copy_member(baton, key, value);
}

/* What shows nothing says what it would have shown. */
static void put_words(copy_t *copy, const tc_json_t *block, const char *old)
{
    const char *words = tc_member_text(copy->run->item, block, "caption");

    if (*words == '\0') {
        words = tc_member_text(copy->run->item, block, "alt");
    }
    tc_import_run_tell(copy->run,
                       "a picture or video became its text, as media %s was "
                       "not imported",
                       old);
    tc_writer_open(copy->w, '{');
    tc_writer_put_string(copy->w, "type", "paragraph");
    tc_writer_put_string(
        copy->w, "text",
        *words != '\0'
            ? words
            : apr_pstrcat(copy->run->item, "(media ", old, ")", NULL));
    tc_writer_close(copy->w, '}');
}

static int put_media(copy_t *copy, const tc_json_t *block)
{
    apr_int64_t old = tc_member_int(block, "media_id");
    apr_int64_t id;

    if (!media_of(copy->run, old, &id)) {
        return 0;
    }
    if (id == 0) {
        put_words(copy, block,
                  tc_member_text(copy->run->item, block, "media_id"));
        return 1;
    }
    tc_writer_open(copy->w, '{');
    if (id == old) {
        tc_json_each(block, copy_member, copy);
    }
    else {
        tc_json_each(block, copy_but_media, copy);
        tc_writer_put_int(copy->w, "media_id", id);
    }
    tc_writer_close(copy->w, '}');
    return 1;
}

/* The ids of a gallery that are here; *changed: others than there. */
static int gallery_ids(copy_t *copy, const tc_json_t *ids,
                       apr_array_header_t *here, int *changed)
{
    for (apr_size_t i = 0; i < tc_json_size(ids); i++) {
        apr_int64_t old = tc_json_int(tc_json_at(ids, i));
        apr_int64_t id;

        if (!media_of(copy->run, old, &id)) {
            return 0;
        }
        *changed |= id != old;
        if (id != 0) {
            APR_ARRAY_PUSH(here, apr_int64_t) = id;
        }
        else {
            tc_import_run_tell(copy->run,
                               "a gallery shows media %" APR_INT64_T_FMT
                               ", which was not imported",
                               old);
        }
    }
    return 1;
}

static int put_gallery(copy_t *copy, const tc_json_t *block)
{
    const tc_json_t *ids = tc_json_get(block, "media_ids");
    apr_array_header_t *here = apr_array_make(copy->run->item, 8,
                                              sizeof(apr_int64_t));
    int changed = 0;

    if (!gallery_ids(copy, ids, here, &changed)) {
        return 0;
    }
    if (here->nelts == 0) {
        put_words(copy, block, "of a gallery");
        return 1;
    }
    tc_writer_open(copy->w, '{');
    tc_json_each(block, changed ? copy_but_media : copy_member, copy);
    if (changed) {
        tc_writer_key(copy->w, "media_ids");
        tc_writer_open(copy->w, '[');
        for (int i = 0; i < here->nelts; i++) {
            tc_writer_int(copy->w, APR_ARRAY_IDX(here, i, apr_int64_t));
        }
        tc_writer_close(copy->w, ']');
    }
    tc_writer_close(copy->w, '}');
    return 1;
}

static int put_block(copy_t *copy, const tc_json_t *block)
{
    const tc_json_t *ids = tc_json_get(block, "media_ids");

    if (ids != NULL && tc_json_kind(ids) == TC_JSON_ARRAY) {
        return put_gallery(copy, block);
    }
    if (*tc_member_text(copy->run->item, block, "media_id") != '\0') {
        return put_media(copy, block);
    }
    tc_writer_json(copy->w, block);
    return 1;
}

/* A list of blocks; a column of type text has it as a text. */
static const tc_json_t *list_of(tc_import_t *run, const tc_json_t *row)
{
    const tc_json_t *list = tc_json_get(row, "content");
    const char *text = list != NULL ? tc_json_string(list, NULL) : NULL;
    const char *error;

    if (text != NULL) {
        list = tc_json_parse(run->item, text, strlen(text), &error);
    }
    return list != NULL && tc_json_kind(list) == TC_JSON_ARRAY ? list : NULL;
}

/* NULL: run->fault says why. */
static const char *content_of(tc_import_t *run, const tc_json_t *row)
{
    const tc_json_t *list = list_of(run, row);
    copy_t copy = { .run = run, .w = tc_writer_make(run->item) };

    if (list == NULL) {
        tc_import_run_fail(run, "its content is no list of blocks");
        return NULL;
    }
    tc_writer_open(copy.w, '[');
    for (apr_size_t i = 0; i < tc_json_size(list); i++) {
        if (!put_block(&copy, tc_json_at(list, i))) {
            return NULL;
        }
    }
    tc_writer_close(copy.w, ']');
    return tc_writer_text(copy.w, NULL);
}

/* ------------------------------------------------------------------- fields */

static const char *time_of(tc_import_t *run, const tc_json_t *row,
                           const char *name)
{
    const char *text = tc_member_text(run->item, row, name);

    return *text != '\0' ? text : NULL;
}

static int take_relations(tc_import_t *run, const tc_json_t *row,
                          tc_import_post_t *post)
{
    const struct {
        const char *column;
        tc_import_kind_t kind;
        const char *what;
        apr_int64_t *id;
    } relations[] = {
        { "author_id", TC_IMPORT_USER, "author", &post->author },
        { "category_id", TC_IMPORT_CATEGORY, "category", &post->category },
        { "published_by_id", TC_IMPORT_USER, "publisher",
          &post->published_by },
        { "last_edited_by_id", TC_IMPORT_USER, "last editor",
          &post->last_edited_by },
        { "featured_media_id", TC_IMPORT_MEDIA, "featured picture",
          &post->featured },
        { "thumbnail_media_id", TC_IMPORT_MEDIA, "thumbnail",
          &post->thumbnail },
        { "og_media_id", TC_IMPORT_MEDIA, "picture for other networks",
          &post->og },
    };

    for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++) {
        if (!tc_django_post_relation(run, row, relations[i].column,
                                     relations[i].kind, relations[i].what,
                                     relations[i].id)) {
            return 0;
        }
    }
    return post->author != 0 || tc_import_target_admin(run, &post->author);
}

static int take_tags(tc_import_t *run, const tc_json_t *row,
                     tc_import_post_t *post)
{
    const tc_json_t *ids = tc_json_get(row, "tag_ids");

    post->tags = apr_array_make(run->item, 8, sizeof(apr_int64_t));
    for (apr_size_t i = 0; ids != NULL && i < tc_json_size(ids); i++) {
        apr_int64_t old = tc_json_int(tc_json_at(ids, i));
        apr_int64_t id;

        if (!tc_import_run_find(
                run, TC_IMPORT_TAG,
                apr_psprintf(run->item, "%" APR_INT64_T_FMT, old), &id)) {
            return 0;
        }
        if (id != 0) {
            APR_ARRAY_PUSH(post->tags, apr_int64_t) = id;
        }
        else {
            tc_import_run_tell(
                run, "its tag %" APR_INT64_T_FMT " was not imported", old);
        }
    }
    return 1;
}

static void take_status(tc_import_t *run, const tc_json_t *row,
                        tc_import_post_t *post)
{
    static const char *const known[] = { "DRAFT", "IN_REVIEW", "SCHEDULED",
                                         "PUBLISHED", "ARCHIVED" };
    char *status = apr_pstrdup(run->item,
                               tc_member_text(run->item, row, "status"));

    for (char *at = status; *at != '\0'; at++) {
        *at = (char)apr_toupper(*at);
    }
    post->status = "DRAFT";
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(status, known[i]) == 0) {
            post->status = known[i];
        }
    }
    post->scheduled_at = time_of(run, row, "scheduled_publish_at");
    if (strcmp(post->status, status) != 0 ||
        (strcmp(status, "SCHEDULED") == 0 && post->scheduled_at == NULL) ||
        (strcmp(status, "PUBLISHED") == 0 && post->published_at == NULL)) {
        tc_import_run_tell(run,
                           "its status was \"%s\", without what that needs, "
                           "and is DRAFT now",
                           status);
        post->status = "DRAFT";
    }
}

int tc_django_post_make(tc_import_t *run, const tc_json_t *row,
                        const char *old_id, apr_int64_t *id)
{
    apr_pool_t *p = run->item;
    tc_import_post_t post = {
        .id = apr_atoi64(old_id),
        .title = tc_member_text(p, row, "title"),
        .slug = tc_member_text(p, row, "slug"),
        .excerpt = tc_member_text(p, row, "excerpt"),
        .published_at = time_of(run, row, "published_at"),
        .created_at = time_of(run, row, "created_at"),
        .updated_at = time_of(run, row, "updated_at"),
        .seo_title = tc_member_text(p, row, "seo_title"),
        .seo_description = tc_member_text(p, row, "seo_description"),
        .seo_keywords = tc_member_text(p, row, "seo_keywords"),
        .canonical_url = tc_member_text(p, row, "canonical_url"),
        .no_index = tc_member_flag(row, "no_index"),
        .views = tc_member_int(row, "view_count")
    };

    take_status(run, row, &post);
    if (!take_relations(run, row, &post) || !take_tags(run, row, &post)) {
        return 0;
    }
    post.content = content_of(run, row);
    return post.content != NULL &&
           tc_import_target_post(
               run, TC_IMPORT_POST, old_id,
               apr_pstrcat(run->item, "/posts/slug/", post.slug, "/", NULL),
               &post, id);
}
