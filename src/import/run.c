#include "import/run.h"

#include <stdarg.h>
#include <string.h>

#include <apr_strings.h>
#include <apr_time.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "db/sql.h"
#include "import/files.h"

#define WAIT_FOR_OTHERS apr_time_from_sec(5)
#define TRY_AGAIN apr_time_from_msec(50)
#define MAP_PAGE 1000 /* rows of the mapping that are asked for at once */

static const char *const kinds[TC_IMPORT_KINDS] = {
    "user", "category", "tag", "media", "post", "page", "ad"
};

const char *tc_import_run_kind(tc_import_kind_t kind)
{
    return kinds[kind];
}

/* ---------------------------------------------------------------- remarks */

int tc_import_run_fail(tc_import_t *run, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    run->fault = apr_pvsprintf(run->item, format, arguments);
    va_end(arguments);
    return 0;
}

/* One line: what was read may have any character in it. */
void tc_import_run_tell(tc_import_t *run, const char *format, ...)
{
    va_list arguments;
    const char *text;

    va_start(arguments, format);
    text = apr_pvsprintf(run->item, format, arguments);
    va_end(arguments);
    if (run->advanced != NULL) {
        run->advanced(run->advanced_baton, NULL, 0);
    }
    fprintf(run->report, "%s %s: %s\n", run->kind,
            tc_text_visible(run->item, run->old_id),
            tc_text_visible(run->item, text));
    run->remarks++;
}

void tc_import_run_leave_out(tc_import_t *run, const char *name)
{
    tc_import_left_t *left = apr_hash_get(run->left_out, name,
                                          APR_HASH_KEY_STRING);

    if (left == NULL) {
        left = apr_pcalloc(run->p, sizeof(*left));
        left->name = apr_pstrdup(run->p, name);
        apr_hash_set(run->left_out, left->name, APR_HASH_KEY_STRING, left);
        APR_ARRAY_PUSH(run->left_order, tc_import_left_t *) = left;
    }
    left->count++;
}

/* -------------------------------------------------------------- statements */

static apr_status_t clear(void *result)
{
    PQclear(result);
    return APR_SUCCESS;
}

static int check(tc_import_t *run, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    const char *text;

    apr_pool_cleanup_register(run->item, result, clear, apr_pool_cleanup_null);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        return 1;
    }
    run->lost = PQstatus(run->pg) != CONNECTION_OK;
    text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    return tc_import_run_fail(run, "the database refused: %s",
                              text != NULL ? text : PQerrorMessage(run->pg));
}

int tc_import_run_sql(tc_import_t *run, tc_sql_t *sql, PGresult **result)
{
    const tc_sql_call_t *call = tc_sql_finish(sql);

    *result = PQexecParams(run->pg, call->text, call->count, NULL,
                           call->values, NULL, NULL, 0);
    return check(run, *result);
}

static int run_text(tc_import_t *run, const char *text)
{
    return check(run, PQexec(run->pg, text));
}

/* ------------------------------------------------------------------- items */

int tc_import_run_begin(tc_import_t *run, tc_import_kind_t kind,
                        const char *old_id)
{
    apr_cpystrn(run->id_room, old_id, sizeof(run->id_room));
    apr_pool_clear(run->item);
    run->kind = kinds[kind];
    run->old_id = run->id_room;
    run->fault = NULL;
    return run_text(run, run->dry ? "SAVEPOINT item" : "BEGIN");
}

int tc_import_run_end(tc_import_t *run, tc_import_kind_t kind, int ok)
{
    const char *fault = run->fault;

    if (ok) {
        ok = run_text(run, run->dry ? "RELEASE item" : "COMMIT");
        fault = run->fault;
    }
    if (!ok && !run->lost) {
        run_text(run,
                 run->dry ? "ROLLBACK TO item; RELEASE item" : "ROLLBACK");
    }
    if (!ok) {
        run->counts[kind].refused++;
        tc_import_run_tell(run, "not imported: %s",
                           fault != NULL ? fault : "of no known reason");
    }
    run->done[kind]++;
    if (run->advanced != NULL) {
        run->advanced(run->advanced_baton, kinds[kind], run->done[kind]);
    }
    return !run->lost;
}

/* ------------------------------------------------------------- the mapping */

int tc_import_run_known(tc_import_t *run, tc_import_kind_t kind,
                        const char *old_id, apr_int64_t *id, int *gone)
{
    tc_sql_t *sql = tc_sql_make(run->item, "import_known");
    PGresult *rows;

    *id = 0;
    *gone = 0;
    tc_sql_bind(sql, "source", run->source);
    tc_sql_bind(sql, "kind", kinds[kind]);
    tc_sql_bind(sql, "old_id", old_id);
    if (!tc_import_run_sql(run, sql, &rows)) {
        return 0;
    }
    if (PQntuples(rows) > 0) {
        *id = apr_atoi64(PQgetvalue(rows, 0, 0));
        *gone = PQgetvalue(rows, 0, 1)[0] != 't';
    }
    return 1;
}

static int is_text(tc_import_kind_t kind)
{
    return kind == TC_IMPORT_POST || kind == TC_IMPORT_PAGE;
}

int tc_import_run_find(tc_import_t *run, tc_import_kind_t kind,
                       const char *old_id, apr_int64_t *id)
{
    int gone;

    if (!tc_import_run_known(run, kind, old_id, id, &gone)) {
        return 0;
    }
    if (gone && !is_text(kind)) {
        *id = 0;
    }
    return 1;
}

int tc_import_run_item(tc_import_t *run, tc_import_kind_t kind,
                       const char *old_id, tc_import_make_fn make, void *baton)
{
    apr_int64_t id = 0;
    int gone = 0, ok;

    if (!tc_import_run_begin(run, kind, old_id)) {
        return 0;
    }
    ok = tc_import_run_known(run, kind, old_id, &id, &gone);
    if (ok && id != 0 && (!gone || is_text(kind))) {
        run->counts[kind].known++;
        if (gone) {
            tc_import_run_tell(run, "it was deleted here, and is not brought "
                                    "back");
        }
    }
    else if (ok) {
        ok = make(baton, old_id, &id);
    }
    ok = tc_import_run_end(run, kind, ok);
    tc_import_files_release(run);
    return ok;
}

int tc_import_run_note(tc_import_t *run, tc_import_kind_t kind,
                       const char *old_id, const char *old_url, apr_int64_t id)
{
    tc_sql_t *sql = tc_sql_make(run->item, "import_note");
    PGresult *rows;

    tc_sql_bind(sql, "source", run->source);
    tc_sql_bind(sql, "kind", kinds[kind]);
    tc_sql_bind(sql, "old_id", old_id);
    tc_sql_bind(sql, "old_url", old_url);
    tc_sql_bind_int(sql, "new_id", id);
    return tc_import_run_sql(run, sql, &rows);
}

static void write_field(FILE *map, apr_pool_t *p, const char *text, char end)
{
    fputs(tc_text_visible(p, text), map);
    fputc(end, map);
}

/* Lines of old and new, for whoever makes redirects of them. */
static int write_map(tc_import_t *run)
{
    const char *kind = "";
    const char *after = "";
    int count = MAP_PAGE;

    fputs("kind\told_id\told_url\tnew_id\tpath\n", run->map);
    while (count == MAP_PAGE) {
        tc_sql_t *sql = tc_sql_make(run->item, "import_map");
        PGresult *rows;

        tc_sql_bind(sql, "source", run->source);
        tc_sql_bind(sql, "kind", kind);
        tc_sql_bind(sql, "after", after);
        tc_sql_bind_int(sql, "limit", MAP_PAGE);
        if (!tc_import_run_sql(run, sql, &rows)) {
            return 0;
        }
        count = PQntuples(rows);
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < 5; column++) {
                write_field(run->map, run->item, PQgetvalue(rows, row, column),
                            column < 4 ? '\t' : '\n');
            }
        }
        if (count > 0) {
            kind = apr_pstrdup(run->p, PQgetvalue(rows, count - 1, 0));
            after = apr_pstrdup(run->p, PQgetvalue(rows, count - 1, 1));
        }
        apr_pool_clear(run->item);
    }
    return fflush(run->map) == 0 ||
           tc_import_run_fail(run, "the mapping cannot be written");
}

/* --------------------------------------------------------------- the whole */

static int print_counts(tc_import_t *run, const char *when)
{
    PGresult *rows;

    if (!tc_import_run_sql(run, tc_sql_make(run->item, "import_counts"),
                           &rows)) {
        return 0;
    }
    printf("%s:", when);
    for (int row = 0; row < PQntuples(rows); row++) {
        printf("%s %s %s", row > 0 ? "," : "", PQgetvalue(rows, row, 0),
               PQgetvalue(rows, row, 1));
    }
    printf("\n");
    fflush(stdout);
    return 1;
}

/* PostgreSQL ends a session a little after its client, also one that was
 * killed: who imports again at once waits for that. */
static int be_alone(tc_import_t *run)
{
    const apr_time_t until = tc_clock_steady() + WAIT_FOR_OTHERS;
    PGresult *rows;

    while (tc_import_run_sql(run, tc_sql_make(run->item, "import_alone"),
                             &rows)) {
        if (PQgetvalue(rows, 0, 0)[0] == 't') {
            return 1;
        }
        if (tc_clock_steady() >= until) {
            return tc_import_run_fail(
                run, "another import into this database runs");
        }
        apr_sleep(TRY_AGAIN);
    }
    return 0;
}

int tc_import_run_start(tc_import_t *run)
{
    run->left_out = apr_hash_make(run->p);
    run->left_order = apr_array_make(run->p, 8, sizeof(tc_import_left_t *));
    run->kind = "import";
    run->old_id = "";
    if (apr_pool_create(&run->item, run->p) != APR_SUCCESS) {
        return 0;
    }
    return be_alone(run) && (!run->dry || run_text(run, "BEGIN")) &&
           print_counts(run, "before");
}

static void print_left_out(tc_import_t *run)
{
    for (int i = 0; i < run->left_order->nelts; i++) {
        const tc_import_left_t *left = APR_ARRAY_IDX(run->left_order, i,
                                                     tc_import_left_t *);

        printf("not imported, as nothing here is like it: %s %ld\n",
               tc_text_visible(run->p, left->name), left->count);
    }
}

static void print_made(const tc_import_t *run)
{
    for (int kind = 0; kind < TC_IMPORT_KINDS; kind++) {
        const tc_import_count_t *count = &run->counts[kind];

        printf("%s: imported %ld, joined %ld, known already %ld, refused "
               "%ld\n",
               kinds[kind], count->made, count->found, count->known,
               count->refused);
    }
}

int tc_import_run_finish(tc_import_t *run, int ok)
{
    print_made(run);
    print_left_out(run);
    printf("remarks: %ld\n", run->remarks);
    if (!ok || run->lost) {
        return 0;
    }
    apr_pool_clear(run->item);
    ok = print_counts(run, run->dry ? "after, had it been written" : "after");
    if (ok && run->dry) {
        ok = run_text(run, "ROLLBACK");
    }
    return ok && (run->map == NULL || run->dry || write_map(run));
}
