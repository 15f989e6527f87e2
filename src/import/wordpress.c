/*
 * Twice through the file, since attachments may stand behind the posts that
 * show them: first people, terms and media, then posts and pages.
 */
#include "import/wordpress.h"

#include <string.h>

#include <apr_strings.h>

#include "import/files.h"
#include "import/target.h"
#include "import/text/html.h"
#include "import/wordpress_media.h"
#include "import/wordpress_post.h"
#include "import/wordpress_terms.h"
#include "import/wxr.h"

static int make_author(void *baton, const char *login, apr_int64_t *id)
{
    return tc_wordpress_terms_user(baton, login, id);
}

static int make_category(void *baton, const char *nicename, apr_int64_t *id)
{
    tc_wordpress_t *wp = baton;

    return tc_wordpress_terms_category(
        wp, nicename, tc_wordpress_terms_field(wp, "wp:cat_name"),
        tc_wordpress_terms_field(wp, "wp:category_description"),
        tc_wordpress_terms_field(wp, "wp:category_parent"), id);
}

static int make_tag(void *baton, const char *slug, apr_int64_t *id)
{
    tc_wordpress_t *wp = baton;

    const tc_import_tag_t tag = {
        .name = tc_html_words(wp->p,
                              tc_wordpress_terms_field(wp, "wp:tag_name")),
        .slug = slug,
        .description = tc_wordpress_terms_field(wp, "wp:tag_description")
    };

    return tc_import_target_tag(wp->run, slug, &tag, id);
}

/* An entry that the field names. */
static int on_entry(tc_wordpress_t *wp, tc_import_kind_t kind,
                    const char *field, tc_import_make_fn make)
{
    return tc_import_run_item(wp->run, kind,
                              tc_wordpress_terms_field(wp, field), make, wp);
}

/* Categories whose parents came behind them. */
static int put_parents(tc_wordpress_t *wp)
{
    for (int i = 0; i < wp->late->nelts; i++) {
        const tc_wordpress_parent_t *late = &APR_ARRAY_IDX(
            wp->late, i, tc_wordpress_parent_t);
        apr_int64_t child, parent;
        int ok;

        if (!tc_import_run_begin(wp->run, TC_IMPORT_CATEGORY, late->child)) {
            return 0;
        }
        ok = tc_import_run_find(wp->run, TC_IMPORT_CATEGORY, late->child,
                                &child) &&
             tc_import_run_find(wp->run, TC_IMPORT_CATEGORY, late->parent,
                                &parent);
        if (ok && parent == 0) {
            tc_import_run_tell(wp->run, "its parent %s is nowhere in the file",
                               late->parent);
        }
        else if (ok) {
            ok = tc_import_target_parent(wp->run, child, parent);
        }
        if (!tc_import_run_end(wp->run, TC_IMPORT_CATEGORY, ok)) {
            return 0;
        }
    }
    return 1;
}

/* -------------------------------------------------------------------- media */

static int make_attachment(void *baton, const char *old_id, apr_int64_t *id)
{
    tc_wordpress_t *wp = baton;
    tc_import_file_t file = {
        .old_id = old_id,
        .old_url = tc_wordpress_terms_field(wp, "wp:attachment_url"),
        .alt_text = tc_wxr_meta(&wp->entry, "_wp_attachment_image_alt"),
        .caption = tc_html_words(
            wp->p, tc_wordpress_terms_field(wp, "excerpt:encoded")),
        .created_at = tc_wordpress_terms_time(wp, "wp:post_date_gmt",
                                              "wp:post_date")
    };

    file.path = tc_wordpress_media_path(wp->p, file.old_url);
    if (file.path == NULL) {
        file.path = tc_wxr_meta(&wp->entry, "_wp_attached_file");
    }
    return tc_wordpress_terms_author(wp, &file.user) &&
           tc_import_files_add(wp->run, &file, id);
}

/* --------------------------------------------------------------- the file */

static int first_item(tc_wordpress_t *wp)
{
    const char *type = tc_wordpress_terms_field(wp, "wp:post_type");

    if (strcmp(type, "attachment") == 0) {
        return on_entry(wp, TC_IMPORT_MEDIA, "wp:post_id", make_attachment);
    }
    if (strcmp(type, "post") != 0 && strcmp(type, "page") != 0) {
        tc_import_run_leave_out(
            wp->run, apr_pstrcat(wp->p, "items of type ",
                                 *type != '\0' ? type : "(none)", NULL));
    }
    return 1;
}

static int first_entry(tc_wordpress_t *wp, tc_wxr_kind_t kind)
{
    switch (kind) {
    case TC_WXR_AUTHOR:
        return on_entry(wp, TC_IMPORT_USER, "wp:author_login", make_author);
    case TC_WXR_CATEGORY:
        return on_entry(wp, TC_IMPORT_CATEGORY, "wp:category_nicename",
                        make_category);
    case TC_WXR_TAG:
        return on_entry(wp, TC_IMPORT_TAG, "wp:tag_slug", make_tag);
    case TC_WXR_ITEM:
        return first_item(wp);
    default:
        return 1;
    }
}

static int second_entry(tc_wordpress_t *wp, tc_wxr_kind_t kind)
{
    const char *type = tc_wordpress_terms_field(wp, "wp:post_type");

    if (kind != TC_WXR_ITEM) {
        return 1;
    }
    if (strcmp(type, "post") == 0) {
        return tc_wordpress_post_add(wp, TC_IMPORT_POST);
    }
    return strcmp(type, "page") != 0 ||
           tc_wordpress_post_add(wp, TC_IMPORT_PAGE);
}

/* Once through it; 0: the file or the database ended it. */
static int read_file(tc_wordpress_t *wp, const char *path,
                     int (*each)(tc_wordpress_t *, tc_wxr_kind_t))
{
    const char *problem;
    tc_wxr_t *wxr = tc_wxr_open(wp->run->p, path, &problem);
    int ok = 1;

    if (wxr == NULL) {
        return tc_import_run_fail(wp->run, "%s: %s", path, problem);
    }
    while (ok) {
        tc_wxr_kind_t kind;

        apr_pool_clear(wp->p);
        kind = tc_wxr_next(wxr, wp->p, &wp->entry);
        if (kind == TC_WXR_END) {
            break;
        }
        ok = kind == TC_WXR_BROKEN
                 ? tc_import_run_fail(wp->run, "%s: %s", path,
                                      tc_wxr_problem(wxr))
                 : each(wp, kind);
    }
    tc_wxr_close(wxr);
    return ok;
}

/* The site that the file is of: what is imported is known by it. */
static int on_site(tc_wordpress_t *wp, tc_wxr_kind_t kind)
{
    if (kind == TC_WXR_SITE && wp->run->source == NULL) {
        wp->run->source = apr_pstrcat(wp->run->p, "wordpress ",
                                      tc_wordpress_terms_field(wp, "link"),
                                      NULL);
    }
    return 1;
}

int tc_wordpress_import(tc_import_t *run, const char *path)
{
    tc_wordpress_t wp = { .run = run,
                          .late = apr_array_make(
                              run->p, 8, sizeof(tc_wordpress_parent_t)) };
    int ok;

    if (apr_pool_create(&wp.p, run->p) != APR_SUCCESS ||
        !tc_import_run_start(run)) {
        return 0;
    }
    /* a file that is broken anywhere is found out before a row is made */
    ok = read_file(&wp, path, on_site);
    if (ok && run->source == NULL) {
        ok = tc_import_run_fail(run,
                                "%s: it does not tell its site "
                                "(wp:base_blog_url)",
                                path);
    }
    ok = ok && read_file(&wp, path, first_entry) && put_parents(&wp) &&
         read_file(&wp, path, second_entry);
    return tc_import_run_finish(run, ok);
}
