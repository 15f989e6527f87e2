#include "import/django/django_source.h"

#include <string.h>

#include <apr_strings.h>

#include "base/json/writer.h"
#include "db/sql.h"

static const char *const words[TC_DJANGO_TABLES] = {
    "users",         "categories",   "media", "posts",
    "ad placements", "former slugs", "tags",  "tags of posts"
};

static apr_status_t finish(void *pg)
{
    PQfinish(pg);
    return APR_SUCCESS;
}

static apr_status_t clear(void *result)
{
    PQclear(result);
    return APR_SUCCESS;
}

static int fail(tc_django_source_t *source, const char *text)
{
    source->problem = apr_pstrdup(source->p, text);
    return 0;
}

static int check(tc_django_source_t *source, apr_pool_t *p, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

    apr_pool_cleanup_register(p, result, clear, apr_pool_cleanup_null);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK ||
           fail(source,
                apr_pstrcat(p, "the source's database refused: ",
                            text != NULL ? text : PQerrorMessage(source->pg),
                            NULL));
}

/* The result lives as long as p. */
static int run(tc_django_source_t *source, apr_pool_t *p, tc_sql_t *sql,
               PGresult **result)
{
    const tc_sql_call_t *call = tc_sql_finish(sql);

    *result = PQexecParams(source->pg, call->text, call->count, NULL,
                           call->values, NULL, NULL, 0);
    return check(source, p, *result);
}

/* ------------------------------------------------------------------ opening */

static void drop_notice(void *unused, const char *message)
{
    (void)unused;
    (void)message;
}

static int log_in(tc_django_source_t *source, const char *conninfo)
{
    const char *const keys[] = { "fallback_application_name",
                                 "client_encoding", "dbname", NULL };
    const char *const values[] = { "talecraftctl", "UTF8", conninfo, NULL };
    apr_pool_t *p = source->p;
    PGresult *rows;

    source->pg = PQconnectdbParams(keys, values, 1);
    apr_pool_cleanup_register(p, source->pg, finish, apr_pool_cleanup_null);
    if (PQstatus(source->pg) != CONNECTION_OK) {
        /* libpq repeats what it cannot read, and with it a password */
        return fail(source, strchr(conninfo, '=') != NULL ||
                                    strstr(conninfo, "://") != NULL
                                ? "cannot connect to the source's database; "
                                  "psql with the same string says why"
                                : PQerrorMessage(source->pg));
    }
    PQsetNoticeProcessor(source->pg, drop_notice, NULL);
    return check(source, p,
                 PQexec(source->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ "
                                    "READ ONLY")) &&
           run(source, p, tc_sql_make(p, "ctl_settings"), &rows);
}

static int take_table(tc_django_source_t *source, const PGresult *rows,
                      int row)
{
    int number = (int)apr_atoi64(PQgetvalue(rows, row, 0));

    if (number < 0 || number >= TC_DJANGO_TABLES ||
        PQgetisnull(rows, row, 1)) {
        return 1;
    }
    if (source->tables[number] != NULL) {
        return fail(source,
                    apr_pstrcat(source->p, "both ", source->tables[number],
                                " and ", PQgetvalue(rows, row, 1),
                                " could be its table of ", words[number],
                                "; name the one, see --help", NULL));
    }
    source->tables[number] = apr_pstrdup(source->p, PQgetvalue(rows, row, 1));
    source->most[number] = apr_pstrdup(source->p, PQgetvalue(rows, row, 2));
    return 1;
}

/* Without users and posts it is another service. */
static int check_tables(tc_django_source_t *source, const PGresult *rows)
{
    for (int row = 0; row < PQntuples(rows); row++) {
        int number = (int)apr_atoi64(PQgetvalue(rows, row, 0));

        if (source->tables[number] == NULL &&
            (number == TC_DJANGO_USERS || number == TC_DJANGO_POSTS)) {
            return fail(source,
                        apr_pstrcat(source->p, "no table of ", words[number],
                                    " is found there (with the columns ",
                                    PQgetvalue(rows, row, 3),
                                    "); name it, see --help", NULL));
        }
    }
    return 1;
}

static const char *names_json(apr_pool_t *p, const char *const *names)
{
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_open(w, '[');
    for (int i = 0; i < TC_DJANGO_TABLES; i++) {
        tc_writer_string(w, names[i]);
    }
    tc_writer_close(w, ']');
    return tc_writer_text(w, NULL);
}

static int find_tables(tc_django_source_t *source, const char *const *names)
{
    tc_sql_t *sql = tc_sql_make(source->p, "import_django_find");
    PGresult *rows;

    tc_sql_bind(sql, "names", names_json(source->p, names));
    if (!run(source, source->p, sql, &rows)) {
        return 0;
    }
    for (int row = 0; row < PQntuples(rows); row++) {
        if (!take_table(source, rows, row)) {
            return 0;
        }
    }
    for (int i = 0; i < TC_DJANGO_TABLES; i++) {
        if (names[i] != NULL && source->tables[i] == NULL) {
            return fail(source, apr_pstrcat(source->p, "there is no table ",
                                            names[i], NULL));
        }
    }
    return check_tables(source, rows);
}

tc_django_source_t *tc_django_source_open(
    apr_pool_t *p, const char *conninfo,
    const char *const names[TC_DJANGO_TABLES])
{
    tc_django_source_t *source = apr_pcalloc(p, sizeof(*source));

    source->p = p;
    for (int i = 0; i < TC_DJANGO_TABLES; i++) {
        source->most[i] = "0";
    }
    if (log_in(source, conninfo)) {
        (void)find_tables(source, names);
    }
    return source;
}

/* --------------------------------------------------------------------- rows */

static int choose(tc_django_source_t *source, apr_pool_t *p,
                  tc_django_table_t table)
{
    tc_sql_t *sql = tc_sql_make(p, "import_django_choose");
    PGresult *rows;

    tc_sql_bind(sql, "table", source->tables[table]);
    if (!run(source, p, sql, &rows) || table != TC_DJANGO_POSTS) {
        return source->problem == NULL;
    }
    sql = tc_sql_make(p, "import_django_tags");
    tc_sql_bind(sql, "between", source->tables[TC_DJANGO_POST_TAGS]);
    tc_sql_bind(sql, "posts", source->tables[TC_DJANGO_POSTS]);
    return run(source, p, sql, &rows);
}

static int open_rows(tc_django_source_t *source, apr_pool_t *p,
                     tc_django_table_t table)
{
    PGresult *rows;

    return choose(source, p, table) &&
           run(source, p,
               table == TC_DJANGO_CATEGORIES
                   ? tc_sql_make(p, "import_django_open_tree")
               : table == TC_DJANGO_POSTS
                   ? tc_sql_make(p, "import_django_open_posts")
                   : tc_sql_make(p, "import_django_open"),
               &rows);
}

static int visit(tc_django_source_t *source, apr_pool_t *p, const char *text,
                 int (*each)(void *baton, const tc_json_t *row), void *baton)
{
    const char *error;
    const tc_json_t *row = tc_json_parse(p, text, strlen(text), &error);

    if (row == NULL) {
        return fail(source,
                    apr_pstrcat(p, "a row cannot be read: ", error, NULL));
    }
    return each(baton, row);
}

int tc_django_source_each(tc_django_source_t *source, tc_django_table_t table,
                          int (*each)(void *baton, const tc_json_t *row),
                          void *baton)
{
    apr_pool_t *p, *one;
    PGresult *rows = NULL;
    int count = 1, ok;

    if (source->tables[table] == NULL) {
        return 1;
    }
    if (apr_pool_create(&p, source->p) != APR_SUCCESS ||
        apr_pool_create(&one, source->p) != APR_SUCCESS) {
        return fail(source, "no memory");
    }
    ok = open_rows(source, p, table);
    while (ok && count > 0) {
        apr_pool_clear(p);
        ok = run(source, p, tc_sql_make(p, "import_django_fetch"), &rows);
        count = ok ? PQntuples(rows) : 0;
        for (int row = 0; ok && row < count; row++) {
            apr_pool_clear(one);
            ok = visit(source, one, PQgetvalue(rows, row, 0), each, baton);
        }
    }
    ok = ok && run(source, p, tc_sql_make(p, "import_django_close"), &rows);
    apr_pool_destroy(one);
    apr_pool_destroy(p);
    return ok;
}

int tc_django_source_others(tc_django_source_t *source,
                            void (*each)(void *baton, const char *name,
                                         apr_int64_t count),
                            void *baton)
{
    tc_sql_t *sql = tc_sql_make(source->p, "import_django_others");
    PGresult *rows;

    tc_sql_bind(sql, "taken", names_json(source->p, source->tables));
    if (!run(source, source->p, sql, &rows)) {
        return 0;
    }
    for (int row = 0; row < PQntuples(rows); row++) {
        each(baton, PQgetvalue(rows, row, 0),
             apr_atoi64(PQgetvalue(rows, row, 1)));
    }
    return 1;
}
