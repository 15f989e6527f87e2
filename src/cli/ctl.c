#include "cli/ctl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "cli/migrations.h"
#include "db/sql.h"

tc_exit_t tc_ctl_fail(tc_exit_t code, const char *format, ...)
{
    va_list arguments;

    fflush(stdout); /* so that what was done stands before what failed */
    fputs("talecraftctl: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return code;
}

static apr_status_t clear_result(void *result)
{
    PQclear(result);
    return APR_SUCCESS;
}

static void keep(tc_ctl_t *ctl, PGresult *result)
{
    apr_pool_cleanup_register(ctl->p, result, clear_result,
                              apr_pool_cleanup_null);
}

static apr_status_t finish(void *pg)
{
    PQfinish(pg);
    return APR_SUCCESS;
}

static void drop_notice(void *unused, const char *message)
{
    (void)unused;
    (void)message;
}

/* A text of the server or of libpq as one line. */
static const char *one_line(tc_ctl_t *ctl, const char *text)
{
    char *line = apr_pstrdup(ctl->p, text);
    apr_size_t len = strlen(line);

    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == ' ')) {
        line[--len] = '\0';
    }
    for (char *at = line; *at != '\0'; at++) {
        if (*at == '\n' || *at == '\r' || *at == '\t') {
            *at = ' ';
        }
    }
    return line;
}

/* A string or URI that libpq can read; anything else is a database's name.
 * libpq's own message would repeat the text, and with it a password. */
static int is_conninfo(const char *conninfo)
{
    PQconninfoOption *options;

    if (conninfo == NULL ||
        (strchr(conninfo, '=') == NULL && strstr(conninfo, "://") == NULL)) {
        return 1;
    }
    options = PQconninfoParse(conninfo, NULL);
    PQconninfoFree(options);
    return options != NULL;
}

tc_exit_t tc_ctl_connect(tc_ctl_t *ctl)
{
    const char *const keys[] = { "fallback_application_name",
                                 "client_encoding",
                                 ctl->conninfo != NULL ? "dbname" : NULL,
                                 NULL };
    const char *const values[] = { "talecraftctl", "UTF8", ctl->conninfo,
                                   NULL };
    const char *encoding;

    if (!is_conninfo(ctl->conninfo)) {
        return tc_ctl_fail(TC_EXIT_USAGE,
                           "the connection string after -d cannot be read; "
                           "it looks like \"host=... dbname=... user=...\"");
    }
    ctl->pg = PQconnectdbParams(keys, values, 1);
    apr_pool_cleanup_register(ctl->p, ctl->pg, finish, apr_pool_cleanup_null);
    if (PQstatus(ctl->pg) != CONNECTION_OK) {
        return tc_ctl_fail(TC_EXIT_CONNECT,
                           "cannot connect to the database: %s",
                           one_line(ctl, PQerrorMessage(ctl->pg)));
    }
    PQsetNoticeProcessor(ctl->pg, drop_notice, NULL);
    encoding = PQparameterStatus(ctl->pg, "server_encoding");
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
        return tc_ctl_fail(TC_EXIT_SCHEMA,
                           "the database's encoding is %s; it must be "
                           "created with ENCODING 'UTF8'",
                           encoding != NULL ? encoding : "unknown");
    }
    return TC_EXIT_OK;
}

tc_sql_t *tc_ctl_sql(tc_ctl_t *ctl, const char *name)
{
    tc_sql_t *sql = tc_sql_make(ctl->p, name);

    if (sql == NULL) {
        fprintf(stderr, "talecraftctl: no statement %s\n", name);
        abort(); /* the build is broken, nothing can be relied upon */
    }
    return sql;
}

static int is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK ||
           status == PGRES_EMPTY_QUERY;
}

const char *tc_ctl_message(tc_ctl_t *ctl, const PGresult *result)
{
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    const char *text = primary != NULL ? primary : PQerrorMessage(ctl->pg);

    if (hint != NULL) {
        text = apr_pstrcat(ctl->p, text, " (", hint, ")", NULL);
    }
    return one_line(ctl, text);
}

static PGresult *run(tc_ctl_t *ctl, tc_sql_t *sql)
{
    const tc_sql_call_t *call = tc_sql_finish(sql);
    PGresult *result = PQexecParams(ctl->pg, call->text, call->count, NULL,
                                    call->values, NULL, NULL, 0);

    keep(ctl, result);
    return result;
}

tc_exit_t tc_ctl_run(tc_ctl_t *ctl, tc_sql_t *sql, PGresult **result)
{
    *result = run(ctl, sql);
    if (is_good(*result)) {
        return TC_EXIT_OK;
    }
    return tc_ctl_fail(TC_EXIT_DATABASE, "the database refused: %s",
                       tc_ctl_message(ctl, *result));
}

int tc_ctl_run_text(tc_ctl_t *ctl, const char *text, PGresult **failed)
{
    PGresult *result = PQexec(ctl->pg, text);

    keep(ctl, result);
    *failed = is_good(result) ? NULL : result;
    return *failed == NULL;
}

/* Schema version of the database: 0 where it has none. */
static tc_exit_t read_version(tc_ctl_t *ctl, int *version)
{
    PGresult *result = run(ctl, tc_ctl_sql(ctl, "ctl_version"));
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

    *version = 0;
    if (is_good(result)) {
        *version = (int)apr_atoi64(PQgetvalue(result, 0, 0));
        return TC_EXIT_OK;
    }
    if (sqlstate != NULL && strcmp(sqlstate, "42P01") == 0) {
        return TC_EXIT_OK; /* no table of migrations: nothing is there */
    }
    return tc_ctl_fail(TC_EXIT_DATABASE, "cannot read the schema version: %s",
                       tc_ctl_message(ctl, result));
}

tc_exit_t tc_ctl_connect_current(tc_ctl_t *ctl)
{
    int expected = (int)tc_migrations_count;
    tc_exit_t rc = tc_ctl_connect(ctl);
    int version = 0;

    if (rc == TC_EXIT_OK) {
        rc = read_version(ctl, &version);
    }
    if (rc == TC_EXIT_OK && version != expected) {
        rc = tc_ctl_fail(TC_EXIT_SCHEMA,
                         "the database has schema version %d, this program "
                         "needs %d: %s",
                         version, expected,
                         version < expected
                             ? "run talecraftctl migrate"
                             : "use the talecraftctl it was made with");
    }
    return rc;
}
