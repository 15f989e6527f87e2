/*
 * Rows come one by one, so that memory does not grow with a table. A file has
 * its name once it is complete.
 */
#include "cli/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_file_info.h>
#include <apr_strings.h>

#include "cli/ctl.h"
#include "cli/progress.h"

typedef struct {
    const char *dir;
    int hashes;
    int revisions;
} options_t;

static int options_read(int argc, char *const *argv, options_t *options)
{
    *options = (options_t){ .dir = NULL };
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--hashes") == 0) {
            options->hashes = 1;
        }
        else if (strcmp(argv[i], "--revisions") == 0) {
            options->revisions = 1;
        }
        else if (argv[i][0] == '-' || options->dir != NULL) {
            return 0;
        }
        else {
            options->dir = argv[i];
        }
    }
    return options->dir != NULL && options->dir[0] != '\0';
}

/* What is in it is nobody else's: drafts, addresses, perhaps hashes. */
static tc_exit_t make_dir(tc_ctl_t *ctl, const char *path)
{
    apr_finfo_t entry;
    apr_dir_t *dir;

    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        return tc_ctl_fail(TC_EXIT_INPUT, "%s: %s", path, strerror(errno));
    }
    if (apr_dir_open(&dir, path, ctl->p) != APR_SUCCESS) {
        return tc_ctl_fail(TC_EXIT_INPUT, "%s is no folder that can be read",
                           path);
    }
    while (apr_dir_read(&entry, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        if (strcmp(entry.name, ".") != 0 && strcmp(entry.name, "..") != 0) {
            return tc_ctl_fail(TC_EXIT_INPUT,
                               "%s is not empty; name a new folder", path);
        }
    }
    apr_dir_close(dir);
    return TC_EXIT_OK;
}

/* Whatever happens all results are taken. */
static tc_exit_t write_rows(tc_ctl_t *ctl, FILE *file, const char *table,
                            apr_int64_t *count)
{
    tc_progress_t progress = tc_progress_begin(table);
    tc_exit_t rc = TC_EXIT_OK;
    PGresult *result;

    while ((result = PQgetResult(ctl->pg)) != NULL) {
        ExecStatusType status = PQresultStatus(result);

        if (status == PGRES_SINGLE_TUPLE) {
            fputs(PQgetvalue(result, 0, 0), file);
            fputc('\n', file);
            tc_progress_at(&progress, ++*count);
        }
        else if (status != PGRES_TUPLES_OK && rc == TC_EXIT_OK) {
            tc_progress_end(&progress);
            rc = tc_ctl_fail(TC_EXIT_DATABASE, "the database refused: %s",
                             tc_ctl_message(ctl, result));
        }
        PQclear(result);
    }
    tc_progress_end(&progress);
    return rc;
}

static tc_exit_t ask_for(tc_ctl_t *ctl, const char *statement)
{
    const tc_sql_call_t *call = tc_sql_finish(tc_ctl_sql(ctl, statement));

    if (!PQsendQueryParams(ctl->pg, call->text, call->count, NULL,
                           call->values, NULL, NULL, 0) ||
        !PQsetSingleRowMode(ctl->pg)) {
        return tc_ctl_fail(TC_EXIT_DATABASE, "the connection is lost");
    }
    return TC_EXIT_OK;
}

static tc_exit_t export_part(tc_ctl_t *ctl, const char *dir, const char *table,
                             const char *statement)
{
    const char *path = apr_pstrcat(ctl->p, dir, "/", table, ".jsonl", NULL);
    const char *fresh = apr_pstrcat(ctl->p, path, ".part", NULL);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    apr_int64_t count = 0;
    tc_exit_t rc;
    int failed;

    if (file == NULL) {
        return tc_ctl_fail(TC_EXIT_INPUT, "%s: %s", fresh, strerror(errno));
    }
    rc = ask_for(ctl, statement);
    if (rc == TC_EXIT_OK) {
        rc = write_rows(ctl, file, table, &count);
    }
    failed = ferror(file);
    failed |= fflush(file) != 0 || fsync(fd) != 0;
    failed |= fclose(file) != 0;
    if (rc == TC_EXIT_OK && (failed || rename(fresh, path) != 0)) {
        rc = tc_ctl_fail(TC_EXIT_INPUT, "%s: %s", path, strerror(errno));
    }
    if (rc == TC_EXIT_OK) {
        printf("%s: %" APR_INT64_T_FMT "\n", table, count);
    }
    return rc;
}

static tc_exit_t export_all(tc_ctl_t *ctl, const options_t *options)
{
    const char *dir = options->dir;
    tc_exit_t rc = options->hashes
                       ? export_part(ctl, dir, "users",
                                     "ctl_export_users_hashes")
                       : export_part(ctl, dir, "users", "ctl_export_users");

    if (rc == TC_EXIT_OK) {
        rc = export_part(ctl, dir, "categories", "ctl_export_categories");
    }
    if (rc == TC_EXIT_OK) {
        rc = export_part(ctl, dir, "tags", "ctl_export_tags");
    }
    if (rc == TC_EXIT_OK) {
        rc = export_part(ctl, dir, "media", "ctl_export_media");
    }
    if (rc == TC_EXIT_OK) {
        rc = export_part(ctl, dir, "posts", "ctl_export_posts");
    }
    if (rc == TC_EXIT_OK && options->revisions) {
        rc = export_part(ctl, dir, "revisions", "ctl_export_revisions");
    }
    return rc;
}

tc_exit_t tc_cli_export(tc_ctl_t *ctl, int argc, char *const *argv)
{
    PGresult *rows = NULL;
    options_t options;
    tc_exit_t rc;

    if (!options_read(argc, argv, &options)) {
        return tc_ctl_fail(TC_EXIT_USAGE, "export needs one folder; it takes "
                                          "--hashes and --revisions");
    }
    rc = tc_ctl_connect_current(ctl);
    if (rc == TC_EXIT_OK) {
        rc = make_dir(ctl, options.dir);
    }
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_run(ctl, tc_ctl_sql(ctl, "ctl_export_begin"), &rows);
    }
    return rc == TC_EXIT_OK ? export_all(ctl, &options) : rc;
}
