/* The database of a Django service: all of it as of one moment, and nothing in
 * it is changed. */
#ifndef TC_IMPORT_DJANGO_DJANGO_SOURCE_H
#define TC_IMPORT_DJANGO_DJANGO_SOURCE_H

#include <apr_pools.h>
#include <libpq-fe.h>

#include "base/json/json.h"

typedef enum {
    TC_DJANGO_USERS,
    TC_DJANGO_CATEGORIES,
    TC_DJANGO_MEDIA,
    TC_DJANGO_POSTS,
    TC_DJANGO_ADS,
    TC_DJANGO_SLUGS, /* that posts had */
    TC_DJANGO_TAGS,
    TC_DJANGO_POST_TAGS, /* which post has which; read with the posts */
    TC_DJANGO_TABLES
} tc_django_table_t;

typedef struct {
    apr_pool_t *p;
    PGconn *pg;
    const char *tables[TC_DJANGO_TABLES]; /* names; NULL: there is none */
    const char *most[TC_DJANGO_TABLES];   /* the highest id of each */
    const char *problem;                  /* why something failed, or NULL */
} tc_django_source_t;

/*
 * Connects and finds the tables. conninfo: as libpq has it, or a database's
 * name. names: of tables, NULL where they are to be found. Never NULL; it has a
 * problem where it cannot be used. Closed with p.
 */
tc_django_source_t *tc_django_source_open(
    apr_pool_t *p, const char *conninfo,
    const char *const names[TC_DJANGO_TABLES]);

/* Calls each for every row, parents first and else in the order of ids; a post
 * has "tag_ids" besides. The row lives until the next one. 0: each answered 0,
 * or source->problem is set. */
int tc_django_source_each(tc_django_source_t *source, tc_django_table_t table,
                          int (*each)(void *baton, const tc_json_t *row),
                          void *baton);

/* Calls each for every table that is none of them, with its number of rows. */
int tc_django_source_others(tc_django_source_t *source,
                            void (*each)(void *baton, const char *name,
                                         apr_int64_t count),
                            void *baton);

#endif
