#include "media/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/files/file.h"
#include "core/site.h"

#define KEY_LEN 32
#define DIGEST_LEN 16

/* ----------------------------------------------------------------- paths */

const char *tc_store_tmp_dir(apr_pool_t *p, const tc_site_t *site)
{
    return apr_pstrcat(p, site->media_root, "/tmp", NULL);
}

const char *tc_store_original(apr_pool_t *p, const tc_site_t *site,
                              const char *sha256, const char *extension)
{
    return apr_psprintf(p, "%s/originals/%.2s/%.2s/%s.%s", site->media_root,
                        sha256, sha256 + 2, sha256, extension);
}

const char *tc_store_public_dir(apr_pool_t *p, const tc_site_t *site,
                                const char *key)
{
    return apr_psprintf(p, "%s/public/%.2s/%s", site->media_root, key, key);
}

/* Length of the run of lower-case hexadecimal digits at the beginning. */
static apr_size_t hex_run(const char *text)
{
    return strspn(text, "0123456789abcdef");
}

int tc_store_is_public_name(const char *name)
{
    apr_size_t word, ext;

    if (hex_run(name) != DIGEST_LEN || name[DIGEST_LEN] != '-') {
        return 0;
    }
    name += DIGEST_LEN + 1;
    word = strspn(name, "abcdefghijklmnopqrstuvwxyz");
    if (word == 0 || name[word] != '.') {
        return 0;
    }
    name += word + 1;
    ext = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789");
    return ext > 0 && name[ext] == '\0';
}

int tc_store_is_public_path(const char *path)
{
    return hex_run(path) == 2 && path[2] == '/' &&
           hex_run(path + 3) == KEY_LEN && path[3 + KEY_LEN] == '/' &&
           memcmp(path, path + 3, 2) == 0 &&
           tc_store_is_public_name(path + 3 + KEY_LEN + 1);
}

/* --------------------------------------------------------------- folders */

static const char *parent_of(apr_pool_t *p, const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash > path ? apr_pstrmemdup(p, path, slash - path) : "/";
}

apr_status_t tc_store_sync_dirs(apr_pool_t *p, const char *path, int above)
{
    apr_status_t rv = tc_file_sync_dir(path);

    while (rv == APR_SUCCESS && above-- > 0) {
        path = parent_of(p, path);
        rv = tc_file_sync_dir(path);
    }
    return rv;
}

/*
 * The set-group-id bit comes from the folder above; it must not be touched
 * here, because it is taken away when somebody who is not of that group
 * changes a mode. So the mode is changed only where the umask cut it.
 */
static apr_status_t set_mode(const char *path, mode_t mode)
{
    struct stat info;

    if (stat(path, &info) != 0) {
        return errno;
    }
    mode = (mode & 0777) | (info.st_mode & S_ISGID);
    return mode == (info.st_mode & 07777) || chmod(path, mode) == 0
               ? APR_SUCCESS
               : errno;
}

static apr_status_t make_dir(const char *path, mode_t mode, int *made)
{
    struct stat info;

    if (mkdir(path, mode & 0777) == 0) {
        ++*made;
        return set_mode(path, mode);
    }
    if (errno != EEXIST) {
        return errno;
    }
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode) ? APR_SUCCESS
                                                           : ENOTDIR;
}

static apr_status_t make_dirs(apr_pool_t *p, const char *path, mode_t mode,
                              int *made)
{
    apr_status_t rv = make_dir(path, mode, made);

    if (rv == ENOENT) {
        rv = make_dirs(p, parent_of(p, path), TC_STORE_DIR_MODE, made);
        if (rv == APR_SUCCESS) {
            rv = make_dir(path, mode, made);
        }
    }
    return rv;
}

apr_status_t tc_store_make_dirs(apr_pool_t *p, const char *path)
{
    int made = 0;

    return make_dirs(p, path, TC_STORE_DIR_MODE, &made);
}

/* Those that were made are lasting once the folders above them are. */
static apr_status_t make_lasting(apr_pool_t *p, const char *path, mode_t mode)
{
    int made = 0;
    apr_status_t rv = make_dirs(p, path, mode, &made);

    return rv == APR_SUCCESS && made > 0
               ? tc_store_sync_dirs(p, parent_of(p, path), made - 1)
               : rv;
}

apr_status_t tc_store_make_public_dir(apr_pool_t *p, const tc_site_t *site,
                                      const char *key)
{
    return make_lasting(p, tc_store_public_dir(p, site, key),
                        TC_STORE_PUBLIC_MODE);
}

/* ------------------------------------------------------------------ lock */

apr_status_t tc_store_lock(apr_pool_t *p, const tc_site_t *site, int alone,
                           int *fd)
{
    const char *path = apr_pstrcat(p, site->media_root, "/lock", NULL);
    int rv;

    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*fd < 0) {
        return errno;
    }
    do {
        rv = flock(*fd, alone ? LOCK_EX | LOCK_NB : LOCK_SH);
    } while (rv != 0 && errno == EINTR);
    if (rv != 0) {
        apr_status_t status = errno;

        close(*fd);
        *fd = -1;
        return status;
    }
    return APR_SUCCESS;
}

void tc_store_unlock(int fd)
{
    close(fd);
}

/* ---------------------------------------------------------------- videos */

static apr_status_t copy_file(apr_pool_t *p, const char *from, const char *to)
{
    const char *temp = apr_psprintf(p, "%s.new", to);
    apr_status_t rv = apr_file_copy(
        from, temp, APR_FPROT_UREAD | APR_FPROT_UWRITE | APR_FPROT_GREAD, p);
    int fd = rv == APR_SUCCESS ? open(temp, O_RDONLY | O_CLOEXEC) : -1;

    if (fd >= 0) {
        return tc_file_finish(fd, APR_SUCCESS, temp, to);
    }
    rv = rv == APR_SUCCESS ? errno : rv;
    unlink(temp);
    return rv;
}

apr_status_t tc_store_publish_video(apr_pool_t *p, const tc_site_t *site,
                                    const char *key, const char *sha256,
                                    const char *extension, const char **name)
{
    const char *from = tc_store_original(p, site, sha256, extension);
    const char *dir = tc_store_public_dir(p, site, key);
    const char *to;
    apr_status_t rv = APR_SUCCESS;

    *name = apr_psprintf(p, "%.16s-video.%s", sha256, extension);
    to = apr_pstrcat(p, dir, "/", *name, NULL);
    if (link(from, to) != 0 && errno != EEXIST) {
        rv = errno == ENOENT ? ENOENT : copy_file(p, from, to);
    }
    return rv == APR_SUCCESS ? tc_store_sync_dirs(p, dir, 0) : rv;
}

/* --------------------------------------------------------------- removal */

static apr_status_t removed(int rc)
{
    return rc == 0 || errno == ENOENT ? APR_SUCCESS : errno;
}

apr_status_t tc_store_remove_original(apr_pool_t *p, const tc_site_t *site,
                                      const char *sha256,
                                      const char *extension)
{
    return removed(unlink(tc_store_original(p, site, sha256, extension)));
}

apr_status_t tc_store_remove_public(apr_pool_t *p, const tc_site_t *site,
                                    const char *key)
{
    const char *path = tc_store_public_dir(p, site, key);
    apr_status_t one, rv;
    apr_finfo_t entry;
    apr_dir_t *dir;

    rv = apr_dir_open(&dir, path, p);
    if (rv != APR_SUCCESS) {
        return APR_STATUS_IS_ENOENT(rv) ? APR_SUCCESS : rv;
    }
    while (apr_dir_read(&entry, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        if (strcmp(entry.name, ".") != 0 && strcmp(entry.name, "..") != 0) {
            one = removed(unlink(apr_pstrcat(p, path, "/", entry.name, NULL)));
            rv = rv == APR_SUCCESS ? one : rv;
        }
    }
    apr_dir_close(dir);
    one = removed(rmdir(path));
    return rv == APR_SUCCESS ? one : rv;
}
