/*
 * The database and the cache together: a write cannot forget to raise its
 * tags, and a read publishes what is due. Nobody above writes by tc_db_write
 * (tests/lint).
 */
#ifndef TC_DATA_DATA_H
#define TC_DATA_DATA_H

#include <httpd.h>

#include "core/error.h"
#include "core/site.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"

/* The system, which acts on its own: a schedule's time has come. What else is
 * known of who acts can be added to it. From p. */
tc_sql_acting_t *tc_data_acting(apr_pool_t *p, const tc_site_t *site);

/*
 * Write, then raise the tags of what changed, before anything is answered.
 * Errors and conflict: those of tc_db_write; 409 where the write has an
 * Idempotency-Key that another one uses at this moment.
 */
tc_error_t *tc_data_write(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                          tc_rows_t **rows, tc_db_conflict_t *conflict);

/* Publish the scheduled posts that are due and that nobody else holds; *count:
 * how many. */
tc_error_t *tc_data_settle(tc_site_t *site, apr_pool_t *p, int *count);

/*
 * Read. Where a scheduled post is due that the statement should show (column
 * `due`), it is published first and the statement runs again; what another
 * transaction holds is waited for, five seconds at most (503 then). The next
 * due time that the statement tells (column `next_due`) is remembered.
 */
tc_error_t *tc_data_read(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                         tc_rows_t **rows);

#endif
