#include "cli/conf_file.h"

#include <string.h>

#include <apr_strings.h>

#include "base/files/file.h"

#define SITES "/etc/apache2/talecraft/"
#define SITE_BYTES (256 * 1024)

/* The text between quotes in the line that begins so, from p; NULL: none. */
static const char *setting(apr_pool_t *p, const char *text, const char *begin)
{
    const char *at = strstr(text, begin);

    if (at == NULL || (at > text && at[-1] != '\n')) {
        return NULL;
    }
    at += strlen(begin);
    return apr_pstrmemdup(p, at, strcspn(at, "\"\n"));
}

const char *tc_conf_file_path(apr_pool_t *p, const char *site)
{
    return apr_pstrcat(p, SITES, site, ".conf", NULL);
}

tc_exit_t tc_conf_file_read(tc_ctl_t *ctl, const char *site,
                            const char **store)
{
    const char *path = tc_conf_file_path(ctl->p, site);
    const char *params;
    char *text;

    if (strchr(site, '/') != NULL ||
        tc_file_read_text(ctl->p, path, SITE_BYTES, 1, &text) != APR_SUCCESS) {
        return tc_ctl_fail(TC_EXIT_USAGE,
                           "%s cannot be read; name database "
                           "and media with -d and "
                           "--media-root",
                           path);
    }
    params = setting(ctl->p, text, "DBDParams \"");
    *store = setting(ctl->p, text, "TalecraftMediaRoot \"");
    if (params == NULL || *store == NULL) {
        return tc_ctl_fail(TC_EXIT_USAGE, "%s is not as setup writes it",
                           path);
    }
    /* its time limits are those of requests */
    ctl->conninfo = apr_pstrmemdup(
        ctl->p, params,
        strstr(params, " options=") != NULL
            ? (apr_size_t)(strstr(params, " options=") - params)
            : strlen(params));
    return TC_EXIT_OK;
}
