/*
 * What is in a database, and what is wrong with it, with PostgreSQL and with
 * the media root: things that constraints do not cover. Nothing is changed.
 */
#include "cli/check.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <apr_strings.h>

#include "base/json/writer.h"
#include "cli/ctl.h"
#include "cli/migrations.h"
#include "version.h"

#define LEAST_FREE 5 /* of 100 */

/* faults: an array that is written meanwhile where ctl->json is set. */
typedef struct {
    tc_ctl_t *ctl;
    tc_writer_t *faults;
    int count;
} check_t;

static void fault(check_t *check, const char *what, apr_int64_t count,
                  const char *todo)
{
    check->count++;
    if (!check->ctl->json) {
        printf("FAULT: %s: %" APR_INT64_T_FMT "; %s\n", what, count, todo);
        return;
    }
    tc_writer_open(check->faults, '{');
    tc_writer_key(check->faults, "what");
    tc_writer_string(check->faults, what);
    tc_writer_key(check->faults, "count");
    tc_writer_int(check->faults, count);
    tc_writer_key(check->faults, "todo");
    tc_writer_string(check->faults, todo);
    tc_writer_close(check->faults, '}');
}

/* Rows: what, count, todo. */
static tc_exit_t look(check_t *check, const char *statement)
{
    PGresult *rows = NULL;
    tc_exit_t rc = tc_ctl_run(check->ctl, tc_ctl_sql(check->ctl, statement),
                              &rows);

    for (int row = 0; rc == TC_EXIT_OK && row < PQntuples(rows); row++) {
        apr_int64_t count = apr_atoi64(PQgetvalue(rows, row, 1));

        if (count > 0) {
            fault(check, PQgetvalue(rows, row, 0), count,
                  PQgetvalue(rows, row, 2));
        }
    }
    return rc;
}

static void look_at_media(check_t *check, const char *root)
{
    struct statvfs space;
    struct stat info;

    if (stat(root, &info) != 0 || !S_ISDIR(info.st_mode)) {
        fault(check, "the media root is no folder", 1,
              "mount it, or set TalecraftMediaRoot to where it is");
        return;
    }
    if ((info.st_mode & S_IWOTH) != 0) {
        fault(check, "anybody may write in the media root", 1, "chmod o-w it");
    }
    if (statvfs(root, &space) == 0 && space.f_blocks > 0 &&
        space.f_bavail * 100 / space.f_blocks < LEAST_FREE) {
        fault(check, "of 100 parts of the media root's disk are free or less",
              LEAST_FREE, "make room; uploads are refused where it is full");
    }
}

static void print_counts(const tc_ctl_t *ctl, const PGresult *rows,
                         tc_writer_t *w)
{
    if (!ctl->json) {
        printf("schema version: %d\n", (int)tc_migrations_count);
    }
    for (int row = 0; row < PQntuples(rows); row++) {
        if (ctl->json) {
            tc_writer_key(w, PQgetvalue(rows, row, 0));
            tc_writer_raw(w, PQgetvalue(rows, row, 1));
        }
        else {
            printf("%s: %s\n", PQgetvalue(rows, row, 0),
                   PQgetvalue(rows, row, 1));
        }
    }
}

/* All that is wrong; media NULL: nobody has said where that is. */
static tc_exit_t find_faults(check_t *check, const char *media)
{
    tc_exit_t rc = look(check, "ctl_check_server");

    if (rc == TC_EXIT_OK) {
        rc = look(check, "ctl_check_faults");
    }
    if (rc == TC_EXIT_OK && media != NULL) {
        look_at_media(check, media);
    }
    return rc;
}

static tc_exit_t end(const check_t *check)
{
    if (check->count > 0) {
        return tc_ctl_fail(TC_EXIT_FAULTS, "%d fault%s found", check->count,
                           check->count > 1 ? "s" : "");
    }
    if (!check->ctl->json) {
        printf("ok\n");
    }
    return TC_EXIT_OK;
}

static tc_exit_t check_all(tc_ctl_t *ctl, const char *media)
{
    tc_writer_t *w = tc_writer_make(ctl->p);
    check_t check = { .ctl = ctl, .faults = w };
    PGresult *rows = NULL;
    tc_exit_t rc = tc_ctl_run(ctl, tc_ctl_sql(ctl, "ctl_check_counts"), &rows);

    if (rc != TC_EXIT_OK) {
        return rc;
    }
    tc_writer_open(w, '{');
    tc_writer_key(w, "version");
    tc_writer_string(w, TC_VERSION);
    tc_writer_key(w, "schema_version");
    tc_writer_int(w, (apr_int64_t)tc_migrations_count);
    tc_writer_key(w, "counts");
    tc_writer_open(w, '{');
    print_counts(ctl, rows, w);
    tc_writer_close(w, '}');
    tc_writer_key(w, "faults");
    tc_writer_open(w, '[');
    rc = find_faults(&check, media);
    if (rc != TC_EXIT_OK) {
        return rc;
    }
    tc_writer_close(w, ']');
    tc_writer_close(w, '}');
    if (ctl->json) {
        printf("%s\n", tc_writer_text(w, NULL));
    }
    return end(&check);
}

tc_exit_t tc_cli_check(tc_ctl_t *ctl, int argc, char *const *argv)
{
    const char *media = NULL;
    tc_exit_t rc;

    if (argc == 2 && strcmp(argv[0], "--media") == 0) {
        media = argv[1];
    }
    else if (argc > 0) {
        return tc_ctl_fail(TC_EXIT_USAGE, "check takes no \"%s\"", argv[0]);
    }
    rc = tc_ctl_connect_current(ctl);
    return rc == TC_EXIT_OK ? check_all(ctl, media) : rc;
}
