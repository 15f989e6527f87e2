#include "import/ghost.h"

#include <string.h>

#include <apr_strings.h>

#include "import/ghost_data.h"
#include "import/ghost_post.h"
#include "import/member.h"
#include "import/target.h"

#define BCRYPT_LEN 60

static const char *text(const tc_ghost_t *ghost, const char *name)
{
    return tc_member_text(ghost->run->item, ghost->row, name);
}

/* ------------------------------------------------------------------- people */

static const char *role_of(tc_ghost_t *ghost)
{
    static const char *const known[][2] = {
        { "Owner", "ADMIN" },         { "Administrator", "ADMIN" },
        { "Super Editor", "EDITOR" }, { "Editor", "EDITOR" },
        { "Author", "WRITER" },       { "Contributor", "WRITER" },
    };
    const apr_array_header_t *links = tc_ghost_data_links(
        ghost->data->user_roles, text(ghost, "id"));
    const char *role = "WRITER";

    for (int i = 0; links != NULL && i < links->nelts; i++) {
        const char *id = tc_member_text(
            ghost->run->item, APR_ARRAY_IDX(links, i, const tc_json_t *),
            "role_id");
        const char *name = tc_member_text(
            ghost->run->item, tc_ghost_data_row(ghost->data->roles, id),
            "name");

        for (size_t j = 0; j < sizeof(known) / sizeof(known[0]); j++) {
            if (strcmp(name, known[j][0]) == 0) {
                role = known[j][1];
            }
        }
    }
    return role;
}

/* The last word is the last name. */
static void take_name(tc_ghost_t *ghost, tc_import_user_t *user)
{
    const char *name = text(ghost, "name");
    const char *space = strrchr(name, ' ');

    user->first_name = space != NULL ? apr_pstrmemdup(ghost->run->item, name,
                                                      space - name)
                                     : name;
    user->last_name = space != NULL ? space + 1 : "";
}

static void take_password(tc_ghost_t *ghost, tc_import_user_t *user)
{
    const char *hash = text(ghost, "password");
    const char *status = text(ghost, "status");

    user->disabled = strcmp(status, "inactive") == 0;
    if (strlen(hash) == BCRYPT_LEN && strncmp(hash, "$2", 2) == 0 &&
        strcmp(status, "locked") != 0) {
        user->password_hash = hash;
    }
}

static int put_avatar(tc_ghost_t *ghost, apr_int64_t id)
{
    const char *url = text(ghost, "profile_image");
    tc_sql_t *sql = tc_sql_make(ghost->run->item, "import_user_avatar");
    PGresult *rows;
    apr_int64_t media;
    int video = 0;

    if (*url == '\0') {
        return 1;
    }
    ghost->author = id;
    media = tc_ghost_post_media(ghost, url, NULL, NULL, &video);
    if (media == 0 || video) {
        tc_import_run_tell(ghost->run,
                           "its picture is not among the media: "
                           "%s",
                           url);
        return ghost->run->fault == NULL;
    }
    tc_sql_bind_int(sql, "id", id);
    tc_sql_bind_int(sql, "media", media);
    return tc_import_run_sql(ghost->run, sql, &rows);
}

static int make_user(void *baton, const char *old_id, apr_int64_t *id)
{
    static const char *const left_out[] = { "location", "facebook", "twitter",
                                            "cover_image" };
    tc_ghost_t *ghost = baton;
    tc_import_user_t user = { .username = text(ghost, "slug"),
                              .email = text(ghost, "email"),
                              .role = role_of(ghost),
                              .joined = tc_ghost_data_time(
                                  ghost->run->item, ghost->row, "created_at"),
                              .bio = text(ghost, "bio"),
                              .website = text(ghost, "website") };
    const char *url = apr_pstrcat(ghost->run->item, "/author/", user.username,
                                  "/", NULL);

    take_name(ghost, &user);
    take_password(ghost, &user);
    for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++) {
        if (*text(ghost, left_out[i]) != '\0') {
            tc_import_run_leave_out(
                ghost->run,
                apr_pstrcat(ghost->run->item, "a user's ", left_out[i], NULL));
        }
    }
    return tc_import_target_user(ghost->run, old_id, url, &user, id) &&
           put_avatar(ghost, *id);
}

/* --------------------------------------------------------------------- rows */

static int make_tag(void *baton, const char *old_id, apr_int64_t *id)
{
    tc_ghost_t *ghost = baton;

    const tc_import_tag_t tag = { .name = text(ghost, "name"),
                                  .slug = text(ghost, "slug"),
                                  .description = text(ghost, "description") };

    return tc_import_target_tag(ghost->run, old_id, &tag, id);
}

static int add_user(tc_ghost_t *ghost)
{
    return tc_import_run_item(ghost->run, TC_IMPORT_USER,
                              tc_member_text(ghost->run->p, ghost->row, "id"),
                              make_user, ghost);
}

/* Those that begin with # organise the site and are shown to nobody. */
static int add_tag(tc_ghost_t *ghost)
{
    apr_pool_t *p = ghost->run->p;

    if (strcmp(tc_member_text(p, ghost->row, "visibility"), "internal") == 0 ||
        *tc_member_text(p, ghost->row, "name") == '#') {
        tc_import_run_leave_out(ghost->run, "internal tags");
        return 1;
    }
    return tc_import_run_item(ghost->run, TC_IMPORT_TAG,
                              tc_member_text(p, ghost->row, "id"), make_tag,
                              ghost);
}

static int add_rows(tc_ghost_t *ghost, const char *table,
                    int (*add)(tc_ghost_t *ghost))
{
    const tc_json_t *rows = tc_ghost_data_table(ghost->data, table);
    int ok = 1;

    for (apr_size_t i = 0; ok && rows != NULL && i < tc_json_size(rows); i++) {
        ghost->row = tc_json_at(rows, i);
        ok = add(ghost);
    }
    return ok;
}

/* ------------------------------------------------------------- what is left */

static int count_table(void *baton, const char *name, tc_json_t *table)
{
    static const char *const taken[] = { "posts",         "users",
                                         "tags",          "roles",
                                         "posts_meta",    "posts_tags",
                                         "posts_authors", "roles_users" };
    tc_ghost_t *ghost = baton;
    const char *what = apr_pstrcat(ghost->run->p, "rows of ", name, NULL);

    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        if (strcmp(name, taken[i]) == 0) {
            return 1;
        }
    }
    for (apr_size_t i = 0;
         tc_json_kind(table) == TC_JSON_ARRAY && i < tc_json_size(table);
         i++) {
        tc_import_run_leave_out(ghost->run, what);
    }
    return 1;
}

int tc_ghost_import(tc_import_t *run, const char *path, int categories)
{
    tc_ghost_t ghost = { .run = run, .categories = categories };
    const char *problem;
    int ok = 1;

    if (!tc_import_run_start(run)) {
        return 0;
    }
    ghost.data = tc_ghost_data_read(run->p, path, &problem);
    if (ghost.data == NULL) {
        ok = tc_import_run_fail(run, "%s: %s", path, problem);
    }
    else {
        run->source = apr_pstrcat(run->p, "ghost ", ghost.data->site, NULL);
    }
    ok = ok && add_rows(&ghost, "users", add_user) &&
         add_rows(&ghost, "tags", add_tag) &&
         add_rows(&ghost, "posts", tc_ghost_post_add);
    if (ok) {
        tc_json_each(ghost.data->tables, count_table, &ghost);
    }
    return tc_import_run_finish(run, ok);
}
