/* A post of a Django service: its fields, and its blocks with media that may
 * have got other ids here. */
#ifndef TC_IMPORT_DJANGO_DJANGO_POST_H
#define TC_IMPORT_DJANGO_DJANGO_POST_H

#include "base/json/json.h"
#include "import/run.h"

/* The row becomes a post, within an item. */
int tc_django_post_make(tc_import_t *run, const tc_json_t *row,
                        const char *old_id, apr_int64_t *id);

/* What the id that stands in a column is here; 0: nothing. what names the
 * column's object for a remark where it was not imported, NULL: no remark. */
int tc_django_post_relation(tc_import_t *run, const tc_json_t *row,
                            const char *column, tc_import_kind_t kind,
                            const char *what, apr_int64_t *id);

#endif
