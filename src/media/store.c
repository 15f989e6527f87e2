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

const tc_site_t *tc_store_of(apr_pool_t *p, const char *root)
{
    tc_site_t *site = apr_pcalloc(p, sizeof(*site));

    site->media_root = apr_pstrdup(p, root);
    return site;
}

int tc_store_is_there(apr_pool_t *p, const tc_site_t *site)
{
    return access(apr_pstrcat(p, site->media_root, "/public", NULL),
                  R_OK | X_OK) == 0;
}

apr_status_t tc_store_usable(apr_pool_t *p, const tc_site_t *site)
{
    static const char *const folders[] = { "/public", "/originals", "/tmp" };

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        if (access(apr_pstrcat(p, site->media_root, folders[i], NULL),
                   R_OK | W_OK | X_OK) != 0) {
            return errno;
        }
    }
    return APR_SUCCESS;
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

/* kept: a video's name, of which other videos go; NULL: all goes. */
static int is_removed(const char *name, const char *kept)
{
    if (kept == NULL) {
        return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
    }
    return tc_store_is_public_name(name) && strcmp(name, kept) != 0 &&
           strncmp(name + DIGEST_LEN, "-video.", sizeof("-video.") - 1) == 0;
}

/* Removes the files of a public folder that are wanted gone; the first
 * failure is told. */
static apr_status_t remove_files(apr_pool_t *p, const char *path,
                                 const char *kept)
{
    apr_status_t one, rv;
    apr_finfo_t entry;
    apr_dir_t *dir;

    rv = apr_dir_open(&dir, path, p);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    while (apr_dir_read(&entry, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        if (is_removed(entry.name, kept)) {
            one = removed(unlink(apr_pstrcat(p, path, "/", entry.name, NULL)));
            rv = rv == APR_SUCCESS ? one : rv;
        }
    }
    apr_dir_close(dir);
    return rv;
}

apr_status_t tc_store_remove_public(apr_pool_t *p, const tc_site_t *site,
                                    const char *key)
{
    const char *path = tc_store_path_public(p, site, key);
    apr_status_t one, rv = remove_files(p, path, NULL);

    if (APR_STATUS_IS_ENOENT(rv)) {
        return APR_SUCCESS;
    }
    one = removed(rmdir(path));
    return rv == APR_SUCCESS ? one : rv;
}

apr_status_t tc_store_keep_video(apr_pool_t *p, const tc_site_t *site,
                                 const char *key, const char *name)
{
    return remove_files(p, tc_store_path_public(p, site, key), name);
}
