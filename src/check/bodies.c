#include "check/bodies.h"

#include <string.h>

#include <apr_fnmatch.h>
#include <apr_strings.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>

#include "core/log.h"
#include "core/site.h"

/* Of httpd since 2.4.54, where no line says anything (core.c). */
#define LIMIT_OF_HTTPD (APR_INT64_C(1) << 30)
#define UNSET (-1)

/* As ap_location_walk() has it. */
static int is_about(const core_dir_config *section, const char *path)
{
    apr_size_t len = strlen(section->d);

    if (section->r != NULL) {
        return ap_regexec(section->r, path, 0, NULL, 0) == 0;
    }
    if (section->d_is_fnmatch) {
        return apr_fnmatch(section->d, path, APR_FNM_PATHNAME) == APR_SUCCESS;
    }
    return strncmp(section->d, path, len) == 0 &&
           (len == 0 || section->d[len - 1] == '/' || path[len] == '/' ||
            path[len] == '\0');
}

/* In bytes, 0: any. Lines of <Directory> and <If> are not looked at. */
static apr_off_t limit_at(const server_rec *s, const char *path)
{
    const core_dir_config *plain = ap_get_core_module_config(
        s->lookup_defaults);
    const core_server_config *core = ap_get_core_module_config(
        s->module_config);
    apr_off_t limit = plain->limit_req_body;

    for (int i = 0; i < core->sec_url->nelts; i++) {
        const core_dir_config *section = ap_get_core_module_config(
            APR_ARRAY_IDX(core->sec_url, i, ap_conf_vector_t *));

        if (section->limit_req_body != UNSET && is_about(section, path)) {
            limit = section->limit_req_body;
        }
    }
    return limit == UNSET ? LIMIT_OF_HTTPD : limit;
}

static void look(apr_pool_t *p, server_rec *s, const tc_mount_t *mount)
{
    const tc_site_t *site = tc_site_of(s);
    const int is_all = strcmp(mount->handler, "talecraft") == 0;
    const char *path = apr_pstrcat(p, mount->path, is_all ? "/media/" : "/",
                                   NULL);
    apr_off_t limit;

    if (!is_all && strcmp(mount->handler, "talecraft-media") != 0) {
        return;
    }
    limit = limit_at(s, path);
    if (limit > 0 && limit < site->max_upload) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     TCNO(1021) "TalecraftMaxUpload is %" APR_OFF_T_FMT
                                " bytes, but httpd takes no body above "
                                "%" APR_OFF_T_FMT " at %s: put a larger "
                                "LimitRequestBody there, or 0",
                          (apr_off_t)site->max_upload, limit, path);
    }
}

void tc_check_bodies(apr_pool_t *ptemp, server_rec *s)
{
    for (; s != NULL; s = s->next) {
        const tc_site_t *site = tc_site_of(s);

        for (int i = 0; site->media_root != NULL && i < site->mounts->nelts;
             i++) {
            look(ptemp, s, &APR_ARRAY_IDX(site->mounts, i, tc_mount_t));
        }
    }
}
