#include "import/wordpress_terms.h"

#include <string.h>

#include <apr_strings.h>

#include "import/target.h"
#include "import/text/html.h"

const char *tc_wordpress_terms_field(const tc_wordpress_t *wp,
                                     const char *name)
{
    return tc_wxr_field(&wp->entry, name);
}

/* A time in UTC; NULL where it was never set. */
const char *tc_wordpress_terms_time(const tc_wordpress_t *wp, const char *gmt,
                                    const char *local)
{
    const char *text = tc_wordpress_terms_field(wp, gmt);

    if (strncmp(text, "0000", 4) == 0 || *text == '\0') {
        text = local != NULL ? tc_wordpress_terms_field(wp, local) : "";
    }
    return strncmp(text, "0000", 4) == 0 || *text == '\0'
               ? NULL
               : apr_pstrcat(wp->p, text, "+00", NULL);
}

/* ------------------------------------------------------------ people, terms */

int tc_wordpress_terms_user(tc_wordpress_t *wp, const char *login,
                            apr_int64_t *id)
{
    const tc_import_user_t user = {
        .username = login,
        .email = tc_wordpress_terms_field(wp, "wp:author_email"),
        .first_name = tc_wordpress_terms_field(wp, "wp:author_first_name"),
        .last_name = tc_wordpress_terms_field(wp, "wp:author_last_name")
    };

    return tc_import_target_user(wp->run, login, "", &user, id);
}

/* The author of an item, by login; who is not listed is made by name alone. */
int tc_wordpress_terms_author(tc_wordpress_t *wp, apr_int64_t *id)
{
    const char *login = tc_wordpress_terms_field(wp, "dc:creator");

    if (*login == '\0') {
        return tc_import_target_admin(wp->run, id);
    }
    return tc_import_run_find(wp->run, TC_IMPORT_USER, login, id) &&
           (*id != 0 || tc_wordpress_terms_user(wp, login, id));
}

int tc_wordpress_terms_category(tc_wordpress_t *wp, const char *nicename,
                                const char *name, const char *description,
                                const char *parent, apr_int64_t *id)
{
    tc_import_category_t category = { .name = tc_html_words(wp->p, name),
                                      .slug = nicename,
                                      .description = description };

    if (*parent != '\0' && !tc_import_run_find(wp->run, TC_IMPORT_CATEGORY,
                                               parent, &category.parent)) {
        return 0;
    }
    if (*parent != '\0' && category.parent == 0) {
        tc_wordpress_parent_t *late = apr_array_push(wp->late);

        late->child = apr_pstrdup(wp->run->p, nicename);
        late->parent = apr_pstrdup(wp->run->p, parent);
    }
    return tc_import_target_category(wp->run, nicename, "", &category, id);
}
