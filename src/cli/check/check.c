/*
 * What is in a database, and what is wrong with it, with PostgreSQL, with the
 * media root and with httpd: things that constraints do not cover. Nothing is
 * changed.
 */
#include "cli/check/check.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <apr_strings.h>

#include "cli/check/faults.h"
#include "cli/check/httpd.h"
#include "cli/ctl.h"
#include "cli/migrations.h"
#include "cli/conf_file.h"
#include "version.h"

#define LEAST_FREE 5 /* of 100 */

typedef struct {
    const char *media; /* NULL: nobody has said where that is */
    const char *site;
    int httpd;
} options_t;

static void look_at_media(tc_faults_t *faults, const char *root)
{
    struct statvfs space;
    struct stat info;

    if (stat(root, &info) != 0 || !S_ISDIR(info.st_mode)) {
        tc_cli_faults_add(
            faults, "the media root is no folder", 1,
            "mount it, or set TalecraftMediaRoot to where it is");
        return;
    }
    if ((info.st_mode & S_IWOTH) != 0) {
        tc_cli_faults_add(faults, "anybody may write in the media root", 1,
                          "chmod o-w it");
    }
    if (statvfs(root, &space) == 0 && space.f_blocks > 0 &&
        space.f_bavail * 100 / space.f_blocks < LEAST_FREE) {
        tc_cli_faults_add(
            faults, "of 100 parts of the media root's disk are free or less",
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

/* Who may read settings that hold a password. */
static void look_at_settings(tc_faults_t *faults, const char *site)
{
    apr_pool_t *p = faults->ctl->p;
    const char *path = tc_conf_file_path(p, site);
    struct stat info;

    if (strstr(faults->ctl->conninfo, "password=") != NULL &&
        stat(path, &info) == 0 && (info.st_mode & S_IROTH) != 0) {
        tc_cli_faults_add(
            faults,
            apr_psprintf(p, "anybody may read the password in %s", path), 1,
            apr_psprintf(p, "chmod o-r it, or name a passfile= there"));
    }
}

static tc_exit_t find_faults(tc_faults_t *faults, const options_t *options)
{
    tc_ctl_t *ctl = faults->ctl;
    tc_exit_t rc = tc_cli_faults_ask(faults,
                                     tc_ctl_sql(ctl, "ctl_check_server"));

    if (rc == TC_EXIT_OK) {
        rc = tc_cli_faults_ask(faults, tc_ctl_sql(ctl, "ctl_check_faults"));
    }
    if (rc == TC_EXIT_OK && options->media != NULL) {
        look_at_media(faults, options->media);
    }
    if (rc == TC_EXIT_OK && options->site != NULL) {
        look_at_settings(faults, options->site);
    }
    return rc == TC_EXIT_OK && options->httpd
               ? tc_cli_httpd_check(faults, options->media)
               : rc;
}

static tc_exit_t end(const tc_faults_t *faults)
{
    if (faults->count > 0) {
        return tc_ctl_fail(TC_EXIT_FAULTS, "%d fault%s found", faults->count,
                           faults->count > 1 ? "s" : "");
    }
    if (!faults->ctl->json) {
        printf("ok\n");
    }
    return TC_EXIT_OK;
}

static tc_exit_t check_all(tc_ctl_t *ctl, const options_t *options)
{
    tc_writer_t *w = tc_writer_make(ctl->p);
    tc_faults_t faults = { .ctl = ctl, .out = w };
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
    rc = find_faults(&faults, options);
    if (rc != TC_EXIT_OK) {
        return rc;
    }
    tc_writer_close(w, ']');
    tc_writer_close(w, '}');
    if (ctl->json) {
        printf("%s\n", tc_writer_text(w, NULL));
    }
    return end(&faults);
}

/* A site that setup has made: database, media and httpd are known. */
static tc_exit_t read_options(tc_ctl_t *ctl, int argc, char *const *argv,
                              options_t *options)
{
    *options = (options_t){ .media = NULL };
    for (int i = 0; i < argc; i++) {
        const char **value = strcmp(argv[i], "--media") == 0  ? &options->media
                             : strcmp(argv[i], "--site") == 0 ? &options->site
                                                              : NULL;

        options->httpd |= strcmp(argv[i], "--httpd") == 0;
        if (value != NULL && i + 1 < argc) {
            *value = argv[++i];
        }
        else if (strcmp(argv[i], "--httpd") != 0) {
            return tc_ctl_fail(TC_EXIT_USAGE, "check takes no \"%s\"",
                               argv[i]);
        }
    }
    if (options->site == NULL) {
        return TC_EXIT_OK;
    }
    options->httpd = 1;
    return options->media == NULL
               ? tc_conf_file_read(ctl, options->site, &options->media)
               : tc_ctl_fail(TC_EXIT_USAGE, "--site says where media is");
}

tc_exit_t tc_cli_check(tc_ctl_t *ctl, int argc, char *const *argv)
{
    options_t options;
    tc_exit_t rc = read_options(ctl, argc, argv, &options);

    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_connect_current(ctl);
    }
    return rc == TC_EXIT_OK ? check_all(ctl, &options) : rc;
}
