/*
 * httpd is asked by `apache2ctl -t -D DUMP_TALECRAFT` (src/check/dump.h): what
 * it refuses or doubts is in lines with numbers, what it would do in lines of
 * the module's.
 */
#include "cli/check/httpd.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include <apr_strings.h>
#include <apr_thread_proc.h>

#include "cli/check/running.h"
#include "cli/migrations.h"
#include "db/sql.h"
#include "version.h"

#define ANSWER_BYTES (256 * 1024)
#define NOT_FOUND 255 /* apr_proc_create's child, where there is no program */
#define INSTALL "install module, worker and talecraftctl of one version"
#define RESTART "; then stop and start httpd"

/* What the module says of itself, by these words. */
static const char *const words[] = { "version", "schema", "user",
                                     "total",   "pid",    "worker" };
enum { VERSION, SCHEMA, USER, TOTAL, PID, WORKER, FACTS };

typedef struct {
    const char *facts[FACTS]; /* NULL: it has said nothing */
    int has_media;            /* the one that is looked for */
} told_t;

/* --------------------------------------------------------------- programs */

/* Output and errors of a program, from p, at most ANSWER_BYTES of them; NULL:
 * it cannot be run. */
static char *ask(apr_pool_t *p, const char *const *argv, int *status)
{
    char *text = apr_pcalloc(p, ANSWER_BYTES + 1);
    apr_size_t have = 0;
    apr_procattr_t *how;
    apr_file_t *out;
    apr_file_t *in;
    apr_proc_t proc;
    apr_exit_why_e why;

    if (apr_procattr_create(&how, p) != APR_SUCCESS ||
        apr_procattr_cmdtype_set(how, APR_PROGRAM_PATH) != APR_SUCCESS ||
        apr_file_pipe_create(&out, &in, p) != APR_SUCCESS ||
        apr_procattr_child_out_set(how, in, NULL) != APR_SUCCESS ||
        apr_procattr_child_err_set(how, in, NULL) != APR_SUCCESS ||
        apr_proc_create(&proc, argv[0], argv, NULL, how, p) != APR_SUCCESS) {
        return NULL;
    }
    apr_file_close(in);
    while (have < ANSWER_BYTES) {
        apr_size_t len = ANSWER_BYTES - have;

        if (apr_file_read(out, text + have, &len) != APR_SUCCESS) {
            break;
        }
        have += len;
    }
    apr_file_close(out);
    apr_proc_wait(&proc, status, &why, APR_WAIT);
    return why == APR_PROC_EXIT && (*status != NOT_FOUND || have > 0) ? text
                                                                      : NULL;
}

/* ---------------------------------------------------------- what httpd says */

/* Where "TC1234:" begins in a line; NULL: it has none. */
static const char *find_number(const char *line)
{
    for (const char *at = strstr(line, "TC"); at != NULL;
         at = strstr(at + 1, "TC")) {
        if (strspn(at + 2, "0123456789") == 4 && at[6] == ':') {
            return at;
        }
    }
    return NULL;
}

/* A number of ours: docs/messages.md has it. */
static int add_number(tc_faults_t *faults, const char *line)
{
    const char *at = find_number(line);

    if (at == NULL) {
        return 0;
    }
    tc_cli_faults_add(
        faults, apr_pstrcat(faults->ctl->p, "httpd -t: ", at, NULL), 1,
        apr_psprintf(faults->ctl->p, "messages.md has more of %.6s", at));
    return 1;
}

static void read_told(told_t *told, const char *word, const char *value,
                      const char *media)
{
    for (int i = 0; i < FACTS; i++) {
        if (strcmp(word, words[i]) == 0) {
            told->facts[i] = value;
        }
    }
    told->has_media |= media != NULL && strcmp(word, "media") == 0 &&
                       strcmp(value, media) == 0;
}

/* Lines of the module go to told, numbers of ours to faults. What else httpd
 * says counts where it refuses its configuration: *other is that. */
static int read_lines(tc_faults_t *faults, char *text, const char *media,
                      told_t *told, const char **other)
{
    char *state = NULL;
    int numbers = 0;

    *other = NULL;
    for (char *line = apr_strtok(text, "\n", &state); line != NULL;
         line = apr_strtok(NULL, "\n", &state)) {
        if (strncmp(line, "talecraft\t", 10) == 0) {
            char *rest = NULL;
            const char *key = apr_strtok(line + 10, "\t", &rest);
            const char *value = apr_strtok(NULL, "\t", &rest);

            if (key != NULL && value != NULL) {
                read_told(told, key, value, media);
            }
        }
        else if (add_number(faults, line)) {
            numbers++;
        }
        else if (strstr(line, "AH00558") == NULL) { /* of ServerName */
            *other = *other == NULL ? line
                                    : apr_pstrcat(faults->ctl->p, *other, " ",
                                                  line, NULL);
        }
    }
    return numbers;
}

/* --------------------------------------------------------------- versions */

/* The program says "talecraft-worker VERSION". One that cannot be run is told
 * of by httpd (TC1005, TC4007). */
static const char *worker_version(apr_pool_t *p, const char *program)
{
    const char *const argv[] = { program, "--version", NULL };
    int status = 0;
    char *text = ask(p, argv, &status);
    char *state = NULL;
    const char *name = text != NULL ? apr_strtok(text, " \n", &state) : NULL;
    const char *version = name != NULL ? apr_strtok(NULL, " \n", &state)
                                       : NULL;

    return status == 0 ? version : NULL;
}

static void compare(tc_faults_t *faults, const char *first, const char *one,
                    const char *second, const char *other)
{
    if (one != NULL && other != NULL && strcmp(one, other) != 0) {
        tc_cli_faults_add(faults,
                          apr_psprintf(faults->ctl->p,
                                       "%s is of version %s, %s of %s", first,
                                       one, second, other),
                          1, INSTALL RESTART);
    }
}

static void compare_versions(tc_faults_t *faults, const told_t *told)
{
    apr_pool_t *p = faults->ctl->p;
    int schema = (int)tc_migrations_count;

    compare(faults, "mod_talecraft", told->facts[VERSION], "talecraftctl",
            TC_VERSION);
    if (told->facts[WORKER] != NULL) {
        compare(faults, told->facts[WORKER],
                worker_version(p, told->facts[WORKER]), "mod_talecraft",
                told->facts[VERSION]);
    }
    if (told->facts[SCHEMA] != NULL &&
        apr_atoi64(told->facts[SCHEMA]) != schema) {
        tc_cli_faults_add(
            faults,
            apr_psprintf(p,
                         "mod_talecraft needs schema %s, the database "
                         "has %d",
                         told->facts[SCHEMA], schema),
            1, INSTALL ", talecraftctl migrate" RESTART);
    }
}

/* ---------------------------------------------------- rights, connections */

/* What lies in the media root itself, and the root: httpd's user makes all of
 * it. */
static void look_at_owners(tc_faults_t *faults, const char *media, uid_t user)
{
    apr_int64_t others = 0;
    DIR *folder = opendir(media);
    const struct dirent *entry;
    struct stat info;

    if (folder == NULL) {
        return; /* that it is not there is said elsewhere */
    }
    while ((entry = readdir(folder)) != NULL) {
        others += strcmp(entry->d_name, "..") != 0 &&
                  fstatat(dirfd(folder), entry->d_name, &info,
                          AT_SYMLINK_NOFOLLOW) == 0 &&
                  info.st_uid != user;
    }
    closedir(folder);
    if (others > 0) {
        tc_cli_faults_add(
            faults, "in the media root, what is not httpd's user's", others,
            apr_psprintf(faults->ctl->p, "chown -R '#%ld' '%s'", (long)user,
                         media));
    }
}

static tc_exit_t look_at_told(tc_faults_t *faults, const told_t *told,
                              const char *media)
{
    tc_sql_t *sql;

    compare_versions(faults, told);
    if (told->facts[PID] != NULL) {
        tc_cli_running_check(faults, told->facts[PID]);
    }
    if (media != NULL && !told->has_media) {
        tc_cli_faults_add(faults, "httpd has no site with this media root", 1,
                          "compare TalecraftMediaRoot, and a2ensite the "
                          "site's virtual host");
    }
    else if (media != NULL && told->facts[USER] != NULL) {
        look_at_owners(faults, media, (uid_t)apr_atoi64(told->facts[USER]));
    }
    sql = tc_ctl_sql(faults->ctl, "ctl_check_connections");
    tc_sql_bind(sql, "total",
                told->facts[TOTAL] != NULL ? told->facts[TOTAL] : "0");
    return tc_cli_faults_ask(faults, sql);
}

tc_exit_t tc_cli_httpd_check(tc_faults_t *faults, const char *media)
{
    static const char *const argv[] = { "apache2ctl", "-t", "-D",
                                        "DUMP_TALECRAFT", NULL };
    told_t told = { .has_media = 0 };
    const char *other;
    int status = 0;
    char *text = ask(faults->ctl->p, argv, &status);
    int numbers;

    if (text == NULL) {
        tc_cli_faults_add(faults, "apache2ctl cannot be run", 1,
                          "install apache2, or leave out --httpd and --site");
        return TC_EXIT_OK;
    }
    numbers = read_lines(faults, text, media, &told, &other);
    if (status != 0 && numbers == 0) {
        tc_cli_faults_add(
            faults,
            apr_pstrcat(faults->ctl->p, "httpd refuses its configuration: ",
                        other != NULL ? other : "no reason", NULL),
            1, "mend it; apache2ctl -t says it again");
    }
    if (told.facts[VERSION] != NULL) {
        return look_at_told(faults, &told, media);
    }
    if (status == 0) {
        tc_cli_faults_add(faults, "httpd does not load mod_talecraft", 1,
                          "a2enmod talecraft, and restart httpd");
    }
    return TC_EXIT_OK;
}
