/* Ghost's export file: rows of its tables, found by their ids. */
#ifndef TC_IMPORT_GHOST_DATA_H
#define TC_IMPORT_GHOST_DATA_H

#include <apr_hash.h>
#include <apr_pools.h>
#include <apr_tables.h>

#include "base/json/json.h"

typedef struct {
    const char *site; /* what tells it from other sites */
    const tc_json_t *tables;
    /* rows by id */
    apr_hash_t *users;
    apr_hash_t *tags;
    apr_hash_t *roles;
    apr_hash_t *meta;         /* of posts, by the post's id */
    apr_hash_t *post_tags;    /* by the post's id, in order */
    apr_hash_t *post_authors; /* likewise */
    apr_hash_t *user_roles;   /* by the user's id */
} tc_ghost_data_t;

/* The whole file, from p. NULL: it is none, *problem says why. */
tc_ghost_data_t *tc_ghost_data_read(apr_pool_t *p, const char *path,
                                    const char **problem);

/* The rows of a table; NULL: there is no such table. */
const tc_json_t *tc_ghost_data_table(const tc_ghost_data_t *data,
                                     const char *name);

/* A row; NULL: there is none of that id. */
const tc_json_t *tc_ghost_data_row(apr_hash_t *rows, const char *id);
/* Rows of a link table; NULL: none. Elements are const tc_json_t *. */
const apr_array_header_t *tc_ghost_data_links(apr_hash_t *links,
                                              const char *id);

/* A time for PostgreSQL, from p; NULL where there is none. */
const char *tc_ghost_data_time(apr_pool_t *p, const tc_json_t *row,
                               const char *name);

#endif
