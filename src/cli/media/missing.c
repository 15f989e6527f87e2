/*
 * A page of rows is read, then its files are looked for. Where one is missing
 * the page is read again: its row may have gone, or have got other variants,
 * in between.
 */
#include "cli/media/missing.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "cli/progress.h"
#include "media/store.h"

#define PAGE 1000

typedef struct {
    tc_ctl_t *ctl;
    const tc_site_t *store;
    tc_missing_fn each;
    void *baton;
    apr_pool_t *p;    /* of a page */
    apr_hash_t *seen; /* missing at the first look; NULL: this is that */
    int count;        /* of those */
} look_t;

/* What cannot be looked at for another reason is not missing. */
static int is_there(apr_status_t rv, apr_file_t *file)
{
    if (rv == APR_SUCCESS) {
        apr_file_close(file);
    }
    return !APR_STATUS_IS_ENOENT(rv);
}

static void note(look_t *look, apr_hash_t *found, const tc_missing_t *missing)
{
    const char *name = apr_pstrdup(look->p, missing->path);

    if (look->seen == NULL) {
        apr_hash_set(found, name, APR_HASH_KEY_STRING, name);
        look->count++;
    }
    else if (apr_hash_get(look->seen, name, APR_HASH_KEY_STRING) != NULL) {
        look->each(look->baton, missing);
    }
}

static void look_at_original(look_t *look, apr_hash_t *found,
                             const PGresult *rows, int row)
{
    const char *sha256 = PQgetvalue(rows, row, 1);
    const char *extension = PQgetvalue(rows, row, 2);
    const tc_missing_t missing = { .kind = "original",
                                   .path = apr_pstrcat(look->p, sha256, ".",
                                                       extension, NULL),
                                   .media = PQgetvalue(rows, row, 4) };
    apr_file_t *file = NULL;
    apr_status_t rv = tc_store_open_original(look->p, look->store, sha256,
                                             extension, APR_FOPEN_READ, &file);

    if (!is_there(rv, file)) {
        note(look, found, &missing);
    }
}

static void look_at_public(look_t *look, apr_hash_t *found,
                           const PGresult *rows, int row)
{
    char *rest = apr_pstrdup(look->p, PQgetvalue(rows, row, 3));
    char *path;

    while ((path = apr_strtok(rest, "\n", &rest)) != NULL) {
        const tc_missing_t missing = { .kind = "public",
                                       .path = path,
                                       .media = PQgetvalue(rows, row, 4) };
        apr_file_t *file = NULL;
        apr_status_t rv = tc_store_open_public(look->p, look->store, path,
                                               APR_FOPEN_READ, &file);

        if (!is_there(rv, file)) {
            note(look, found, &missing);
        }
    }
}

static apr_hash_t *look_at_page(look_t *look, const PGresult *rows)
{
    apr_hash_t *found = apr_hash_make(look->p);

    for (int row = 0; row < PQntuples(rows); row++) {
        look_at_original(look, found, rows, row);
        look_at_public(look, found, rows, row);
    }
    return found;
}

static tc_exit_t read_page(look_t *look, const char *after, PGresult **rows)
{
    tc_sql_t *sql = tc_ctl_sql(look->ctl, "ctl_media_files");

    tc_sql_bind(sql, "after", after);
    tc_sql_bind_int(sql, "limit", PAGE);
    return tc_ctl_run(look->ctl, sql, rows);
}

static tc_exit_t look_again(look_t *look, const char *after, apr_hash_t *found)
{
    PGresult *rows = NULL;
    tc_exit_t rc = read_page(look, after, &rows);

    if (rc == TC_EXIT_OK) {
        look->seen = found;
        look_at_page(look, rows);
        look->seen = NULL;
        look->count = 0;
    }
    return rc;
}

tc_exit_t tc_missing_find(tc_ctl_t *ctl, const tc_site_t *store,
                          tc_missing_fn each, void *baton)
{
    tc_progress_t progress = tc_progress_begin("rows");
    look_t look = { .store = store, .each = each, .baton = baton };
    tc_ctl_t page = *ctl;
    char after[24] = "0";
    apr_int64_t done = 0;
    tc_exit_t rc = TC_EXIT_OK;
    int count = PAGE;

    look.ctl = &page;
    if (apr_pool_create(&look.p, ctl->p) != APR_SUCCESS) {
        return tc_ctl_fail(TC_EXIT_DATABASE, "no memory");
    }
    page.p = look.p;
    while (rc == TC_EXIT_OK && count == PAGE) {
        PGresult *rows = NULL;

        apr_pool_clear(look.p);
        rc = read_page(&look, after, &rows);
        count = rc == TC_EXIT_OK ? PQntuples(rows) : 0;
        if (count > 0) {
            apr_hash_t *found = look_at_page(&look, rows);

            rc = look.count > 0 ? look_again(&look, after, found) : rc;
            apr_cpystrn(after, PQgetvalue(rows, count - 1, 0), sizeof(after));
            tc_progress_at(&progress, done += count);
        }
    }
    tc_progress_end(&progress);
    apr_pool_destroy(look.p);
    return rc;
}
