/*
 * The schema: migrations are applied in order, each in one transaction with
 * its row in schema_migrations, under an advisory lock of the database, so
 * that two at once come one after the other.
 */
#include "cli/migrate.h"

#include <stdio.h>
#include <string.h>

#include <apr_strings.h>

#include "cli/ctl.h"
#include "cli/migrations.h"
#include "cli/conf_file.h"
#include "db/sql.h"

static tc_exit_t run_named(tc_ctl_t *ctl, const char *name, PGresult **result)
{
    return tc_ctl_run(ctl, tc_ctl_sql(ctl, name), result);
}

/* A row of what was applied against what this program has. */
static tc_exit_t check_row(const PGresult *rows, int row)
{
    int number = (int)apr_atoi64(PQgetvalue(rows, row, 0));
    const tc_migration_t *ours = &tc_migrations[row];

    if ((size_t)row >= tc_migrations_count) {
        return tc_ctl_fail(TC_EXIT_SCHEMA,
                           "the database is newer than this program (it has "
                           "migration %d, this program ends at %d); use the "
                           "talecraftctl it was made with",
                           number, (int)tc_migrations_count);
    }
    if (number != ours->number) {
        return tc_ctl_fail(TC_EXIT_SCHEMA,
                           "schema_migrations has no row for migration %d "
                           "but one for %d; nothing was changed",
                           ours->number, number);
    }
    if (strcmp(PQgetvalue(rows, row, 1), ours->name) != 0) {
        return tc_ctl_fail(TC_EXIT_SCHEMA,
                           "the database was made by other migrations than "
                           "this program's: there, number %d is %s, here %s; "
                           "nothing was changed",
                           number, PQgetvalue(rows, row, 1), ours->name);
    }
    if (strcmp(PQgetvalue(rows, row, 2), ours->sha256) != 0) {
        return tc_ctl_fail(TC_EXIT_SCHEMA,
                           "migration %s was applied with another text than "
                           "this program has; nothing was changed",
                           ours->name);
    }
    return TC_EXIT_OK;
}

/* How many have been applied. */
static tc_exit_t find_applied(tc_ctl_t *ctl, size_t *applied)
{
    PGresult *rows = NULL;
    tc_exit_t rc = run_named(ctl, "ctl_migrations", &rows);

    if (rc != TC_EXIT_OK) {
        return rc;
    }
    *applied = (size_t)PQntuples(rows);
    for (int row = 0; row < PQntuples(rows) && rc == TC_EXIT_OK; row++) {
        rc = check_row(rows, row);
    }
    return rc;
}

/* The line of the text that the server's error is about, 0: not known. */
static int line_of(const char *text, const PGresult *result)
{
    const char *position = PQresultErrorField(result,
                                              PG_DIAG_STATEMENT_POSITION);
    apr_int64_t left = position != NULL ? apr_atoi64(position) : 0;
    int line = 1;

    if (left <= 0) {
        return 0;
    }
    /* The position counts characters, not bytes. */
    for (; *text != '\0' && left > 1; text++) {
        left -= (*text & 0xc0) != 0x80;
        line += *text == '\n';
    }
    return line;
}

static tc_exit_t apply_failed(tc_ctl_t *ctl, const tc_migration_t *one,
                              const PGresult *failed)
{
    const char *where = "";
    int line = failed != NULL ? line_of(one->text, failed) : 0;

    if (line > 0) {
        where = apr_psprintf(ctl->p, " at line %d", line);
    }
    return tc_ctl_fail(TC_EXIT_DATABASE,
                       "migration %s failed%s and was rolled back: %s",
                       one->name, where, tc_ctl_message(ctl, failed));
}

static tc_exit_t note(tc_ctl_t *ctl, const tc_migration_t *one)
{
    tc_sql_t *sql = tc_ctl_sql(ctl, "ctl_migration_add");
    PGresult *result = NULL;

    tc_sql_bind_int(sql, "number", one->number);
    tc_sql_bind(sql, "name", one->name);
    tc_sql_bind(sql, "sha256", one->sha256);
    return tc_ctl_run(ctl, sql, &result);
}

static tc_exit_t apply(tc_ctl_t *ctl, const tc_migration_t *one)
{
    PGresult *failed = NULL;
    tc_exit_t rc;

    if (!tc_ctl_run_text(ctl, "BEGIN", &failed) ||
        !tc_ctl_run_text(ctl, one->text, &failed)) {
        return apply_failed(ctl, one, failed);
    }
    /* A migration that ends the transaction itself could be half applied. */
    if (PQtransactionStatus(ctl->pg) != PQTRANS_INTRANS) {
        return tc_ctl_fail(TC_EXIT_DATABASE,
                           "migration %s ended its own transaction",
                           one->name);
    }
    rc = note(ctl, one);
    if (rc != TC_EXIT_OK) {
        return rc;
    }
    if (!tc_ctl_run_text(ctl, "COMMIT", &failed)) {
        return apply_failed(ctl, one, failed);
    }
    printf("applied %s\n", one->name);
    fflush(stdout);
    return TC_EXIT_OK;
}

static tc_exit_t apply_all(tc_ctl_t *ctl)
{
    size_t applied = 0;
    tc_exit_t rc = find_applied(ctl, &applied);

    for (size_t i = applied; i < tc_migrations_count && rc == TC_EXIT_OK;
         i++) {
        rc = apply(ctl, &tc_migrations[i]);
    }
    if (rc == TC_EXIT_OK) {
        printf("schema version %d%s\n", (int)tc_migrations_count,
               applied == tc_migrations_count ? ", nothing to do" : "");
    }
    return rc;
}

tc_exit_t tc_cli_migrate(tc_ctl_t *ctl, int argc, char *const *argv)
{
    /* The lock and the settings end with the session. */
    static const char *const preparations[] = { "ctl_settings", "ctl_lock",
                                                "ctl_migrations_table" };
    PGresult *result = NULL;
    const char *store;
    tc_exit_t rc = TC_EXIT_OK;

    if (argc == 2 && strcmp(argv[0], "--site") == 0) {
        rc = tc_conf_file_read(ctl, argv[1], &store);
    }
    else if (argc > 0) {
        return tc_ctl_fail(TC_EXIT_USAGE, "migrate takes no \"%s\"", argv[0]);
    }
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_connect(ctl);
    }
    for (size_t i = 0; i < 3 && rc == TC_EXIT_OK; i++) {
        rc = run_named(ctl, preparations[i], &result);
    }
    return rc == TC_EXIT_OK ? apply_all(ctl) : rc;
}
