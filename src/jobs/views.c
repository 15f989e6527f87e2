/* View counts from shared memory into the database, added and never set. */
#include <apr_strings.h>

#include "base/json.h"
#include "cache/shared.h"
#include "db/db.h"
#include "jobs/private.h"

#define WRITE_EVERY apr_time_from_sec(5)
#define AT_ONCE 2000 /* posts in one statement */

typedef struct {
    apr_pool_t *p;
    apr_uint64_t id;
    tc_jw_t *w;
    int count;
    struct {
        apr_int64_t post;
        apr_uint32_t views;
    } taken[AT_ONCE];
} batch_t;

static int take(void *baton, apr_int64_t post, apr_uint32_t views)
{
    batch_t *batch = baton;

    if (batch->count == AT_ONCE) {
        return 0; /* stays where it is until the next time */
    }
    batch->taken[batch->count].post = post;
    batch->taken[batch->count].views = views;
    batch->count++;
    tc_jw_key(batch->w, apr_psprintf(batch->p, "%" APR_INT64_T_FMT, post));
    tc_jw_int(batch->w, views);
    return 1;
}

/* The statement did not run: nothing may be lost. */
static void put_back(const batch_t *batch)
{
    for (int i = 0; i < batch->count; i++) {
        (void)tc_views_add(batch->id, batch->taken[i].post,
                           batch->taken[i].views);
    }
}

void tc_views_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now)
{
    apr_pool_t *p = jobs->scratch;
    batch_t *batch;
    tc_sql_t *sql;
    tc_rows_t *rows = NULL;

    if (now - site->views_written < WRITE_EVERY || site->id == 0) {
        return;
    }
    site->views_written = now;
    batch = apr_pcalloc(p, sizeof(*batch));
    batch->p = p;
    batch->id = site->id;
    batch->w = tc_jw_make(p);
    tc_jw_open(batch->w, '{');
    tc_views_take(site->id, take, batch);
    tc_jw_close(batch->w, '}');
    if (batch->count == 0) {
        return;
    }
    sql = tc_sql_make(p, "jobs_views_add");
    tc_sql_bind(sql, "counts", tc_jw_text(batch->w, NULL));
    if (!tc_jobs_note(site, tc_db_write(site->site, p, sql, &rows, NULL))) {
        put_back(batch);
    }
}
