/*
 * Files of the store that no row knows: left by a crash between a file and
 * its row. The store may be large, so that each sweep looks at one of its
 * parts; a file that old and unknown can wait for its turn.
 */
#include "jobs/orphans.h"

#include <apr_hash.h>
#include <apr_tables.h>

#include "core/error.h"
#include "core/site.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"
#include "jobs/state.h"
#include "jobs/removal.h"
#include "media/store_list.h"

#define DAY apr_time_from_sec(24 * 60 * 60)
#define TURN apr_time_from_sec(600) /* of one part; told by the clock alone */
#define AT_ONCE 5000                /* names in one question */

static tc_removal_t remove_unknown(apr_pool_t *p, const tc_site_t *site,
                                   const apr_array_header_t *all,
                                   const tc_rows_t *rows)
{
    apr_hash_t *known = apr_hash_make(p);
    tc_removal_t removal = { 0 };

    for (int i = 0; i < rows->count; i++) {
        const char *name = tc_rows_get(rows, i, "name");

        apr_hash_set(known, name, APR_HASH_KEY_STRING, name);
    }
    for (int i = 0; i < all->nelts; i++) {
        const tc_store_found_t *found = &APR_ARRAY_IDX(all, i,
                                                       tc_store_found_t);

        if (apr_hash_get(known, found->name, APR_HASH_KEY_STRING) == NULL) {
            tc_removal_add(&removal, tc_store_list_remove(p, site, found));
        }
    }
    return removal;
}

tc_error_t *tc_jobs_orphans_sweep(tc_jobs_t *jobs, tc_job_site_t *site,
                                  apr_time_t now)
{
    apr_pool_t *p = jobs->scratch;
    int part = (int)(now / TURN % TC_STORE_LIST_PARTS);
    const apr_array_header_t *found = tc_store_list(p, site->site, part,
                                                    now - DAY, AT_ONCE);
    tc_rows_t *rows = NULL;
    tc_error_t *error;
    tc_sql_t *sql;
    tc_removal_t removal;

    if (found->nelts == 0) {
        return NULL;
    }
    sql = tc_sql_make(p, "media_file_known");
    tc_sql_bind(sql, "names", tc_store_list_names(p, found));
    error = tc_db_read(site->site, p, sql, &rows);
    if (error != NULL) {
        return error;
    }
    removal = remove_unknown(p, site->site, found, rows);
    tc_removal_log(&removal, site, "stored files without a row");
    return NULL;
}
