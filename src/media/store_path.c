#include "media/store_path.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <apr_strings.h>

#include "base/files/file.h"
#include "core/site.h"

/* ----------------------------------------------------------------- paths */

const char *tc_store_path_tmp(apr_pool_t *p, const tc_site_t *site)
{
    return apr_pstrcat(p, site->media_root, "/tmp", NULL);
}

const char *tc_store_path_original(apr_pool_t *p, const tc_site_t *site,
                                   const char *sha256, const char *extension)
{
    return apr_psprintf(p, "%s/originals/%.2s/%.2s/%s.%s", site->media_root,
                        sha256, sha256 + 2, sha256, extension);
}

const char *tc_store_path_public(apr_pool_t *p, const tc_site_t *site,
                                 const char *key)
{
    return apr_psprintf(p, "%s/public/%.2s/%s", site->media_root, key, key);
}

const char *tc_store_path_public_file(apr_pool_t *p, const tc_site_t *site,
                                      const char *below)
{
    return apr_pstrcat(p, site->media_root, "/public/", below, NULL);
}

const char *tc_store_path_originals(apr_pool_t *p, const tc_site_t *site,
                                    int first)
{
    return apr_psprintf(p, "%s/originals/%02x", site->media_root, first);
}

const char *tc_store_path_keys(apr_pool_t *p, const tc_site_t *site, int first)
{
    return apr_psprintf(p, "%s/public/%02x", site->media_root, first);
}

const char *tc_store_path_above(apr_pool_t *p, const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL && slash > path
               ? apr_pstrmemdup(p, path, slash - path)
               : "/";
}

/* --------------------------------------------------------------- folders */

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

static apr_status_t make_one(const char *path, mode_t mode, int *made)
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

static apr_status_t make_with_above(apr_pool_t *p, const char *path,
                                    mode_t mode, int *made)
{
    apr_status_t rv = make_one(path, mode, made);

    if (rv == ENOENT) {
        rv = make_with_above(p, tc_store_path_above(p, path),
                             TC_STORE_PATH_MODE, made);
        if (rv == APR_SUCCESS) {
            rv = make_one(path, mode, made);
        }
    }
    return rv;
}

apr_status_t tc_store_path_make(apr_pool_t *p, const char *path, mode_t mode,
                                int *made)
{
    *made = 0;
    return make_with_above(p, path, mode, made);
}

apr_status_t tc_store_path_sync(apr_pool_t *p, const char *path, int above)
{
    apr_status_t rv = tc_file_sync_dir(path);

    while (rv == APR_SUCCESS && above-- > 0) {
        path = tc_store_path_above(p, path);
        rv = tc_file_sync_dir(path);
    }
    return rv;
}
