#include "import/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_escape.h>
#include <apr_strings.h>

#include "base/crypto/crypto.h"
#include "base/files/sniff.h"
#include "base/text/most.h"
#include "base/text/text.h"
#include "media/spool.h"
#include "media/store.h"
#include "media/upload_text.h"

#define FILE_MAX ((apr_off_t)1024 * 1024 * 1024)
#define PIECE (64 * 1024)

/* ------------------------------------------------------------------- rights */

/* What root makes in the store must be httpd's: the folder tells who that
 * is. */
static int become(const tc_import_t *run, uid_t uid, gid_t gid)
{
    if (run->owner == 0) {
        return 1;
    }
    if (uid == 0) {
        return seteuid(uid) == 0 && setegid(gid) == 0;
    }
    return setegid(gid) == 0 && seteuid(uid) == 0;
}

static int as_owner(const tc_import_t *run)
{
    return become(run, run->owner, run->group);
}

static int as_before(tc_import_t *run)
{
    return become(run, 0, 0) ||
           tc_import_run_fail(run, "root's rights do not come back");
}

static int storage_fail(tc_import_t *run, apr_status_t rv)
{
    char text[120];

    return tc_import_run_fail(run, "the store of media: %s",
                              apr_strerror(rv, text, sizeof(text)));
}

int tc_import_files_open(tc_import_t *run, const char *folder)
{
    run->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return run->folder >= 0 ||
           tc_import_run_fail(run, "%s: %s", folder, strerror(errno));
}

int tc_import_files_prepare(tc_import_t *run, const char *root)
{
    struct stat info;
    apr_status_t rv;

    run->lock = -1;
    if (run->dry || root == NULL) {
        return 1;
    }
    run->store = tc_store_of(run->p, root);
    if (stat(tc_store_root(run->store), &info) != 0) {
        return storage_fail(run, errno);
    }
    if (geteuid() == 0) {
        run->owner = info.st_uid;
        run->group = info.st_gid;
    }
    if (!as_owner(run)) {
        return storage_fail(run, errno);
    }
    rv = tc_store_usable(run->p, run->store);
    if (!as_before(run)) {
        return 0;
    }
    return rv == APR_SUCCESS || storage_fail(run, rv);
}

/* -------------------------------------------------------------------- paths */

const char *tc_import_files_path(apr_pool_t *p, const char *path)
{
    const char *plain = apr_punescape_url(
        p, apr_pstrndup(p, path, strcspn(path, "?#")), NULL, NULL, 0);

    while (plain != NULL && *plain == '/') {
        plain++;
    }
    if (plain == NULL || *plain == '\0' || strchr(plain, '\\') != NULL ||
        !tc_text_is_utf8(plain, strlen(plain))) {
        return NULL;
    }
    for (const char *at = plain; at != NULL;) {
        apr_size_t len = strcspn(at, "/");

        if (len == 0 || (len == 1 && at[0] == '.') ||
            (len == 2 && memcmp(at, "..", 2) == 0)) {
            return NULL;
        }
        at = at[len] == '/' ? at + len + 1 : NULL;
    }
    return plain;
}

/* Name by name, and no link is followed: an archive of another system may have
 * any in it. -1 and errno. */
static int open_below(apr_pool_t *p, int folder, const char *path)
{
    const char *safe = tc_import_files_path(p, path);
    int at = folder;

    if (folder < 0 || safe == NULL) {
        errno = folder < 0 ? ENOENT : EINVAL;
        return -1;
    }
    while (at >= 0) {
        apr_size_t len = strcspn(safe, "/");
        int last = safe[len] == '\0';
        int next = openat(at, apr_pstrmemdup(p, safe, len),
                          O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
                              (last ? 0 : O_DIRECTORY));
        int failed = errno;

        if (at != folder) {
            close(at);
        }
        at = next;
        errno = failed;
        if (last) {
            break;
        }
        safe += len + 1;
    }
    return at;
}

static int open_file(apr_pool_t *p, int folder, const char *path,
                     apr_off_t *size)
{
    int fd = open_below(p, folder, path);
    struct stat info;

    if (fd >= 0 && (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))) {
        close(fd);
        errno = EINVAL;
        return -1;
    }
    *size = fd >= 0 ? info.st_size : 0;
    return fd;
}

int tc_import_files_has(tc_import_t *run, const char *path)
{
    apr_off_t size;
    int fd = open_file(run->item, run->folder, path, &size);

    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0;
}

/* ------------------------------------------------------------------ reading */

/* A file on its way. */
typedef struct {
    int fd;
    tc_spool_t *spool; /* NULL: a dry run */
    tc_sha256_t *hash; /* of a dry run */
    const tc_sniff_t *kind;
    apr_off_t size;
    const char *sha256;
} source_t;

static apr_status_t take(source_t *source, const char *bytes, apr_size_t len)
{
    return source->spool != NULL
               ? tc_spool_add(source->spool, bytes, len)
               : tc_crypto_sha256_add(source->hash, bytes, len);
}

/* Reads all of it; what was no picture or video by its first bytes is not. */
static apr_status_t read_all(apr_pool_t *p, source_t *source)
{
    char *piece = apr_palloc(p, PIECE);
    unsigned char digest[TC_SHA256_BYTES];
    apr_status_t rv = APR_SUCCESS;
    ssize_t got;

    source->size = 0;
    while ((got = read(source->fd, piece, PIECE)) != 0) {
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return errno;
        }
        if (source->size == 0) {
            source->kind = tc_sniff((unsigned char *)piece, (apr_size_t)got);
        }
        source->size += got;
        if (source->kind == NULL || source->size > FILE_MAX) {
            return APR_SUCCESS;
        }
        rv = take(source, piece, (apr_size_t)got);
        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    rv = source->spool != NULL ? tc_spool_end(source->spool, digest)
                               : tc_crypto_sha256_end(source->hash, digest);
    source->sha256 = tc_crypto_hex(p, digest, sizeof(digest));
    return rv;
}

static apr_status_t receive(tc_import_t *run, source_t *source)
{
    apr_status_t rv = APR_SUCCESS;

    if (run->dry) {
        source->hash = tc_crypto_sha256_make(run->item);
        return source->hash != NULL ? read_all(run->item, source) : APR_ENOMEM;
    }
    rv = tc_spool_open(run->item, run->store, &source->spool);
    if (rv == APR_SUCCESS) {
        rv = read_all(run->item, source);
    }
    if (rv == APR_SUCCESS && run->lock < 0) {
        rv = tc_store_lock(run->item, run->store, 0, &run->lock);
    }
    if (rv == APR_SUCCESS && source->sha256 != NULL) {
        rv = tc_spool_put(source->spool, run->item, source->sha256,
                          source->kind->extension);
    }
    if (source->spool != NULL) {
        tc_spool_drop(source->spool);
    }
    return rv;
}

static int store_file(tc_import_t *run, source_t *source)
{
    apr_status_t rv;

    if (!as_owner(run)) {
        return storage_fail(run, errno);
    }
    rv = receive(run, source);
    if (!as_before(run)) {
        return 0;
    }
    if (rv != APR_SUCCESS) {
        return storage_fail(run, rv);
    }
    if (source->size == 0) {
        return tc_import_run_fail(run, "the file is empty");
    }
    if (source->kind == NULL) {
        return tc_import_run_fail(run, "the file is no picture or video of a "
                                       "type that is taken");
    }
    return source->size <= FILE_MAX ||
           tc_import_run_fail(run, "the file is larger than 1 GiB");
}

/* --------------------------------------------------------------------- rows */

static const char *cut(tc_import_t *run, const char *what, const char *text,
                       apr_size_t most)
{
    if (text == NULL || tc_text_chars(text, strlen(text)) <= most) {
        return text;
    }
    tc_import_run_tell(run, "the %s of a file was cut: %s", what, text);
    return tc_text_cut(run->item, text, most);
}

static int insert(tc_import_t *run, const tc_import_file_t *file,
                  const source_t *source, apr_int64_t *id)
{
    tc_sql_t *sql = tc_sql_make(run->item, "import_media");
    const char *key = tc_crypto_random_hex(run->item, 16);
    PGresult *rows;

    if (key == NULL) {
        return tc_import_run_fail(run, "the system gives no random bytes");
    }
    if (source->kind == NULL) {
        return tc_import_run_fail(run, "a file's type is not known");
    }
    if (file->id != 0) {
        tc_sql_bind_int(sql, "id", file->id);
    }
    tc_sql_bind_int(sql, "user_id", file->user);
    tc_sql_bind(sql, "sha256", source->sha256);
    tc_sql_bind(sql, "key", key);
    tc_sql_bind(sql, "media_type", source->kind->media_type);
    tc_sql_bind(sql, "mime_type", source->kind->mime_type);
    tc_sql_bind(sql, "extension", source->kind->extension);
    tc_sql_bind_int(sql, "size", source->size);
    tc_sql_bind(sql, "original_name",
                tc_upload_text_file_name(
                    run->item, file->name != NULL ? file->name : file->path));
    tc_sql_bind(
        sql, "alt_text",
        cut(run, "alternative text", file->alt_text, TC_MOST_ALT_TEXT));
    tc_sql_bind(sql, "caption",
                cut(run, "caption", file->caption, TC_MOST_CAPTION));
    tc_sql_bind(sql, "created_at", file->created_at);
    if (!tc_import_run_sql(run, sql, &rows)) {
        return 0;
    }
    if (PQntuples(rows) != 1) {
        return tc_import_run_fail(run, "another import has just made it");
    }
    *id = apr_atoi64(PQgetvalue(rows, 0, 0));
    if (PQgetvalue(rows, 0, 1)[0] == 't') {
        run->counts[TC_IMPORT_MEDIA].made++;
    }
    else {
        run->counts[TC_IMPORT_MEDIA].found++;
    }
    return tc_import_run_note(run, TC_IMPORT_MEDIA, file->old_id,
                              file->old_url, *id);
}

int tc_import_files_add(tc_import_t *run, const tc_import_file_t *file,
                        apr_int64_t *id)
{
    source_t source = { .size = 0 };
    int ok;

    source.fd = open_file(run->item, run->folder, file->path, &source.size);
    if (source.fd < 0) {
        return tc_import_run_fail(
            run, "its file %s: %s", tc_text_visible(run->item, file->path),
            errno == ELOOP || errno == EINVAL ? "is none that may be read"
                                              : strerror(errno));
    }
    ok = store_file(run, &source);
    close(source.fd);
    return ok && insert(run, file, &source, id);
}

void tc_import_files_release(tc_import_t *run)
{
    if (run->lock >= 0) {
        tc_store_unlock(run->lock);
        run->lock = -1;
    }
}
