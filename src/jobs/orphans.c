/*
 * Files of the store that no row knows: left by a crash between a file and
 * its row. The store may be large, so that each sweep looks at one of its 256
 * parts; a file that old and unknown can wait for its turn.
 */
#include "jobs/orphans.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <apr_file_info.h>
#include <apr_hash.h>
#include <apr_strings.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "core/error.h"
#include "core/site.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "jobs/state.h"
#include "jobs/removal.h"
#include "media/store.h"

#define DAY apr_time_from_sec(24 * 60 * 60)
#define TURN apr_time_from_sec(600) /* of one part; told by the clock alone */
#define AT_ONCE 5000                /* names in one question */

typedef struct {
    const char *name; /* hash or key */
    const char *path; /* of an original; NULL: a folder of variants */
} found_t;

typedef struct {
    apr_pool_t *p;
    apr_time_t before;         /* younger ones are left alone */
    apr_array_header_t *found; /* of found_t */
} search_t;

/* ---------------------------------------------------------------- finding */

static void note(search_t *search, const char *name, apr_size_t len,
                 const char *path)
{
    if (search->found->nelts < AT_ONCE) {
        found_t *found = apr_array_push(search->found);

        found->name = apr_pstrmemdup(search->p, name, len);
        found->path = path;
    }
}

typedef void (*visit_fn)(search_t *search, const char *dir,
                         const apr_finfo_t *entry);

static void walk(search_t *search, const char *path, visit_fn visit)
{
    apr_finfo_t entry;
    apr_dir_t *dir;

    if (apr_dir_open(&dir, path, search->p) != APR_SUCCESS) {
        return;
    }
    while (apr_dir_read(&entry,
                        APR_FINFO_NAME | APR_FINFO_TYPE | APR_FINFO_MTIME,
                        dir) == APR_SUCCESS) {
        if (entry.name[0] != '.') {
            visit(search, path, &entry);
        }
    }
    apr_dir_close(dir);
}

/* <sha256>.<ext> */
static void visit_original(search_t *search, const char *dir,
                           const apr_finfo_t *entry)
{
    apr_size_t len = strcspn(entry->name, ".");

    if (entry->filetype == APR_REG && len == 64 &&
        entry->mtime < search->before) {
        note(search, entry->name, len,
             apr_pstrcat(search->p, dir, "/", entry->name, NULL));
    }
}

static void visit_second(search_t *search, const char *dir,
                         const apr_finfo_t *entry)
{
    if (entry->filetype == APR_DIR && strlen(entry->name) == 2) {
        walk(search, apr_pstrcat(search->p, dir, "/", entry->name, NULL),
             visit_original);
    }
}

static void visit_key(search_t *search, const char *dir,
                      const apr_finfo_t *entry)
{
    (void)dir;
    if (entry->filetype == APR_DIR && strlen(entry->name) == 32 &&
        entry->mtime < search->before) {
        note(search, entry->name, 32, NULL);
    }
}

/* ---------------------------------------------------------------- removing */

static const char *names_json(const search_t *search)
{
    tc_writer_t *w = tc_writer_make(search->p);

    tc_writer_open(w, '[');
    for (int i = 0; i < search->found->nelts; i++) {
        tc_writer_string(w, APR_ARRAY_IDX(search->found, i, found_t).name);
    }
    tc_writer_close(w, ']');
    return tc_writer_text(w, NULL);
}

static apr_status_t remove_one(const search_t *search, const tc_site_t *site,
                               const found_t *found)
{
    if (found->path == NULL) {
        return tc_store_remove_public(search->p, site, found->name);
    }
    return unlink(found->path) == 0 || errno == ENOENT ? APR_SUCCESS : errno;
}

static tc_removal_t remove_unknown(const search_t *search,
                                   const tc_site_t *site,
                                   const tc_rows_t *rows)
{
    apr_hash_t *known = apr_hash_make(search->p);
    tc_removal_t removal = { 0 };

    for (int i = 0; i < rows->count; i++) {
        const char *name = tc_rows_get(rows, i, "name");

        apr_hash_set(known, name, APR_HASH_KEY_STRING, name);
    }
    for (int i = 0; i < search->found->nelts; i++) {
        const found_t *found = &APR_ARRAY_IDX(search->found, i, found_t);

        if (!apr_hash_get(known, found->name, APR_HASH_KEY_STRING)) {
            tc_removal_add(&removal, remove_one(search, site, found));
        }
    }
    return removal;
}

tc_error_t *tc_jobs_orphans_sweep(tc_jobs_t *jobs, tc_job_site_t *site,
                                  apr_time_t now)
{
    apr_pool_t *p = jobs->scratch;
    const char *root = site->site->media_root;
    search_t search = { .p = p, .before = now - DAY };
    tc_rows_t *rows = NULL;
    tc_error_t *error;
    tc_sql_t *sql;
    tc_removal_t removal;
    int part = (int)(now / TURN % 256);

    search.found = apr_array_make(p, 64, sizeof(found_t));
    walk(&search, apr_psprintf(p, "%s/originals/%02x", root, part),
         visit_second);
    walk(&search, apr_psprintf(p, "%s/public/%02x", root, part), visit_key);
    if (search.found->nelts == 0) {
        return NULL;
    }
    sql = tc_sql_make(p, "media_file_known");
    tc_sql_bind(sql, "names", names_json(&search));
    error = tc_db_read(site->site, p, sql, &rows);
    if (error) {
        return error;
    }
    removal = remove_unknown(&search, site->site, rows);
    tc_removal_log(&removal, site, "stored files without a row");
    return NULL;
}
