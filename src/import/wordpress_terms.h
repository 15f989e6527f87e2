/* What entries of an export share: their fields, and who and what they name. */
#ifndef TC_IMPORT_WORDPRESS_TERMS_H
#define TC_IMPORT_WORDPRESS_TERMS_H

#include "import/run.h"
#include "import/wxr.h"

typedef struct {
    tc_import_t *run;
    apr_pool_t *p; /* of one entry */
    tc_wxr_entry_t entry;
    apr_array_header_t
        *late; /* of tc_wordpress_parent_t: parents that came behind */
    tc_import_kind_t kind; /* post or page */
    apr_int64_t author;
} tc_wordpress_t;

typedef struct {
    const char *child;
    const char *parent;
} tc_wordpress_parent_t;

/* A field of the entry, "" where there is none. */
const char *tc_wordpress_terms_field(const tc_wordpress_t *wp,
                                     const char *name);
/* A time in UTC by the names of its fields (local may be NULL); NULL where it
 * was never set. */
const char *tc_wordpress_terms_time(const tc_wordpress_t *wp, const char *gmt,
                                    const char *local);
/* Make the user of the entry, by that name. */
int tc_wordpress_terms_user(tc_wordpress_t *wp, const char *login,
                            apr_int64_t *id);
/* The author of an item; who is not listed is made by name alone. */
int tc_wordpress_terms_author(tc_wordpress_t *wp, apr_int64_t *id);
/* Make a category; a parent ("": none) that is not known yet goes to late. */
int tc_wordpress_terms_category(tc_wordpress_t *wp, const char *nicename,
                                const char *name, const char *description,
                                const char *parent, apr_int64_t *id);

#endif
