#include "import/ghost_data.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "base/files/file.h"
#include "import/member.h"

#define FILE_MAX ((apr_size_t)1024 * 1024 * 1024)
#define VALUES_MAX 50000000

/* ------------------------------------------------------------------ members */

/* "2024-03-01T08:00:00.000Z"; "2016-03-01 08:00:00" is UTC as well; the oldest
 * have milliseconds since 1970. */
const char *tc_ghost_data_time(apr_pool_t *p, const tc_json_t *row,
                               const char *name)
{
    const tc_json_t *member = row != NULL ? tc_json_get(row, name) : NULL;
    const char *text;
    apr_time_exp_t at;

    if (member == NULL) {
        return NULL;
    }
    text = tc_json_string(member, NULL);
    if (text != NULL) {
        return *text == '\0'               ? NULL
               : strchr(text, 'Z') != NULL ? text
                                           : apr_pstrcat(p, text, "+00", NULL);
    }
    if (tc_json_kind(member) != TC_JSON_INT ||
        apr_time_exp_gmt(&at, apr_time_from_msec(tc_json_int(member))) !=
            APR_SUCCESS) {
        return NULL;
    }
    return apr_psprintf(p, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ",
                        at.tm_year + 1900, at.tm_mon + 1, at.tm_mday,
                        at.tm_hour, at.tm_min, at.tm_sec, at.tm_usec);
}

/* -------------------------------------------------------------------- rows */

const tc_json_t *tc_ghost_data_table(const tc_ghost_data_t *data,
                                     const char *name)
{
    const tc_json_t *table = tc_json_get(data->tables, name);

    return table != NULL && tc_json_kind(table) == TC_JSON_ARRAY ? table
                                                                 : NULL;
}

const tc_json_t *tc_ghost_data_row(apr_hash_t *rows, const char *id)
{
    const apr_array_header_t *some = tc_ghost_data_links(rows, id);

    return some != NULL ? APR_ARRAY_IDX(some, 0, const tc_json_t *) : NULL;
}

const apr_array_header_t *tc_ghost_data_links(apr_hash_t *links,
                                              const char *id)
{
    return apr_hash_get(links, id, APR_HASH_KEY_STRING);
}

static apr_int64_t order_of(const tc_json_t *row)
{
    const tc_json_t *order = tc_json_get(row, "sort_order");

    return order != NULL ? tc_json_int(order) : 0;
}

static int compare(const void *one, const void *other)
{
    apr_int64_t a = order_of(*(const tc_json_t *const *)one);
    apr_int64_t b = order_of(*(const tc_json_t *const *)other);

    return (a > b) - (a < b);
}

static apr_hash_t *index_by(apr_pool_t *p, const tc_ghost_data_t *data,
                            const char *name, const char *key)
{
    const tc_json_t *table = tc_ghost_data_table(data, name);
    apr_hash_t *links = apr_hash_make(p);

    for (apr_size_t i = 0; table != NULL && i < tc_json_size(table); i++) {
        const tc_json_t *row = tc_json_at(table, i);
        const char *id = tc_member_text(p, row, key);
        apr_array_header_t *some = apr_hash_get(links, id,
                                                APR_HASH_KEY_STRING);

        if (some == NULL) {
            some = apr_array_make(p, 2, sizeof(const tc_json_t *));
            apr_hash_set(links, id, APR_HASH_KEY_STRING, some);
        }
        APR_ARRAY_PUSH(some, const tc_json_t *) = row;
    }
    for (apr_hash_index_t *at = apr_hash_first(p, links); at != NULL;
         at = apr_hash_next(at)) {
        apr_array_header_t *some = apr_hash_this_val(at);

        qsort(some->elts, (size_t)some->nelts, (size_t)some->elt_size,
              compare);
    }
    return links;
}

/* --------------------------------------------------------------- the whole */

/* {"db":[{"meta":...,"data":...}]}, or the inner object alone. */
static const tc_json_t *tables_of(const tc_json_t *root)
{
    const tc_json_t *db = tc_json_get(root, "db");
    const tc_json_t *tables;

    if (db != NULL && tc_json_kind(db) == TC_JSON_ARRAY &&
        tc_json_size(db) > 0) {
        root = tc_json_at(db, 0);
    }
    tables = tc_json_get(root, "data");
    return tables != NULL && tc_json_kind(tables) == TC_JSON_OBJECT ? tables
                                                                    : NULL;
}

/* The number that Ghost made up for its database, or the site's title. */
static const char *site_of(apr_pool_t *p, const tc_ghost_data_t *data)
{
    const tc_json_t *settings = tc_ghost_data_table(data, "settings");
    const char *site = "";

    for (apr_size_t i = 0; settings != NULL && i < tc_json_size(settings);
         i++) {
        const tc_json_t *row = tc_json_at(settings, i);
        const char *key = tc_member_text(p, row, "key");

        if (strcmp(key, "db_hash") == 0) {
            return tc_member_text(p, row, "value");
        }
        if (strcmp(key, "title") == 0) {
            site = tc_member_text(p, row, "value");
        }
    }
    return site;
}

tc_ghost_data_t *tc_ghost_data_read(apr_pool_t *p, const char *path,
                                    const char **problem)
{
    tc_ghost_data_t *data = apr_pcalloc(p, sizeof(*data));
    tc_json_t *root;
    char *text;
    apr_status_t rv = tc_file_read_text(p, path, FILE_MAX, 1, &text);

    if (rv != APR_SUCCESS) {
        *problem = rv == EINVAL ? "it is no text file of at most 1 GiB"
                                : strerror(rv);
        return NULL;
    }
    root = tc_json_parse_most(p, text, strlen(text), VALUES_MAX, problem);
    if (root == NULL) {
        return NULL;
    }
    data->tables = tables_of(root);
    if (data->tables == NULL || tc_ghost_data_table(data, "posts") == NULL) {
        *problem = "it is no export of Ghost (no data.posts in it)";
        return NULL;
    }
    data->site = site_of(p, data);
    data->users = index_by(p, data, "users", "id");
    data->tags = index_by(p, data, "tags", "id");
    data->roles = index_by(p, data, "roles", "id");
    data->meta = index_by(p, data, "posts_meta", "post_id");
    data->post_tags = index_by(p, data, "posts_tags", "post_id");
    data->post_authors = index_by(p, data, "posts_authors", "post_id");
    data->user_roles = index_by(p, data, "roles_users", "user_id");
    return data;
}
