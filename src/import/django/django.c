/*
 * Users first, since all else is somebody's; categories, tags, media, posts; at
 * last the pictures of users, which are media of theirs.
 */
#include "import/django/django.h"

#include <string.h>

#include <apr_strings.h>

#include "base/account/role.h"
#include "base/json/writer.h"
#include "import/django/django_post.h"
#include "import/files.h"
#include "import/member.h"
#include "import/target.h"

#define PBKDF2 "pbkdf2_sha256$"
#define BCRYPT "bcrypt$"
#define BCRYPT_LEN 60

typedef struct {
    tc_import_t *run;
    tc_django_source_t *source;
    const tc_json_t *row; /* that is being made */
} django_t;

static const char *text(const django_t *django, const char *name)
{
    return tc_member_text(django->run->item, django->row, name);
}

static const char *time_of(const django_t *django, const char *name)
{
    const char *found = text(django, name);

    return *found != '\0' ? found : NULL;
}

/* An id that another row has already cannot be kept. */
static int tell_id(const django_t *django, const char *old_id, apr_int64_t id)
{
    if (apr_atoi64(old_id) != id) {
        tc_import_run_tell(django->run, "its id is %" APR_INT64_T_FMT " here",
                           id);
    }
    return 1;
}

/* ------------------------------------------------------------------- people */

/* A role of the API, or what Django's own flags come to. */
static const char *role_of(const django_t *django)
{
    const char *role = text(django, "role");

    if (tc_role_of(role) != TC_PUBLIC) {
        return role;
    }
    if (*role != '\0') {
        tc_import_run_tell(django->run, "its role %s is none here", role);
    }
    return tc_member_flag(django->row, "is_superuser") ? "ADMIN"
           : tc_member_flag(django->row, "is_staff")   ? "EDITOR"
                                                       : "WRITER";
}

/* NULL: nobody can log in by it. */
static const char *hash_of(const django_t *django)
{
    const char *hash = text(django, "password");

    if (strncmp(hash, PBKDF2, strlen(PBKDF2)) == 0) {
        return hash;
    }
    if (strncmp(hash, BCRYPT, strlen(BCRYPT)) == 0 &&
        strlen(hash) == strlen(BCRYPT) + BCRYPT_LEN + 1) {
        return hash + strlen(BCRYPT) + 1;
    }
    if (*hash != '\0' && *hash != '!') {
        tc_import_run_tell(
            django->run,
            "its password's hash is of a kind "
            "that is not read here: %s",
            apr_pstrmemdup(django->run->item, hash, strcspn(hash, "$")));
    }
    return NULL;
}

static int make_user(void *baton, const char *old_id, apr_int64_t *id)
{
    django_t *django = baton;
    const tc_import_user_t user = {
        .id = apr_atoi64(old_id),
        .username = text(django, "username"),
        .email = text(django, "email"),
        .first_name = text(django, "first_name"),
        .last_name = text(django, "last_name"),
        .role = role_of(django),
        .password_hash = hash_of(django),
        .joined = time_of(django, "date_joined"),
        .last_login = time_of(django, "last_login"),
        .bio = text(django, "bio"),
        .website = text(django, "website"),
        .disabled = !tc_member_flag(django->row, "is_active")
    };

    return tc_import_target_user(django->run, old_id, "", &user, id) &&
           tell_id(django, old_id, *id);
}

/* ------------------------------------------ categories, tags, ad placements */

/* A JSON object of those members of the row; names: with spaces between. */
static const char *members(const django_t *django, const char *names)
{
    tc_writer_t *w = tc_writer_make(django->run->item);
    char *rest = apr_pstrdup(django->run->item, names);
    const char *name;

    tc_writer_open(w, '{');
    while ((name = apr_strtok(rest, " ", &rest)) != NULL) {
        const tc_json_t *member = tc_json_get(django->row, name);

        if (member != NULL) {
            tc_writer_key(w, name);
            tc_writer_json(w, member);
        }
    }
    tc_writer_close(w, '}');
    return tc_writer_text(w, NULL);
}

#define OF_CATEGORIES                                       \
    "seo_title seo_description seo_keywords canonical_url " \
    "no_index is_active is_featured order created_at updated_at"
#define OF_ADS                                       \
    "id name description is_active show_on_desktop " \
    "show_on_mobile created_at updated_at"

static int make_category(void *baton, const char *old_id, apr_int64_t *id)
{
    django_t *django = baton;
    tc_import_category_t category = { .id = apr_atoi64(old_id),
                                      .name = text(django, "name"),
                                      .slug = text(django, "slug"),
                                      .description = text(django,
                                                          "description"),
                                      .more = members(django, OF_CATEGORIES) };

    return tc_django_post_relation(django->run, django->row, "parent_id",
                                   TC_IMPORT_CATEGORY, "parent",
                                   &category.parent) &&
           tc_import_target_category(django->run, old_id,
                                     apr_pstrcat(django->run->item,
                                                 "/categories/slug/",
                                                 category.slug, "/", NULL),
                                     &category, id) &&
           tell_id(django, old_id, *id);
}

static int make_tag(void *baton, const char *old_id, apr_int64_t *id)
{
    django_t *django = baton;
    const tc_import_tag_t tag = { .id = apr_atoi64(old_id),
                                  .name = text(django, "name"),
                                  .slug = text(django, "slug"),
                                  .description = text(django, "description"),
                                  .created_at = time_of(django, "created_at"),
                                  .updated_at = time_of(django,
                                                        "updated_at") };

    return tc_import_target_tag(django->run, old_id, &tag, id) &&
           tell_id(django, old_id, *id);
}

static int make_ad(void *baton, const char *old_id, apr_int64_t *id)
{
    django_t *django = baton;

    return tc_import_target_ad(django->run, old_id, members(django, OF_ADS),
                               id) &&
           tell_id(django, old_id, *id);
}

/* -------------------------------------------------------------------- media */

static int make_media(void *baton, const char *old_id, apr_int64_t *id)
{
    django_t *django = baton;
    const char *name = text(django, "original_name");
    tc_import_file_t file = { .path = text(django, "original_file"),
                              .old_id = old_id,
                              .old_url = text(django, "original_file"),
                              .id = apr_atoi64(old_id),
                              .alt_text = text(django, "alt_text"),
                              .caption = text(django, "caption"),
                              .created_at = time_of(django, "created_at"),
                              .name = *name != '\0' ? name : NULL };

    if (!tc_django_post_relation(django->run, django->row, "uploaded_by_id",
                                 TC_IMPORT_USER, "uploader", &file.user) ||
        (file.user == 0 && !tc_import_target_admin(django->run, &file.user))) {
        return 0;
    }
    return tc_import_files_add(django->run, &file, id) &&
           tell_id(django, old_id, *id);
}

static int make_post(void *baton, const char *old_id, apr_int64_t *id)
{
    django_t *django = baton;

    return tc_django_post_make(django->run, django->row, old_id, id) &&
           tell_id(django, old_id, *id);
}

/* ---------------------------------------------------------------- the whole */

static int add(django_t *django, const tc_json_t *row, tc_import_kind_t kind,
               tc_import_make_fn make)
{
    django->row = row;
    return tc_import_run_item(django->run, kind,
                              tc_member_text(django->source->p, row, "id"),
                              make, django);
}

static int add_user(void *baton, const tc_json_t *row)
{
    return add(baton, row, TC_IMPORT_USER, make_user);
}

static int add_category(void *baton, const tc_json_t *row)
{
    return add(baton, row, TC_IMPORT_CATEGORY, make_category);
}

static int add_tag(void *baton, const tc_json_t *row)
{
    return add(baton, row, TC_IMPORT_TAG, make_tag);
}

static int add_media(void *baton, const tc_json_t *row)
{
    return add(baton, row, TC_IMPORT_MEDIA, make_media);
}

static int add_post(void *baton, const tc_json_t *row)
{
    return add(baton, row, TC_IMPORT_POST, make_post);
}

static int add_ad(void *baton, const tc_json_t *row)
{
    return add(baton, row, TC_IMPORT_AD, make_ad);
}

static int put_avatar(django_t *django)
{
    apr_int64_t user, media;
    tc_sql_t *sql;
    PGresult *rows;

    if (!tc_django_post_relation(django->run, django->row, "id",
                                 TC_IMPORT_USER, NULL, &user) ||
        !tc_django_post_relation(django->run, django->row, "avatar_media_id",
                                 TC_IMPORT_MEDIA, "picture", &media)) {
        return 0;
    }
    if (user == 0 || media == 0) {
        return 1;
    }
    sql = tc_sql_make(django->run->item, "import_user_avatar");
    tc_sql_bind_int(sql, "id", user);
    tc_sql_bind_int(sql, "media", media);
    return tc_import_run_sql(django->run, sql, &rows);
}

static int put_slug(django_t *django)
{
    const char *slug = text(django, "old_slug");
    apr_int64_t post;

    if (!tc_django_post_relation(django->run, django->row, "post_id",
                                 TC_IMPORT_POST, NULL, &post)) {
        return 0;
    }
    return post == 0 ||
           tc_import_target_old_slug(
               django->run, *slug != '\0' ? slug : text(django, "slug"), post);
}

/* What is written of a row that was imported before. */
static int add_more(django_t *django, tc_import_kind_t kind, const char *id,
                    int (*put)(django_t *django))
{
    return tc_import_run_begin(django->run, kind, id) &&
           tc_import_run_end(django->run, kind, put(django));
}

static int add_slug(void *baton, const tc_json_t *row)
{
    django_t *django = baton;

    django->row = row;
    return add_more(django, TC_IMPORT_POST,
                    tc_member_text(django->source->p, row, "post_id"),
                    put_slug);
}

static int add_avatar(void *baton, const tc_json_t *row)
{
    django_t *django = baton;
    const char *id = tc_member_text(django->source->p, row, "id");

    django->row = row;
    if (tc_member_int(row, "avatar_media_id") == 0) {
        return 1;
    }
    return add_more(django, TC_IMPORT_USER, id, put_avatar);
}

static void leave_out(void *baton, const char *name, apr_int64_t count)
{
    django_t *django = baton;

    while (count-- > 0) {
        tc_import_run_leave_out(django->run, name);
    }
}

/* Ids are kept, so that no row which comes meanwhile may take one. */
static int keep_ids(const django_t *django)
{
    tc_sql_t *sql = tc_sql_make(django->run->item, "import_keep_ids");
    const char *const *most = django->source->most;
    PGresult *rows;

    tc_sql_bind(sql, "users", most[TC_DJANGO_USERS]);
    tc_sql_bind(sql, "categories", most[TC_DJANGO_CATEGORIES]);
    tc_sql_bind(sql, "tags", most[TC_DJANGO_TAGS]);
    tc_sql_bind(sql, "media", most[TC_DJANGO_MEDIA]);
    tc_sql_bind(sql, "posts", most[TC_DJANGO_POSTS]);
    tc_sql_bind(sql, "ads", most[TC_DJANGO_ADS]);
    return tc_import_run_sql(django->run, sql, &rows);
}

static int import_all(django_t *django)
{
    static const struct {
        tc_django_table_t table;
        int (*each)(void *baton, const tc_json_t *row);
    } order[] = {
        { TC_DJANGO_USERS, add_user }, { TC_DJANGO_CATEGORIES, add_category },
        { TC_DJANGO_TAGS, add_tag },   { TC_DJANGO_MEDIA, add_media },
        { TC_DJANGO_POSTS, add_post }, { TC_DJANGO_SLUGS, add_slug },
        { TC_DJANGO_ADS, add_ad },     { TC_DJANGO_USERS, add_avatar },
    };
    int ok = keep_ids(django);

    for (size_t i = 0; ok && i < sizeof(order) / sizeof(order[0]); i++) {
        ok = tc_django_source_each(django->source, order[i].table,
                                   order[i].each, django);
    }
    return ok && tc_django_source_others(django->source, leave_out, django);
}

int tc_django_import(tc_import_t *run, const char *conninfo,
                     const char *const names[TC_DJANGO_TABLES])
{
    django_t django = { .run = run };
    int ok;

    if (!tc_import_run_start(run)) {
        return 0;
    }
    django.source = tc_django_source_open(run->p, conninfo, names);
    ok = django.source->problem == NULL;
    if (ok) {
        run->source = apr_pstrcat(run->p, "django ", PQdb(django.source->pg),
                                  NULL);
        ok = import_all(&django);
    }
    if (django.source->problem != NULL) {
        ok = tc_import_run_fail(run, "%s", django.source->problem);
    }
    return tc_import_run_finish(run, ok);
}
