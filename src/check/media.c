#include "check/media.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <apr_file_info.h>
#include <apr_strings.h>
#include <httpd.h>
#include <http_core.h>
#include <http_log.h>
#include <unixd.h>

#include "check/path.h"
#include "core/hosts.h"
#include "core/log.h"
#include "core/site.h"

#define OTHERS_MAY_WRITE(m) ((m)&APR_FPROT_WWRITE)

/* Who must get to a media root. */
typedef struct {
    tc_check_user_t httpd;
    tc_check_user_t decoder;
    int has_decoder; /* one of its own */
} users_t;

/* A name, or # and a number, as talecraft-worker takes it; 0: there is none
 * such. */
static int find_user(const char *name, tc_check_user_t *user)
{
    const struct passwd *entry = NULL;

    user->name = name;
    if (name[0] == '#') {
        user->id = (uid_t)strtoul(name + 1, NULL, 10);
        user->group = (gid_t)user->id;
        entry = getpwuid(user->id);
    }
    else if ((entry = getpwnam(name)) == NULL) {
        return 0;
    }
    if (entry != NULL) {
        user->id = entry->pw_uid;
        user->group = entry->pw_gid;
    }
    return 1;
}

static int find_users(apr_pool_t *p, server_rec *s, users_t *users)
{
    const char *name = tc_site_of(s)->media_user;

    users->httpd.id = ap_unixd_config.user_id;
    users->httpd.group = ap_unixd_config.group_id;
    users->httpd.name = ap_unixd_config.user_name != NULL
                            ? ap_unixd_config.user_name
                            : apr_psprintf(p, "#%ld", (long)users->httpd.id);
    users->has_decoder = name != NULL;
    if (name == NULL || find_user(name, &users->decoder)) {
        return 1;
    }
    ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s,
                 TCNO(1012) "TalecraftMediaUser: there is no user %s", name);
    return 0;
}

/* Whether httpd's children (User, Group) may write there; started as root we
 * must look at the mode, otherwise the system tells. */
static int is_writable(const apr_finfo_t *info, const char *path)
{
    if (geteuid() != 0) {
        return access(path, W_OK) == 0;
    }
    if (info->user == ap_unixd_config.user_id || info->user == 0) {
        return 1; /* root's: made ready for User in post_config */
    }
    if (info->group == ap_unixd_config.group_id) {
        return (info->protection & APR_FPROT_GWRITE) != 0;
    }
    return OTHERS_MAY_WRITE(info->protection) != 0;
}

static int is_open(apr_pool_t *p, server_rec *s, const char *path,
                   const tc_check_user_t *user)
{
    const char *closed = tc_check_path_closed(p, path, user);

    if (closed == NULL) {
        return 1;
    }
    ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s,
                 TCNO(1018) "TalecraftMediaRoot: the user %s cannot get to "
                            "%s; let him enter %s (chmod o+x)",
                      user->name, path, closed);
    /* a server that runs goes on, for all its other sites: who closes a folder
     * does so without a look at httpd's configuration */
    return ap_state_query(AP_SQ_MAIN_STATE) != AP_SQ_MS_CREATE_PRE_CONFIG;
}

static int root_check(apr_pool_t *p, server_rec *s, const char *root,
                      const users_t *users)
{
    const char *path = root;
    apr_finfo_t info;
    apr_status_t rv = apr_stat(
        &info, path, APR_FINFO_MIN | APR_FINFO_OWNER | APR_FINFO_PROT, p);

    if (APR_STATUS_IS_ENOENT(rv)) { /* made in post_config: look above it */
        path = ap_make_dirstr_parent(p, root);
        rv = apr_stat(&info, path,
                      APR_FINFO_MIN | APR_FINFO_OWNER | APR_FINFO_PROT, p);
    }
    if (rv != APR_SUCCESS || info.filetype != APR_DIR) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, rv, s,
                     TCNO(1003) "TalecraftMediaRoot: %s is no directory",
                          path);
        return 1;
    }
    /* the root itself is opened to decoders by post_config */
    if (!is_open(p, s, path, &users->httpd) ||
        (users->has_decoder &&
         !is_open(p, s, ap_make_dirstr_parent(p, root), &users->decoder))) {
        return 1;
    }
    if (is_writable(&info, path)) {
        return 0;
    }
    ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s,
                 TCNO(1004) "TalecraftMediaRoot: %s cannot be written by "
                            "httpd's User",
                      path);
    return 1;
}

/* ------------------------------------------------------- what hosts share */

/* Equal databases may be told in different words. */
static void sharing_check(apr_pool_t *p, server_rec *first, server_rec *s)
{
    const tc_site_t *site = tc_site_of(s);

    for (const server_rec *each = first; each != s; each = each->next) {
        const tc_site_t *other = tc_site_of(each);

        if (tc_site_is_used(other) && tc_hosts_share_media(site, other) &&
            strcmp(tc_hosts_database(p, site), tc_hosts_database(p, other)) !=
                0) {
            ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                         TCNO(1016) "TalecraftMediaRoot: two hosts have %s, "
                                    "but not the same DBDParams; each "
                                    "database needs a media root of its own",
                              site->media_root);
            return;
        }
    }
}

/* Media is looked for first: what lies below its path is never the API. */
static int url_check(server_rec *s)
{
    const tc_site_t *site = tc_site_of(s);
    apr_size_t len = strlen(site->media_url) - 1;

    for (int i = 0; site->media_root != NULL && i < site->mounts->nelts; i++) {
        const char *path = APR_ARRAY_IDX(site->mounts, i, tc_mount_t).path;

        if (strncmp(path, site->media_url, len) == 0 &&
            (path[len] == '/' || path[len] == '\0')) {
            ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s,
                         TCNO(1017) "TalecraftMediaURL %s hides the API that "
                                    "is mounted at %s; name another path",
                              site->media_url, path);
            return 1;
        }
    }
    return 0;
}

int tc_check_media(apr_pool_t *ptemp, server_rec *s)
{
    users_t users = { .has_decoder = 0 };
    int faults = 0;

    if (!find_users(ptemp, s, &users)) {
        return 1;
    }
    for (server_rec *each = s; each != NULL; each = each->next) {
        if (tc_hosts_is_first_of_media(s, each)) {
            faults += root_check(ptemp, each, tc_site_of(each)->media_root,
                                 &users);
        }
        if (tc_site_is_used(tc_site_of(each))) {
            sharing_check(ptemp, s, each);
            faults += url_check(each);
        }
    }
    return faults;
}
