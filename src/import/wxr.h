/*
 * WordPress's export file (WXR), entry by entry: the only unit that knows
 * libxml2. Memory does not grow with the file. Refused: a document type (there
 * could be entities in it), texts over 10 MB, entries over 16 MiB.
 */
#ifndef TC_IMPORT_WXR_H
#define TC_IMPORT_WXR_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef enum {
    TC_WXR_SITE, /* fields "link": the site's address */
    TC_WXR_AUTHOR,
    TC_WXR_CATEGORY,
    TC_WXR_TAG,
    TC_WXR_ITEM,
    TC_WXR_END,
    TC_WXR_BROKEN /* tc_wxr_problem says why */
} tc_wxr_kind_t;

/* <category domain="post_tag" nicename="a">A</category> of an item. */
typedef struct {
    const char *domain;
    const char *nicename;
    const char *name;
} tc_wxr_term_t;

typedef struct {
    apr_table_t *fields; /* "wp:post_id": text */
    apr_table_t *meta;   /* of wp:postmeta: key, value; many of one key */
    apr_array_header_t *terms; /* of tc_wxr_term_t */
    int comments;
    int too_large; /* it was not read to its end */
} tc_wxr_entry_t;

typedef struct tc_wxr tc_wxr_t;

/* NULL: the file cannot be opened, *problem says why. */
tc_wxr_t *tc_wxr_open(apr_pool_t *p, const char *path, const char **problem);
/* The next entry, from p. */
tc_wxr_kind_t tc_wxr_next(tc_wxr_t *wxr, apr_pool_t *p, tc_wxr_entry_t *entry);
const char *tc_wxr_problem(const tc_wxr_t *wxr);
void tc_wxr_close(tc_wxr_t *wxr);

/* "" where there is none. */
const char *tc_wxr_field(const tc_wxr_entry_t *entry, const char *name);
const char *tc_wxr_meta(const tc_wxr_entry_t *entry, const char *key);

#endif
