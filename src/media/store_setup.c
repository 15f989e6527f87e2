#include "media/store_setup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>
#include <unixd.h>

#include "base/files/folder.h"
#include "core/hosts.h"
#include "core/log.h"
#include "core/site.h"
#include "media/store_path.h"

#define ROOT_MODE 0751 /* decoders of another user pass through */

/* What is made ready, and who the folders are to belong to; only root can
 * give them away. */
typedef struct {
    uid_t owner;
    gid_t group;
    int root;         /* descriptor of the media root */
    const char *name; /* what it is about, for the log */
} setup_t;

static gid_t group_of_decoders(const char *user)
{
    const struct passwd *entry = user != NULL ? getpwnam(user) : NULL;

    return entry != NULL ? entry->pw_gid : ap_unixd_config.group_id;
}

/* Whether root may change what stands in a folder of httpd's user. */
static int is_ours(const setup_t *setup, const struct stat *info)
{
    return info->st_uid == 0 || info->st_uid == setup->owner;
}

static apr_status_t sync_folder(int fd)
{
    return fsync(fd) == 0 ? APR_SUCCESS : errno;
}

/* Nothing stands in it but itself and the folder above; -1: cannot be told. */
static int is_empty(int fd)
{
    int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
    int names = 0;

    if (dir == NULL) {
        if (copy >= 0) {
            close(copy);
        }
        return -1;
    }
    while (names <= 2 && readdir(dir) != NULL) {
        names++;
    }
    closedir(dir);
    return names <= 2;
}

/* A folder of root's with something in it was not made for this: it may be
 * one that httpd's user has moved here. */
static apr_status_t give_away(const setup_t *setup, int fd, mode_t mode)
{
    struct stat info;

    if (fstat(fd, &info) != 0) {
        return errno;
    }
    if (!is_ours(setup, &info)) {
        return APR_SUCCESS;
    }
    if (info.st_uid != setup->owner && is_empty(fd) != 1) {
        return EPERM;
    }
    return fchown(fd, setup->owner, setup->group) == 0 && fchmod(fd, mode) == 0
               ? APR_SUCCESS
               : errno;
}

/*
 * Without root's rights the set-group-id bit comes from the folder above; it
 * must not be touched, because it is taken away when somebody who is not of
 * that group changes a mode. So the mode is changed only where the umask has
 * cut it.
 */
static apr_status_t widen(int fd, mode_t mode)
{
    struct stat info;

    if (fstat(fd, &info) != 0) {
        return errno;
    }
    mode = (mode & 0777) | (info.st_mode & S_ISGID);
    return mode == (info.st_mode & 07777) || fchmod(fd, mode) == 0
               ? APR_SUCCESS
               : errno;
}

static apr_status_t set_up_folder(setup_t *setup, const char *name,
                                  mode_t mode)
{
    apr_status_t rv;
    int made = 0;
    int fd;

    setup->name = name;
    rv = tc_folder_at(setup->root, name, mode, &fd, &made);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (geteuid() == 0) {
        rv = give_away(setup, fd, mode);
    }
    else if (made) {
        rv = widen(fd, mode);
    }
    if (rv == APR_SUCCESS && made) {
        rv = sync_folder(setup->root);
    }
    close(fd);
    return rv;
}

/* An empty file with this one name, so that it can be nothing else's. */
static int is_lock(const struct stat *info)
{
    return S_ISREG(info->st_mode) && info->st_nlink == 1 && info->st_size == 0;
}

static apr_status_t set_up_lock(setup_t *setup)
{
    /* a pipe in its place must not be waited for */
    int fd = openat(setup->root, "lock",
                    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                    0600);
    struct stat info;
    apr_status_t rv = APR_SUCCESS;

    setup->name = "lock";
    if (fd < 0) {
        return errno;
    }
    if (fstat(fd, &info) != 0) {
        rv = errno;
    }
    else if (!is_lock(&info)) {
        rv = EINVAL;
    }
    else if (geteuid() == 0 && info.st_uid == 0 &&
             fchown(fd, setup->owner, setup->group) != 0) {
        rv = errno;
    }
    close(fd);
    return rv;
}

/* A media root that exists keeps its owner and mode, but decoders of another
 * user must be able to pass through it. */
static apr_status_t admit_decoders(const setup_t *setup)
{
    struct stat info;

    if (tc_site_main()->media_user == NULL || geteuid() != 0) {
        return APR_SUCCESS;
    }
    if (fstat(setup->root, &info) != 0) {
        return errno;
    }
    if (info.st_mode & S_IXOTH || info.st_uid != setup->owner) {
        return APR_SUCCESS;
    }
    return fchmod(setup->root, (info.st_mode & 07777) | S_IXOTH) == 0
               ? APR_SUCCESS
               : errno;
}

static apr_status_t sync_above(int fd)
{
    int above = openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    apr_status_t rv;

    if (above < 0) {
        return errno;
    }
    rv = sync_folder(above);
    close(above);
    return rv;
}

static apr_status_t set_up_root(setup_t *setup, const char *path)
{
    int made = 0;
    apr_status_t rv = tc_folder_open(path, ROOT_MODE, &setup->root, &made);

    setup->name = "";
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (!made) {
        return admit_decoders(setup);
    }
    rv = geteuid() == 0 ? give_away(setup, setup->root, ROOT_MODE)
                        : widen(setup->root, ROOT_MODE);
    return rv == APR_SUCCESS ? sync_above(setup->root) : rv;
}

static apr_status_t set_up(setup_t *setup, const char *path)
{
    static const struct {
        const char *name;
        mode_t mode;
    } folders[] = { { "tmp", TC_STORE_PATH_MODE },
                    { "originals", TC_STORE_PATH_MODE },
                    { "public", TC_STORE_PATH_PUBLIC_MODE } };
    apr_status_t rv = set_up_root(setup, path);

    for (size_t i = 0;
         rv == APR_SUCCESS && i < sizeof(folders) / sizeof(folders[0]); i++) {
        rv = set_up_folder(setup, folders[i].name, folders[i].mode);
    }
    if (rv == APR_SUCCESS) {
        rv = set_up_lock(setup);
    }
    if (setup->root >= 0) {
        close(setup->root);
    }
    return rv;
}

void tc_store_setup(apr_pool_t *pconf, server_rec *s)
{
    for (const server_rec *each = s; each != NULL; each = each->next) {
        const char *path = tc_site_of(each)->media_root;
        setup_t setup = { .owner = ap_unixd_config.user_id,
                          .group = group_of_decoders(
                              tc_site_main()->media_user),
                          .root = -1 };
        apr_status_t rv;

        if (!tc_hosts_is_first_of_media(s, each)) {
            continue;
        }
        rv = set_up(&setup, path);
        if (rv != APR_SUCCESS) {
            ap_log_error(
                APLOG_MARK, APLOG_ERR, rv, each,
                TCNO(4001) "TalecraftMediaRoot: %s cannot be set up; uploads "
                           "and media processing may fail. Its folders tmp, "
                           "originals and public must be folders, no "
                           "symbolic links, that httpd's user can write to, "
                           "and lock an empty file with this one name",
                     apr_pstrcat(pconf, path, *setup.name ? "/" : "",
                                 setup.name, NULL));
        }
    }
}
