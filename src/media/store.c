#include "media/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/crypto/crypto.h"
#include "base/files/file.h"
#include "core/site.h"
#include "media/store_path.h"

#define KEY_LEN 32
#define DIGEST_LEN 16

int tc_store_is_set(const tc_site_t *site)
{
    return site->media_root != NULL;
}

const char *tc_store_root(const tc_site_t *site)
{
    return site->media_root;
}

/* ----------------------------------------------------------------- names */

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

const char *tc_store_public_digest(apr_pool_t *p, const char *path)
{
    return apr_pstrmemdup(p, strrchr(path, '/') + 1, DIGEST_LEN);
}

/* -------------------------------------------------------------- receiving */

static apr_status_t drop(void *temp)
{
    tc_store_drop(temp);
    return APR_SUCCESS;
}

apr_status_t tc_store_begin(apr_pool_t *p, const tc_site_t *site,
                            tc_store_temp_t **temp)
{
    tc_store_temp_t *made = apr_palloc(p, sizeof(*made));
    const char *name = tc_crypto_random_hex(p, 16);

    if (name == NULL) {
        return APR_EGENERAL;
    }
    made->site = site;
    made->path = apr_pstrcat(p, tc_store_path_tmp(p, site), "/", name, NULL);
    made->fd = open(made->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (made->fd < 0) {
        return errno;
    }
    apr_pool_cleanup_register(p, made, drop, apr_pool_cleanup_null);
    *temp = made;
    return APR_SUCCESS;
}

void tc_store_drop(tc_store_temp_t *temp)
{
    if (temp->fd >= 0) {
        close(temp->fd);
        temp->fd = -1;
    }
    if (temp->path != NULL) {
        unlink(temp->path);
        temp->path = NULL;
    }
}

/* The stored file of the same bytes is kept, unless it is not whole. */
static int is_stored(const char *path, apr_off_t size)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISREG(info.st_mode) &&
           info.st_size == size;
}

static apr_status_t move(apr_pool_t *p, tc_store_temp_t *temp,
                         const char *path)
{
    int made;
    apr_status_t rv = tc_store_path_make(p, tc_store_path_above(p, path),
                                         TC_STORE_PATH_MODE, &made);

    if (rv == APR_SUCCESS) {
        rv = tc_file_finish(temp->fd, APR_SUCCESS, temp->path, path);
        temp->fd = -1;
        temp->path = NULL;
    }
    return rv;
}

#define FOLDERS_ABOVE 2 /* of originals/ab/cd */

apr_status_t tc_store_put(apr_pool_t *p, tc_store_temp_t *temp,
                          const char *sha256, const char *extension,
                          apr_off_t size)
{
    const char *path = tc_store_path_original(p, temp->site, sha256,
                                              extension);
    apr_status_t rv = APR_SUCCESS;

    if (!is_stored(path, size)) {
        rv = move(p, temp, path);
    }
    /* Also what was there: whoever made it may not have come so far yet. */
    return rv == APR_SUCCESS
               ? tc_store_path_sync(p, tc_store_path_above(p, path),
                                    FOLDERS_ABOVE)
               : rv;
}

/* ---------------------------------------------------------------- opening */

apr_status_t tc_store_open_original(apr_pool_t *p, const tc_site_t *site,
                                    const char *sha256, const char *extension,
                                    apr_int32_t flags, apr_file_t **file)
{
    return apr_file_open(file,
                         tc_store_path_original(p, site, sha256, extension),
                         flags, APR_FPROT_OS_DEFAULT, p);
}

apr_status_t tc_store_open_public(apr_pool_t *p, const tc_site_t *site,
                                  const char *path, apr_int32_t flags,
                                  apr_file_t **file)
{
    if (!tc_store_is_public_path(path)) {
        return APR_ENOENT;
    }
    return apr_file_open(file, tc_store_path_public_file(p, site, path), flags,
                         APR_FPROT_OS_DEFAULT, p);
}

const char *tc_store_public_filename(apr_pool_t *p, const tc_site_t *site,
                                     const char *path)
{
    return tc_store_path_public_file(
        p, site, tc_store_is_public_path(path) ? path : "");
}

/* --------------------------------------------------------- public folders */

apr_status_t tc_store_make_public(apr_pool_t *p, const tc_site_t *site,
                                  const char *key)
{
    const char *path = tc_store_path_public(p, site, key);
    int made;
    apr_status_t rv = tc_store_path_make(p, path, TC_STORE_PATH_PUBLIC_MODE,
                                         &made);

    /* those that were made are lasting once the folders above them are */
    return rv == APR_SUCCESS && made > 0
               ? tc_store_path_sync(p, tc_store_path_above(p, path), made - 1)
               : rv;
}

tc_store_places_t tc_store_places(apr_pool_t *p, const tc_site_t *site,
                                  const char *sha256, const char *extension,
                                  const char *key)
{
    tc_store_places_t places = {
        .original = tc_store_path_original(p, site, sha256, extension),
        .directory = tc_store_path_public(p, site, key)
    };

    return places;
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
    const char *from = tc_store_path_original(p, site, sha256, extension);
    const char *dir = tc_store_path_public(p, site, key);
    const char *to;
    apr_status_t rv = APR_SUCCESS;

    *name = apr_psprintf(p, "%.16s-video.%s", sha256, extension);
    to = apr_pstrcat(p, dir, "/", *name, NULL);
    if (link(from, to) != 0 && errno != EEXIST) {
        rv = errno == ENOENT ? ENOENT : copy_file(p, from, to);
    }
    return rv == APR_SUCCESS ? tc_store_path_sync(p, dir, 0) : rv;
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
    return removed(unlink(tc_store_path_original(p, site, sha256, extension)));
}

apr_status_t tc_store_remove_public(apr_pool_t *p, const tc_site_t *site,
                                    const char *key)
{
    const char *path = tc_store_path_public(p, site, key);
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
