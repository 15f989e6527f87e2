/* Rows that an import makes, each within an item (run.h). */
#ifndef TC_IMPORT_TARGET_H
#define TC_IMPORT_TARGET_H

#include <apr_tables.h>

#include "import/run.h"

/* NULL in a text: there is none. What is longer than a row may have is cut and
 * told. */
typedef struct {
    apr_int64_t id; /* that it shall have, where it is free; 0: any */
    const char *username;
    const char *email;
    const char *first_name;
    const char *last_name;
    const char *role;          /* NULL: WRITER */
    const char *password_hash; /* one that logins can verify */
    const char *joined;
    const char *last_login;
    const char *bio;
    const char *website;
    int disabled;
} tc_import_user_t;

typedef struct {
    apr_int64_t id;
    const char *name;
    const char *slug;
    const char *description;
    apr_int64_t parent; /* 0: none */
    const char *more; /* further members of the JSON object, ready, or NULL */
} tc_import_category_t;

typedef struct {
    apr_int64_t id;
    const char *name;
    const char *slug;
    const char *description;
    const char *created_at; /* NULL: now */
    const char *updated_at; /* NULL: created_at */
} tc_import_tag_t;

typedef struct {
    apr_int64_t id;
    const char *title;
    const char *slug;    /* as it was; NULL: made from the title */
    const char *content; /* JSON */
    const char *excerpt;
    apr_int64_t author;
    apr_int64_t category;     /* 0: none */
    apr_array_header_t *tags; /* of apr_int64_t; NULL: none */
    apr_int64_t featured;     /* media; 0: none */
    apr_int64_t thumbnail;
    apr_int64_t og;
    apr_int64_t published_by; /* counts where it was published; 0: nobody */
    apr_int64_t last_edited_by;
    apr_int64_t views;
    const char *status;
    const char *scheduled_at;
    const char *published_at;
    const char *created_at;
    const char *updated_at;
    const char *seo_title;
    const char *seo_description;
    const char *seo_keywords;
    const char *canonical_url;
    int no_index;
    apr_array_header_t *old_slugs; /* of const char *; NULL: none */
} tc_import_post_t;

/*
 * Each makes a row, or joins one that is there (a user of that name, a category
 * or tag of that slug), notes it in the mapping and counts it. *id: the row's.
 */
int tc_import_target_user(tc_import_t *run, const char *old_id,
                          const char *old_url, const tc_import_user_t *user,
                          apr_int64_t *id);
int tc_import_target_category(tc_import_t *run, const char *old_id,
                              const char *old_url,
                              const tc_import_category_t *category,
                              apr_int64_t *id);
/* data: a JSON object by column. */
int tc_import_target_ad(tc_import_t *run, const char *old_id, const char *data,
                        apr_int64_t *id);
/* Put it below another one, unless it has a place already. */
int tc_import_target_parent(tc_import_t *run, apr_int64_t id,
                            apr_int64_t parent);
/* old_id NULL: it is no tag there, and stands in no mapping. */
int tc_import_target_tag(tc_import_t *run, const char *old_id,
                         const tc_import_tag_t *tag, apr_int64_t *id);
/* kind: TC_IMPORT_POST or TC_IMPORT_PAGE. */
int tc_import_target_post(tc_import_t *run, tc_import_kind_t kind,
                          const char *old_id, const char *old_url,
                          const tc_import_post_t *post, apr_int64_t *id);

/* A slug by which readers knew a post; "": none. One that a post has, or had
 * before it, stays with that. */
int tc_import_target_old_slug(tc_import_t *run, const char *slug,
                              apr_int64_t id);

/* The first active ADMIN; it is a fault where there is none. */
int tc_import_target_admin(tc_import_t *run, apr_int64_t *id);
/* The category of pages, made where it is not there. */
int tc_import_target_pages(tc_import_t *run, apr_int64_t *id);

#endif
