/* View counts from shared memory into the database, added and never set. */
#include "jobs/views.h"

#include <apr_strings.h>

#include "base/clock.h"
#include "base/json/json.h"
#include "base/json/writer.h"
#include "cache/views.h"
#include "core/log.h"
#include "data/data.h"
#include "db/rows.h"
#include "db/sql.h"
#include "jobs/jobs.h"
#include "jobs/state.h"

#define WRITE_EVERY apr_time_from_sec(5)
/* Schedules and media do not wait until the views of all posts of a large site
 * are written. */
#define SLICE apr_time_from_msec(100)
/* Posts in one statement, half a second's work for the database. Each
 * transaction costs an fsync, so few large ones are far cheaper than many
 * small ones; nobody but who moves one of these very posts to another status
 * waits for it. */
#define AT_ONCE 16384

typedef struct {
    apr_int64_t post;
    apr_uint32_t views;
} taken_t;

typedef struct {
    apr_pool_t *p;
    apr_uint64_t id;
    tc_writer_t *w;
    apr_array_header_t *taken; /* of taken_t */
} batch_t;

static int take(void *baton, apr_int64_t post, apr_uint32_t views)
{
    batch_t *batch = baton;

    if (batch->taken->nelts == AT_ONCE) {
        return 0; /* stays where it is until the next time */
    }
    APR_ARRAY_PUSH(batch->taken, taken_t) = (taken_t){ .post = post,
                                                       .views = views };
    tc_writer_put_int(
        batch->w, apr_psprintf(batch->p, "%" APR_INT64_T_FMT, post), views);
    return 1;
}

/* The statement did not run: nothing may be lost. Other views may have taken
 * all places meanwhile; then the log says so. */
static void put_back(const tc_job_site_t *site, const batch_t *batch)
{
    for (int i = 0; i < batch->taken->nelts; i++) {
        const taken_t *taken = &APR_ARRAY_IDX(batch->taken, i, taken_t);

        if (!tc_views_add(batch->id, taken->post, taken->views)) {
            ap_log_error(APLOG_MARK, APLOG_WARNING, 0, site->site->server,
                         TCNO(8011) "%u views of post %" APR_INT64_T_FMT
                                    " are lost: the table of views is full "
                                    "and the database is away",
                              taken->views, taken->post);
        }
    }
}

/* Returns how many posts' views were written. */
static int write_batch(tc_jobs_t *jobs, tc_job_site_t *site)
{
    apr_pool_t *p = jobs->scratch;
    batch_t *batch = apr_pcalloc(p, sizeof(*batch));
    tc_rows_t *rows = NULL;
    tc_sql_t *sql;

    batch->p = p;
    batch->id = site->id;
    batch->w = tc_writer_make(p);
    batch->taken = apr_array_make(p, 64, sizeof(taken_t));
    tc_writer_open(batch->w, '{');
    tc_views_take(site->id, take, batch);
    tc_writer_close(batch->w, '}');
    if (batch->taken->nelts == 0) {
        return 0;
    }
    sql = tc_sql_make(p, "jobs_views_add");
    tc_sql_bind(sql, "counts", tc_writer_text(batch->w, NULL));
    if (!tc_jobs_note(site, tc_data_write(site->site, p, sql, &rows, NULL))) {
        put_back(site, batch);
        return 0;
    }
    return batch->taken->nelts;
}

void tc_jobs_views_step(tc_jobs_t *jobs, tc_job_site_t *site, apr_time_t now)
{
    if (now - site->views_written < WRITE_EVERY || site->id == 0) {
        return;
    }
    site->views_written = now;
    while (write_batch(jobs, site) == AT_ONCE) {
        apr_pool_clear(jobs->scratch);
        if (tc_clock_steady() - now > SLICE) {
            site->views_written = 0; /* goes on in the next step */
            return;
        }
    }
}
