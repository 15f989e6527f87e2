#include "data/data.h"

#include <string.h>

#include "base/clock.h"
#include "cache/cache.h"
#include "cache/due.h"
#include "core/error.h"
#include "core/refusal.h"
#include "core/site.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"

/* How long a read waits for a due post that another transaction holds, and
 * its pauses between two looks at it, each twice as long as the one before. */
#define HELD_WAIT apr_time_from_sec(5)
#define PAUSE_MIN apr_time_from_msec(1)
#define PAUSE_MAX apr_time_from_msec(250)

tc_sql_acting_t *tc_data_acting(apr_pool_t *p, const tc_site_t *site)
{
    tc_sql_acting_t *acting = apr_pcalloc(p, sizeof(*acting));

    acting->revisions = site->revisions;
    acting->revision_interval = (int)apr_time_sec(site->revision_interval);
    return acting;
}

/* Another request with the same Idempotency-Key runs, or has just ended. */
static int is_key_used(const tc_db_conflict_t *met)
{
    return strcmp(met->sqlstate, "P0001") == 0 && met->constraint != NULL &&
           strcmp(met->constraint, "once_keys_used") == 0;
}

tc_error_t *tc_data_write(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                          tc_rows_t **rows, tc_db_conflict_t *conflict)
{
    tc_db_conflict_t met;
    tc_error_t *error = tc_db_write(site, p, sql, rows, &met);

    if (error == NULL) {
        tc_cache_raise(tc_db_site_id(site), (*rows)->tags);
    }
    else if (is_key_used(&met)) {
        memset(&met, 0, sizeof(met));
        error = tc_refusal_make(p, TC_REFUSAL_KEY_RUNS);
        error->retry_after = 1;
    }
    else if (conflict == NULL && *met.sqlstate != '\0') {
        error = tc_db_unexpected(site, p, &met);
    }
    if (conflict != NULL) {
        *conflict = met;
    }
    return error;
}

tc_error_t *tc_data_settle(tc_site_t *site, apr_pool_t *p, int *count)
{
    tc_sql_t *sql = tc_sql_make(p, "posts_settle");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_acting(sql, tc_data_acting(p, site));
    error = tc_data_write(site, p, sql, &rows, NULL);
    *count = error == NULL ? rows->count : 0;
    return error;
}

/* Publish what is due, now. What another transaction holds may be published
 * by that one: after the pause it is time to see. */
static tc_error_t *settle(tc_site_t *site, apr_pool_t *p, apr_time_t deadline,
                          apr_interval_time_t *pause)
{
    int count;
    tc_error_t *error = tc_data_settle(site, p, &count);

    if (error != NULL || count > 0) {
        return error;
    }
    if (tc_clock_steady() >= deadline) {
        return tc_db_held(site, p, "a scheduled post that is due");
    }
    apr_sleep(*pause);
    *pause = *pause * 2 < PAUSE_MAX ? *pause * 2 : PAUSE_MAX;
    return NULL;
}

tc_error_t *tc_data_read(tc_site_t *site, apr_pool_t *p, tc_sql_t *sql,
                         tc_rows_t **rows)
{
    apr_interval_time_t pause = PAUSE_MIN;
    apr_time_t deadline = 0;
    tc_due_t seen;

    for (;;) {
        tc_error_t *error;

        seen = tc_due_seen(tc_db_site_id(site));
        error = tc_db_read(site, p, sql, rows);
        if (error == NULL && !tc_rows_bool(*rows, 0, "due")) {
            break;
        }
        if (deadline == 0) {
            deadline = tc_clock_steady() + HELD_WAIT;
        }
        if (error == NULL) {
            error = settle(site, p, deadline, &pause);
        }
        if (error != NULL) {
            return error;
        }
    }
    if (tc_rows_get(*rows, 0, "due") != NULL) {
        tc_due_settled(tc_db_site_id(site), seen,
                       tc_rows_int(*rows, 0, "next_due"));
    }
    return NULL;
}
