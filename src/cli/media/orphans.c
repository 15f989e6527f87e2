/*
 * Files of the store that no row knows, and rows whose files are missing. An
 * upload puts its file there before it writes its row, and holds the store's
 * lock from the first to the second: what is removed is asked for again while
 * that is held alone, as the server's own sweep does.
 */
#include "cli/media/orphans.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "base/json/writer.h"
#include "cli/media/missing.h"
#include "cli/progress.h"
#include "cli/conf_file.h"
#include "db/sql.h"
#include "media/store.h"
#include "media/store_list.h"
#include "media/store_owner.h"

#define DAY apr_time_from_sec(24 * 60 * 60)
#define LOCK_TRIES 100 /* a tenth of a second each */
#define USAGE                                                  \
    "media orphans needs --media-root DIR or --site NAME; it " \
    "takes --delete and --days N"

typedef struct {
    const char *root;
    const char *site;
    int remove;
    int days; /* that a file must be old, to be removed */
} options_t;

typedef struct {
    long count;
    apr_int64_t bytes;
} sum_t;

typedef struct {
    tc_ctl_t *ctl;
    const tc_site_t *store;
    apr_pool_t *p; /* of a part of the store */
    int remove;
    apr_time_t before; /* older ones are removed */
    sum_t orphans;
    sum_t removed;
    long failed; /* to be removed */
    long missing;
    long printed; /* in the list that is being printed */
} look_t;

/* ------------------------------------------------------------------ options */

static int read_days(const char *text, int *days)
{
    apr_size_t len = strlen(text);

    *days = len > 0 && len <= 4 && strspn(text, "0123456789") == len
                ? (int)apr_atoi64(text)
                : 0;
    return *days > 0;
}

static int read_options(int argc, char *const *argv, options_t *options)
{
    *options = (options_t){ .days = 1 };
    for (int i = 0; i < argc; i++) {
        int more = i + 1 < argc;

        if (strcmp(argv[i], "--delete") == 0) {
            options->remove = 1;
        }
        else if (more && strcmp(argv[i], "--media-root") == 0) {
            options->root = argv[++i];
        }
        else if (more && strcmp(argv[i], "--site") == 0) {
            options->site = argv[++i];
        }
        else if (!more || strcmp(argv[i], "--days") != 0 ||
                 !read_days(argv[++i], &options->days)) {
            return 0;
        }
    }
    return (options->root != NULL) != (options->site != NULL);
}

/* ---------------------------------------------------------------- the store */

/* From here on root is who owns the store: links that httpd's user may have
 * put there lead to nothing that this user could not reach. */
static tc_exit_t become_owner(const char *root)
{
    struct stat info;

    if (stat(root, &info) != 0) {
        return tc_ctl_fail(TC_EXIT_INPUT, "%s: %s", root, strerror(errno));
    }
    if (geteuid() == 0 && info.st_uid != 0 &&
        (setgroups(0, NULL) != 0 || setgid(info.st_gid) != 0 ||
         setuid(info.st_uid) != 0)) {
        return tc_ctl_fail(TC_EXIT_INPUT,
                           "root cannot become the owner of "
                           "%s: %s",
                           root, strerror(errno));
    }
    return TC_EXIT_OK;
}

static tc_exit_t store_fail(const look_t *look, apr_status_t rv)
{
    char text[120];

    return tc_ctl_fail(TC_EXIT_INPUT, "the store of media, %s: %s",
                       tc_store_root(look->store),
                       apr_strerror(rv, text, sizeof(text)));
}

static apr_uint64_t identity(tc_ctl_t *ctl, const PGresult *rows)
{
    const char *system = PQgetisnull(rows, 0, 0)
                             ? apr_pstrcat(ctl->p, PQhost(ctl->pg), ":",
                                           PQport(ctl->pg), NULL)
                             : PQgetvalue(rows, 0, 0);

    return tc_sql_site_id(ctl->p, system, PQgetvalue(rows, 0, 1),
                          PQgetvalue(rows, 0, 2));
}

/* The files of another database would all be orphans. */
static tc_exit_t check_owner(const look_t *look)
{
    tc_ctl_t *ctl = look->ctl;
    tc_store_owner_t owner;
    PGresult *rows = NULL;
    apr_uint64_t id;
    apr_status_t rv;
    tc_exit_t rc = tc_ctl_run(ctl, tc_ctl_sql(ctl, "ctl_identity"), &rows);

    if (rc != TC_EXIT_OK) {
        return rc;
    }
    id = identity(ctl, rows);
    rv = look->remove ? tc_store_owner_claim(ctl->p, look->store, id, &owner)
                      : tc_store_owner_look(ctl->p, look->store, id, &owner);
    if (rv != APR_SUCCESS) {
        return store_fail(look, rv);
    }
    return owner != TC_STORE_OWNER_OTHER
               ? TC_EXIT_OK
               : tc_ctl_fail(TC_EXIT_INPUT,
                             "%s holds the files of another database; if "
                             "this one took its place, remove the file "
                             "\"%s\" in it",
                             tc_store_root(look->store), TC_STORE_OWNER_FILE);
}

/* ----------------------------------------------------------------- printing */

static const char *time_text(apr_pool_t *p, apr_time_t time)
{
    apr_time_exp_t at;

    apr_time_exp_gmt(&at, time);
    return apr_psprintf(p, "%04d-%02d-%02dT%02d:%02d:%02dZ", at.tm_year + 1900,
                        at.tm_mon + 1, at.tm_mday, at.tm_hour, at.tm_min,
                        at.tm_sec);
}

static void print_orphan(look_t *look, const tc_store_found_t *found,
                         const char *kind, apr_int64_t bytes, int removed)
{
    const char *texts[][2] = {
        { "kind", kind },
        { "path", tc_store_list_path(look->p, look->store, found) },
        { "changed", time_text(look->p, found->changed) }
    };
    tc_writer_t *w = tc_writer_make(look->p);

    if (!look->ctl->json) {
        printf("%s\t%s\t%" APR_INT64_T_FMT "\t%s%s\n", kind, texts[1][1],
               bytes, texts[2][1], removed ? "\tremoved" : "");
        return;
    }
    tc_writer_open(w, '{');
    for (int i = 0; i < 3; i++) {
        tc_writer_put_string(w, texts[i][0], texts[i][1]);
    }
    tc_writer_put_int(w, "bytes", bytes);
    tc_writer_put_bool(w, "removed", removed);
    tc_writer_close(w, '}');
    printf("%s%s", look->printed++ > 0 ? "," : "", tc_writer_text(w, NULL));
}

static void print_missing(void *baton, const tc_missing_t *missing)
{
    look_t *look = baton;

    look->missing++;
    if (!look->ctl->json) {
        printf("missing %s\t%s\tmedia %s\n", missing->kind, missing->path,
               *missing->media != '\0' ? missing->media : "(none)");
        return;
    }
    printf("%s{\"kind\":\"%s\",\"path\":\"%s\",\"media\":[%s]}",
           look->printed++ > 0 ? "," : "", missing->kind, missing->path,
           missing->media);
}

static void print_sums(const look_t *look)
{
    if (look->ctl->json) {
        printf("],\"orphan_count\":%ld,\"orphan_bytes\":%" APR_INT64_T_FMT
               ",\"removed_count\":%ld,\"removed_bytes\":%" APR_INT64_T_FMT
               ",\"missing_count\":%ld}\n",
               look->orphans.count, look->orphans.bytes, look->removed.count,
               look->removed.bytes, look->missing);
        return;
    }
    printf("orphans: %ld, bytes %" APR_INT64_T_FMT
           "\nremoved: %ld, bytes %" APR_INT64_T_FMT "\nmissing: %ld\n",
           look->orphans.count, look->orphans.bytes, look->removed.count,
           look->removed.bytes, look->missing);
}

/* ------------------------------------------------------------------ orphans */

/* Those of all that no row knows. */
static tc_exit_t unknown_of(look_t *look, const apr_array_header_t *all,
                            apr_array_header_t **unknown)
{
    tc_ctl_t part = *look->ctl;
    apr_hash_t *known = apr_hash_make(look->p);
    PGresult *rows = NULL;
    tc_sql_t *sql;
    tc_exit_t rc;

    *unknown = apr_array_make(look->p, 8, sizeof(tc_store_found_t));
    if (all->nelts == 0) {
        return TC_EXIT_OK;
    }
    part.p = look->p;
    sql = tc_ctl_sql(&part, "media_file_known");
    tc_sql_bind(sql, "names", tc_store_list_names(look->p, all));
    rc = tc_ctl_run(&part, sql, &rows);
    for (int i = 0; rc == TC_EXIT_OK && i < PQntuples(rows); i++) {
        const char *name = PQgetvalue(rows, i, 0);

        apr_hash_set(known, name, APR_HASH_KEY_STRING, name);
    }
    for (int i = 0; rc == TC_EXIT_OK && i < all->nelts; i++) {
        const tc_store_found_t *found = &APR_ARRAY_IDX(all, i,
                                                       tc_store_found_t);

        if (apr_hash_get(known, found->name, APR_HASH_KEY_STRING) == NULL) {
            APR_ARRAY_PUSH(*unknown, tc_store_found_t) = *found;
        }
    }
    return rc;
}

static void tell(look_t *look, const tc_store_found_t *found, const char *kind,
                 int remove)
{
    const apr_int64_t bytes = tc_store_list_bytes(look->p, look->store, found);
    int removed = 0;

    if (remove) {
        apr_status_t rv = tc_store_list_remove(look->p, look->store, found);

        removed = rv == APR_SUCCESS;
        if (!removed) {
            look->failed++;
            (void)store_fail(look, rv);
        }
    }
    look->orphans.count++;
    look->orphans.bytes += bytes;
    look->removed.count += removed;
    look->removed.bytes += removed ? bytes : 0;
    print_orphan(look, found, kind, bytes, removed);
}

static tc_exit_t lock(const look_t *look, int *fd)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < LOCK_TRIES; i++) {
        rv = tc_store_lock(look->p, look->store, 1, fd);
        if (!APR_STATUS_IS_EAGAIN(rv)) {
            break;
        }
        apr_sleep(apr_time_from_msec(100));
    }
    if (APR_STATUS_IS_EAGAIN(rv)) {
        return tc_ctl_fail(TC_EXIT_INPUT,
                           "uploads are under way all the time; the rest was "
                           "left alone, try again");
    }
    return rv == APR_SUCCESS ? TC_EXIT_OK : store_fail(look, rv);
}

/* Asks once more, now that no upload is between its file and its row. */
static tc_exit_t tell_locked(look_t *look, const apr_array_header_t *all)
{
    apr_array_header_t *unknown;
    tc_exit_t rc = unknown_of(look, all, &unknown);

    for (int i = 0; rc == TC_EXIT_OK && i < unknown->nelts; i++) {
        const tc_store_found_t *found = &APR_ARRAY_IDX(unknown, i,
                                                       tc_store_found_t);

        tell(look, found, found->place != NULL ? "original" : "public",
             look->remove && found->changed < look->before);
    }
    return rc;
}

static tc_exit_t look_at_part(look_t *look, int part, long *done)
{
    const apr_array_header_t *all = tc_store_list(
        look->p, look->store, part, apr_time_now() + DAY, INT_MAX);
    apr_array_header_t *unknown;
    tc_exit_t rc = unknown_of(look, all, &unknown);
    int fd = -1;

    *done += all->nelts;
    if (rc != TC_EXIT_OK || unknown->nelts == 0 || !look->remove) {
        return rc == TC_EXIT_OK ? tell_locked(look, unknown) : rc;
    }
    rc = lock(look, &fd);
    if (rc == TC_EXIT_OK) {
        rc = tell_locked(look, unknown);
        tc_store_unlock(fd);
    }
    return rc;
}

static void look_at_unfinished(look_t *look)
{
    const apr_array_header_t *found = tc_store_list_unfinished(
        look->p, look->store, apr_time_now() - DAY);

    for (int i = 0; i < found->nelts; i++) {
        const tc_store_found_t *one = &APR_ARRAY_IDX(found, i,
                                                     tc_store_found_t);

        tell(look, one, "unfinished",
             look->remove && one->changed < look->before);
    }
}

static tc_exit_t look_at_files(look_t *look)
{
    tc_progress_t progress = tc_progress_begin("files");
    tc_exit_t rc = TC_EXIT_OK;
    long done = 0;

    look_at_unfinished(look);
    for (int i = 0; i < TC_STORE_LIST_PARTS && rc == TC_EXIT_OK; i++) {
        apr_pool_clear(look->p);
        rc = look_at_part(look, i, &done);
        tc_progress_at(&progress, done);
    }
    tc_progress_end(&progress);
    return rc;
}

/* -------------------------------------------------------------------- whole */

static tc_exit_t look_at_all(look_t *look)
{
    const int json = look->ctl->json;
    tc_exit_t rc;

    printf("%s", json ? "{\"orphans\":[" : "kind\tpath\tbytes\tchanged\n");
    rc = look_at_files(look);
    if (rc == TC_EXIT_OK) {
        look->printed = 0;
        printf("%s", json ? "],\"missing\":[" : "");
        rc = tc_missing_find(look->ctl, look->store, print_missing, look);
    }
    if (rc != TC_EXIT_OK) {
        return rc;
    }
    print_sums(look);
    if (look->failed > 0) {
        return tc_ctl_fail(TC_EXIT_FAULTS, "%ld could not be removed",
                           look->failed);
    }
    return look->missing == 0
               ? TC_EXIT_OK
               : tc_ctl_fail(TC_EXIT_FAULTS,
                             "%ld file%s missing; bring originals back from "
                             "a backup, talecraftctl reprocess --all makes "
                             "public ones again",
                             look->missing, look->missing > 1 ? "s" : "");
}

tc_exit_t tc_cli_orphans(tc_ctl_t *ctl, int argc, char *const *argv)
{
    look_t look = { .ctl = ctl };
    options_t options;
    tc_exit_t rc = TC_EXIT_OK;
    apr_status_t rv;

    if (!read_options(argc, argv, &options)) {
        return tc_ctl_fail(TC_EXIT_USAGE, "%s", USAGE);
    }
    if (options.site != NULL) {
        rc = tc_conf_file_read(ctl, options.site, &options.root);
    }
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_connect_current(ctl);
    }
    if (rc == TC_EXIT_OK) {
        rc = become_owner(options.root);
    }
    if (rc != TC_EXIT_OK) {
        return rc;
    }
    look.store = tc_store_of(ctl->p, options.root);
    look.remove = options.remove;
    look.before = apr_time_now() - options.days * DAY;
    rv = tc_store_usable(ctl->p, look.store);
    if (rv != APR_SUCCESS) {
        return store_fail(&look, rv);
    }
    if (apr_pool_create(&look.p, ctl->p) != APR_SUCCESS) {
        return tc_ctl_fail(TC_EXIT_DATABASE, "no memory");
    }
    rc = check_owner(&look);
    return rc == TC_EXIT_OK ? look_at_all(&look) : rc;
}
